/**
 * The checks of procure to pay, recomputed from emitted events alone: they share with the journeys the schemas of events and
 * the arithmetic of amounts. Tolerances are those of the options.
 */
import type { FileCheckMaker } from '../../src/index.ts';
import { P9_AMOUNTS } from './checks/amount-checks.ts';
import { controlsOf } from './checks/controls.ts';
import { dutiesOf } from './checks/duties.ts';
import { P8 } from './checks/duty-checks.ts';
import { P12, P3, P7 } from './checks/invoice-checks.ts';
import { P5 } from './checks/grir-check.ts';
import { P1, P2 } from './checks/order-checks.ts';
import { P10_SUM } from './checks/need-checks.ts';
import { P11, P4, P6 } from './checks/payment-checks.ts';
import { P10, P9 } from './checks/price-checks.ts';
import { P4_TERMS } from './checks/term-checks.ts';
import { fileCheck } from './checks/reading.ts';
import type { ResolvedP2pOptions } from './options.ts';

export function p2pChecks({ tolerances }: ResolvedP2pOptions): readonly FileCheckMaker[] {
  const { overDeliveryBp } = tolerances;
  const orders = [
    P1,
    P2(overDeliveryBp),
    P3(tolerances),
    P4,
    P4_TERMS,
    P5,
    P6,
    P7,
    P8,
    P9,
    P9_AMOUNTS,
    P10,
    P10_SUM,
    P11,
    P12,
  ].map(fileCheck);
  return [...orders, (masters) => controlsOf(tolerances, masters), dutiesOf];
}
