/** I4: bank accounts pass the check-digit rule of their kind. Written down again, with big numbers instead of digits. */
import { Findings, rowsOf, textOf, type CheckOutcome, type Row } from './finding.ts';

/** Rows that have a bank account, by what to call them. */
export interface AccountRows {
  readonly vendors: readonly Row[];
  readonly bankAccounts: readonly Row[];
  readonly positions: readonly Row[];
}

/** Checks every account of vendors, of the company and of its people. */
export function checkBankAccounts({ vendors, bankAccounts, positions }: AccountRows): CheckOutcome {
  const found = new Findings('I4');
  for (const row of vendors) judge(`vendors ${textOf(row, 'vendorId')}`, row['bankAccount'], found);
  for (const row of bankAccounts) judge(`bankAccounts ${textOf(row, 'bankAccountId')}`, row['account'], found);
  for (const holder of positions.flatMap((row) => rowsOf(row, 'holders'))) {
    judge(`employees ${textOf(holder, 'employeeId')}`, holder['bankAccount'], found);
  }
  return found.outcome();
}

function judge(row: string, value: unknown, found: Findings): void {
  found.see(1);
  const account = (value ?? {}) as Row;
  const [scheme, bankCode, number] = [
    textOf(account, 'scheme'),
    textOf(account, 'bankCode'),
    textOf(account, 'number'),
  ];
  if (scheme === 'iban') found.expect(ibanHolds(number), row, `IBAN ${number} leaves another remainder than 1`);
  else if (scheme === 'aba')
    found.expect(routingHolds(bankCode), row, `routing number ${bankCode} is no multiple of 10 by 3-7-1`);
  else if (scheme === 'clabe') found.expect(clabeHolds(number), row, `CLABE ${number} ends in a wrong digit`);
  else
    found.expect(
      scheme === 'local' && /^\d+$/.test(number),
      row,
      `account '${scheme}' '${number}' is of no known kind`,
    );
}

function ibanHolds(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z\d]+$/.test(iban)) return false;
  const turned = (iban.slice(4) + iban.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(turned) % 97n === 1n;
}

function routingHolds(code: string): boolean {
  if (!/^\d{9}$/.test(code)) return false;
  const digit = (at: number): number => Number(code[at]);
  const sum =
    3 * (digit(0) + digit(3) + digit(6)) + 7 * (digit(1) + digit(4) + digit(7)) + digit(2) + digit(5) + digit(8);
  return sum % 10 === 0;
}

function clabeHolds(clabe: string): boolean {
  if (!/^\d{18}$/.test(clabe)) return false;
  const weights = '37137137137137137';
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += (Number(clabe[at]) * Number(weights[at])) % 10;
  return (sum + Number(clabe[17])) % 10 === 0;
}
