/** What holds of order to cash in the files it is written to: O1 to O12 and its part of K1 to K3, each recomputed from emitted events alone. */
import type { FileCheck, FileCheckMaker, MasterTables } from '../../src/index.ts';
import { eventsAlone } from '../world/checks/file-checks.ts';
import { accrualsAreWhole } from './checks/accruals.ts';
import { controlsOf } from './checks/controls.ts';
import { creditIsKept, Exposures, lossesAreWhole } from './checks/credit.ts';
import { dutiesOf } from './checks/duties.ts';
import { datesFollow, receiptsAddUp, remindersFollow } from './checks/money.ts';
import { pricesAreAgreed, taxAddsUp, wonQuotesAreOrdered } from './checks/prices.ts';
import { costAtStandard, quantitiesFollow, returnsAreConsistent } from './checks/quantities.ts';
import { Receivables } from './checks/receivables.ts';
import { termsAreKept } from './checks/terms.ts';
import type { Options } from './options.ts';

/** Makes the checks of order to cash; those of money follow the same open items. */
export function fileChecksOf(options: Options): readonly FileCheckMaker[] {
  return [
    quantitiesFollow,
    pricesAreAgreed,
    costAtStandard,
    (masters) => receivableChecks(options, masters),
    returnsAreConsistent,
    taxAddsUp,
    (masters) => receiptsAddUp(options, masters),
    termsAreKept,
    accrualsAreWhole,
    datesFollow,
    wonQuotesAreOrdered,
  ];
}

/** O4, O6 and O7, controls and duties: O4 follows the items, the others look at them. */
function receivableChecks(options: Options, masters: MasterTables = eventsAlone()): FileCheck {
  const receivables = new Receivables();
  const exposures = new Exposures(receivables, masters);
  const beside = [
    lossesAreWhole(receivables, masters),
    remindersFollow(options, receivables, masters),
    controlsOf(exposures, masters),
    dutiesOf(receivables, masters),
  ];
  return { ...creditIsKept(exposures, masters), beside };
}
