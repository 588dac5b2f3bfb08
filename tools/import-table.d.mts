export interface ImportRow {
  readonly of: string;
  readonly may: readonly string[];
  readonly types?: readonly string[];
  readonly node?: boolean;
}
export interface Door {
  readonly package: string;
  readonly at: readonly string[];
  readonly lazy?: readonly string[];
}
export const FOLDERS: readonly ImportRow[];
export const DOORS: readonly Door[];
/** What is wrong with an import in `file` (a path of the repository), or undefined. */
export function judgeImport(
  file: string,
  request: { readonly from: string; readonly typeOnly?: boolean; readonly lazy?: boolean },
): string | undefined;
