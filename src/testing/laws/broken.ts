/** A law that does not hold, and where. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken';
}

/** @throws LawBroken unless the law is kept */
export function mustHold(isKept: boolean, law: string, otherwise: () => string): void {
  if (!isKept) throw new LawBroken(`${law}: ${otherwise()}`);
}
