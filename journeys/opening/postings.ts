/** How the opening is booked: items against opening balances, and their sum as equity. */
import { credit, debit, definePostings, entry } from '../../src/index.ts';
import { OPENING_ROLE, openingPostings } from '../world/opening/postings.ts';
import type { OpeningEvent } from './documents.ts';

const equity = definePostings<OpeningEvent<'opening_equity.recorded'>>({
  OP02: {
    on: 'opening_equity.recorded',
    roles: [OPENING_ROLE, 'equity.capital', 'equity.premium', 'equity.retained'],
    rule: ({ payload: { capital, premium, retained } }, a) => [
      entry(
        'OPN',
        [
          debit(a(OPENING_ROLE), capital + premium + retained, { flow: 'opening' }),
          credit(a('equity.capital'), capital, { flow: 'opening' }),
          credit(a('equity.premium'), premium, { flow: 'opening' }),
          credit(a('equity.retained'), retained, { flow: 'opening' }),
        ],
        { kind: 'opening', fiscalPeriod: 0 },
      ),
    ],
  },
});

export const postings = Object.freeze({ OP01: openingPostings.OP01, ...equity });
