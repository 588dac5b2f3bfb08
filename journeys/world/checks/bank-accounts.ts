/**
 * I4: bank accounts pass the check-digit rule of their kind, and lie at the bank they name. Written down again, with big
 * numbers instead of digits.
 */
import { Findings, rowsOf, textOf, type CheckOutcome, type Row } from './finding.ts';

/** Rows that have a bank account, by what to call them. */
export interface AccountRows {
  readonly company: Row;
  readonly banks: readonly Row[];
  readonly vendors: readonly Row[];
  readonly bankAccounts: readonly Row[];
  readonly positions: readonly Row[];
}

/** Checks every account of vendors, of the company and of its people, and the codes of banks. */
export function checkBankAccounts({ company, banks, vendors, bankAccounts, positions }: AccountRows): CheckOutcome {
  const found = new Findings('I4');
  const at = new Map(banks.map((bank) => [`${textOf(bank, 'region')} ${textOf(bank, 'code')}`, bank]));
  const home = textOf(company, 'region');
  checkBanks(banks, found);
  // An author's own vendors have their money where they say.
  const areOwn = (company['given'] as readonly unknown[] | undefined)?.includes('vendors') === true;
  for (const row of vendors) {
    const place: Place = { row: `vendors ${textOf(row, 'vendorId')}`, region: textOf(row, 'region') };
    judge(place, row['bankAccount'], { banks: areOwn ? undefined : at, found });
  }
  for (const row of bankAccounts) {
    const place: Place = { row: `bankAccounts ${textOf(row, 'bankAccountId')}`, region: home };
    const bank = judge(place, row['account'], { banks: at, found });
    const bankId = textOf(row, 'bankId');
    found.expect(bank === undefined || textOf(bank, 'bankId') === bankId, place.row, `does not lie at bank ${bankId}`);
  }
  for (const holder of positions.flatMap((row) => rowsOf(row, 'holders'))) {
    const place: Place = { row: `employees ${textOf(holder, 'employeeId')}`, region: home };
    judge(place, holder['bankAccount'], { banks: at, found });
  }
  return found.outcome();
}

/** Codes of US banks are routing numbers; a BIC says the country of its bank. */
function checkBanks(banks: readonly Row[], found: Findings): void {
  for (const bank of banks) {
    const [region, code, bic] = [textOf(bank, 'region'), textOf(bank, 'code'), textOf(bank, 'bic')];
    const row = `banks ${textOf(bank, 'bankId')}`;
    found.see(1);
    found.expect(region !== 'US' || routingHolds(code), row, notByRouting(code));
    found.expect(bic.slice(4, 6) === region, row, `BIC ${bic} is of another country than ${region}`);
  }
}

/** Whose account it is, and where they are. */
interface Place {
  readonly row: string;
  readonly region: string;
}

/** Of `banks`, by region and code, the bank that an account lies at; without them its kind alone is judged. */
function judge(
  { row, region }: Place,
  value: unknown,
  { banks, found }: { readonly banks: ReadonlyMap<string, Row> | undefined; readonly found: Findings },
): Row | undefined {
  const account = (value ?? {}) as Row;
  judgeDigits(row, account, found);
  if (banks === undefined) return undefined;
  const [code, number] = [textOf(account, 'bankCode'), textOf(account, 'number')];
  const bank = banks.get(`${region} ${code}`);
  found.expect(bank !== undefined, row, `'${code}' is no bank of ${region}`);
  const isIban = textOf(account, 'scheme') === 'iban';
  const holdsBank = isIban ? number.startsWith(region) && number.slice(4).includes(code) : true;
  found.expect(holdsBank, row, `IBAN ${number} is of another bank than ${region} ${code}`);
  return bank;
}

function judgeDigits(row: string, account: Row, found: Findings): void {
  found.see(1);
  const [scheme, bankCode, number] = [
    textOf(account, 'scheme'),
    textOf(account, 'bankCode'),
    textOf(account, 'number'),
  ];
  if (scheme === 'iban') found.expect(ibanHolds(number), row, `IBAN ${number} leaves another remainder than 1`);
  else if (scheme === 'aba') found.expect(routingHolds(bankCode), row, notByRouting(bankCode));
  else if (scheme === 'clabe') found.expect(clabeHolds(number), row, `CLABE ${number} ends in a wrong digit`);
  else
    found.expect(
      scheme === 'local' && /^\d+$/.test(number),
      row,
      `account '${scheme}' '${number}' is of no known kind`,
    );
}

function notByRouting(code: string): string {
  return `routing number ${code} is no multiple of 10 by 3-7-1`;
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
