/** Bank accounts of a region: what identifies them there, with valid check digits. */
import type { RegionCode } from '../../../src/index.ts';
import {
  cinLetter,
  clabeCheckDigit,
  controlDigit,
  ibanCheckDigits,
  isClabe,
  isIban,
  isRoutingNumber,
  ribKey,
  routingCheckDigit,
} from './check-digits.ts';

/** How an account is written. `local`: bank code and number, which the region gives no public check digit. */
export type AccountScheme = 'iban' | 'aba' | 'clabe' | 'local';

/** A bank account as payments carry it. */
export interface BankAccount {
  readonly scheme: AccountScheme;
  /** Routing number, sort code or the like; of an IBAN the part that names the bank. */
  readonly bankCode: string;
  /** The IBAN or CLABE, or the number at the bank. */
  readonly number: string;
}

const SCHEMES: Readonly<Partial<Record<RegionCode, AccountScheme>>> = {
  DE: 'iban',
  GB: 'iban',
  FR: 'iban',
  IT: 'iban',
  ES: 'iban',
  BR: 'iban',
  US: 'aba',
  MX: 'clabe',
};

/** Digits of bank codes: routing number of Canada and Australia's BSB, codes of clearing in Japan, China, India, … */
const CODE_DIGITS: Readonly<Record<RegionCode, number>> = {
  US: 8,
  DE: 8,
  GB: 6,
  CN: 12,
  JP: 7,
  IN: 7,
  BR: 8,
  MX: 6,
  AU: 6,
  SG: 7,
  KR: 7,
  FR: 10,
  IT: 10,
  ES: 8,
  CA: 8,
};

/** How a region writes accounts. */
export function schemeOf(region: RegionCode): AccountScheme {
  return SCHEMES[region] ?? 'local';
}

/** A bank code of a region from drawn digits, of which there are at least twelve. */
export function bankCodeFrom(region: RegionCode, digits: string): string {
  const code = digits.slice(0, CODE_DIGITS[region]);
  if (region !== 'US') return code;
  // The first two digits name a district of the Federal Reserve, 01 to 12.
  const district = String((Number(code.slice(0, 2)) % 12) + 1).padStart(2, '0');
  const eight = district + code.slice(2);
  return eight + routingCheckDigit(eight);
}

/** A bank as an account names it. */
export interface BankOfAccount {
  readonly region: RegionCode;
  readonly code: string;
  /** Four letters. */
  readonly bankLetters: string;
}

/** An account at a bank from drawn digits, of which there are at least twelve. */
export function accountFrom({ region, code, bankLetters }: BankOfAccount, digits: string): BankAccount {
  const scheme = schemeOf(region);
  if (scheme === 'iban') {
    const bban = bbanFrom({ region, code, bankLetters }, digits);
    return { scheme, bankCode: code, number: region + ibanCheckDigits(region, bban) + bban };
  }
  if (scheme === 'clabe') {
    const seventeen = code + digits.slice(0, 11);
    return { scheme, bankCode: code, number: seventeen + clabeCheckDigit(seventeen) };
  }
  return { scheme, bankCode: code, number: digits.slice(0, 10) };
}

/** The national part of an IBAN, as the IBAN registry describes it. */
function bbanFrom({ region, code, bankLetters }: BankOfAccount, digits: string): string {
  switch (region) {
    case 'GB':
      return bankLetters + code + digits.slice(0, 8);
    case 'FR': {
      const account = digits.slice(0, 11);
      return code + account + ribKey(code.slice(0, 5), code.slice(5), account);
    }
    case 'IT': {
      const body = code + digits.slice(0, 12);
      return cinLetter(body) + body;
    }
    case 'ES': {
      const account = digits.slice(0, 10);
      return code + controlDigit(`00${code}`) + controlDigit(account) + account;
    }
    case 'BR':
      return `${code}0${digits.slice(0, 4)}${digits.slice(0, 10)}C1`;
    default:
      return code + digits.slice(0, 10);
  }
}

/** What is wrong with an account's check digits, or undefined. */
export function accountFault({ scheme, bankCode, number }: BankAccount): string | undefined {
  if (scheme === 'iban') return isIban(number) ? undefined : `IBAN ${number} fails mod 97`;
  if (scheme === 'aba') return isRoutingNumber(bankCode) ? undefined : `routing number ${bankCode} fails 3-7-1`;
  if (scheme === 'clabe') return isClabe(number) ? undefined : `CLABE ${number} has a wrong check digit`;
  return /^\d+$/.test(number) ? undefined : `account number ${number} is no number`;
}

/** An account as one text, the other way around `accountFault`: `DE89…`, or bank code and number. */
export function accountText({ scheme, bankCode, number }: BankAccount): string {
  return scheme === 'iban' || scheme === 'clabe' ? number : `${bankCode}/${number}`;
}

/** The account of a text that `accountText` made, or that a person wrote. */
export function parseAccount(text: string): BankAccount {
  const compact = text.replaceAll(' ', '');
  if (/^[A-Z]{2}\d{2}/.test(compact)) return { scheme: 'iban', bankCode: compact.slice(4, 12), number: compact };
  if (/^\d{18}$/.test(compact)) return { scheme: 'clabe', bankCode: compact.slice(0, 6), number: compact };
  const [bankCode = '', number = ''] = compact.split('/');
  return { scheme: /^\d{9}$/.test(bankCode) ? 'aba' : 'local', bankCode, number };
}
