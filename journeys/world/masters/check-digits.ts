/**
 * Check digits of bank accounts. IBAN: ISO 13616, mod 97 of ISO 7064. US routing numbers: weights 3-7-1 (American Bankers
 * Association). National digits inside IBANs: clé RIB (FR), CIN (IT), dígitos de control (ES). CLABE: Banxico.
 */

/** The two check digits of an IBAN. */
export function ibanCheckDigits(country: string, bban: string): string {
  return String(98 - mod97(`${bban}${country}00`)).padStart(2, '0');
}

/** Whether text is an IBAN with right check digits. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** Letters count as 10 to 35; the remainder is kept digit by digit, so no number grows large. */
function mod97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** The ninth digit of a US routing number. */
export function routingCheckDigit(eight: string): string {
  return String((10 - (weighted(eight, [3, 7, 1]) % 10)) % 10);
}

/** Whether text is a US routing number with a right check digit. */
export function isRoutingNumber(text: string): boolean {
  return /^\d{9}$/.test(text) && weighted(text, [3, 7, 1]) % 10 === 0;
}

/** The eighteenth digit of a Mexican CLABE: digit by digit mod 10 before summing. */
export function clabeCheckDigit(seventeen: string): string {
  const sum = Array.from(seventeen).reduce(
    (all, digit, i) => all + ((Number(digit) * ([3, 7, 1][i % 3] ?? 0)) % 10),
    0,
  );
  return String((10 - (sum % 10)) % 10);
}

/** Whether text is a CLABE with a right check digit. */
export function isClabe(text: string): boolean {
  return /^\d{18}$/.test(text) && clabeCheckDigit(text.slice(0, 17)) === text.slice(17);
}

function weighted(digits: string, weights: readonly number[]): number {
  return Array.from(digits).reduce((sum, digit, i) => sum + Number(digit) * (weights[i % weights.length] ?? 0), 0);
}

/** The clé RIB of five digits of bank, five of branch, eleven of account. */
export function ribKey(bank: string, branch: string, account: string): string {
  const rest = (89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(account)) % 97n;
  return String(97n - rest).padStart(2, '0');
}

const CIN_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** The CIN letter of 22 digits of ABI, CAB and account: odd places by a table, even ones by their value. */
export function cinLetter(digits: string): string {
  const sum = Array.from(digits).reduce(
    (all, digit, i) => all + (i % 2 === 0 ? (CIN_ODD[Number(digit)] ?? 0) : Number(digit)),
    0,
  );
  return String.fromCharCode(65 + (sum % 26));
}

const DC_WEIGHTS = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];

/** One Spanish control digit of ten digits. */
export function controlDigit(ten: string): string {
  const rest = 11 - (weighted(ten, DC_WEIGHTS) % 11);
  return String(rest === 11 ? 0 : rest === 10 ? 1 : rest);
}
