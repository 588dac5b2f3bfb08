import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { regionCodes } from '../../src/index.ts';
import {
  accountFault,
  accountFrom,
  accountText,
  bankCodeFrom,
  parseAccount,
} from '../../journeys/world/masters/bank-account.ts';
import {
  cinLetter,
  clabeCheckDigit,
  controlDigit,
  ibanCheckDigits,
  isIban,
  isRoutingNumber,
  ribKey,
} from '../../journeys/world/masters/check-digits.ts';

describe('check digits', () => {
  it('are those of the examples of the IBAN registry', () => {
    for (const iban of [
      'DE89370400440532013000',
      'GB29NWBK60161331926819',
      'FR1420041010050500013M02606',
      'IT60X0542811101000000123456',
      'ES9121000418450200051332',
      'BR1800360305000010009795493C1',
    ]) {
      expect(isIban(iban)).toBe(true);
      expect(ibanCheckDigits(iban.slice(0, 2), iban.slice(4))).toBe(iban.slice(2, 4));
    }
  });

  it('are those of national parts: CIN, control digits, clé RIB, CLABE', () => {
    expect(cinLetter('0542811101000000123456')).toBe('X');
    expect(controlDigit('0021000418') + controlDigit('0200051332')).toBe('45');
    expect(ribKey('30006', '00001', '12345678901')).toBe('89');
    expect(clabeCheckDigit('03218000011835971')).toBe('9');
  });

  it('are those of routing numbers of the Federal Reserve', () => {
    expect(['021000021', '011401533', '091000019'].every(isRoutingNumber)).toBe(true);
    expect(isRoutingNumber('021000022')).toBe(false);
  });
});

describe('an account of any region', () => {
  const digits = fc.stringMatching(/^\d{12}$/);

  it('has valid check digits, and fails when one digit is another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...regionCodes), digits, digits, (region, bank, number) => {
        const account = accountFrom({ region, code: bankCodeFrom(region, bank), bankLetters: 'ACME' }, number);
        expect(accountFault(account)).toBeUndefined();
        if (account.scheme === 'local') return;

        const target = account.scheme === 'aba' ? account.bankCode : account.number;
        const last = target.search(/\d(?=\D*$)/);
        const changed = target.slice(0, last) + String((Number(target[last]) + 1) % 10) + target.slice(last + 1);
        const broken = account.scheme === 'aba' ? { ...account, bankCode: changed } : { ...account, number: changed };
        expect(accountFault(broken)).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('is read back from its text', () => {
    fc.assert(
      fc.property(fc.constantFrom('DE', 'US', 'MX', 'JP' as const), digits, digits, (region, bank, number) => {
        const account = accountFrom({ region, code: bankCodeFrom(region, bank), bankLetters: 'ACME' }, number);
        const read = parseAccount(accountText(account));
        expect([read.scheme, read.number]).toEqual([account.scheme, account.number]);
      }),
    );
  });
});
