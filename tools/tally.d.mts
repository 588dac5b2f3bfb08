export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
/** The closing line and the exit code of a run; no count means that the run died before it could count. */
export function closing(
  count: TestCount | undefined,
  runCode: number,
): { readonly line: string; readonly code: number };
