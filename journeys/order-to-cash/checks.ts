/** What holds of order to cash in the files it is written to: O1 to O12, each recomputed from emitted events alone. */
import type { FileCheck } from '../../src/index.ts';
import { creditIsKept, lossesAreWhole } from './checks/credit.ts';
import { datesFollow, receiptsAddUp, remindersFollow } from './checks/money.ts';
import { pricesAreAgreed, taxAddsUp, wonQuotesAreOrdered } from './checks/prices.ts';
import { costAtStandard, quantitiesFollow, returnsAreConsistent } from './checks/quantities.ts';
import type { Options } from './options.ts';

/** Makes the checks of order to cash. O10 comes with the close, which accrues what it looks at. */
export function fileChecksOf(options: Options): readonly (() => FileCheck)[] {
  return [
    quantitiesFollow,
    pricesAreAgreed,
    costAtStandard,
    creditIsKept,
    returnsAreConsistent,
    lossesAreWhole,
    () => remindersFollow(options),
    taxAddsUp,
    () => receiptsAddUp(options),
    datesFollow,
    wonQuotesAreOrdered,
  ];
}
