/** Which codes are provoked, which have no one to throw them yet, and what is wrong with that. */

/** Codes that nothing a user can do throws today: the part of the system that will, or why nobody can make it so. */
export type Unprovoked = Readonly<Record<string, string>>;

export interface CodeCensus {
  readonly codes: readonly string[];
  readonly provoked: readonly string[];
  readonly unprovoked: Unprovoked;
}

/** A sentence for each code that is forgotten, stands in both lists, or is none. */
export function judgeCodes({ codes, provoked, unprovoked }: CodeCensus): readonly string[] {
  const known = new Set(codes);
  const done = new Set(provoked);
  const listed = Object.keys(unprovoked);
  return [
    ...codes
      .filter((code) => !done.has(code) && !listed.includes(code))
      .map((code) => `${code} is neither provoked nor listed with the part that will throw it`),
    ...listed.filter((code) => done.has(code)).map((code) => `${code} is provoked, so it is not to be listed any more`),
    ...[...done, ...listed].filter((code) => !known.has(code)).map((code) => `there is no code ${code}`),
  ];
}
