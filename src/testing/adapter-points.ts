/** All points of the adapter contract, by number: what drives an adapter and looks at what it did. */
import { deliveryPoints } from './adapter-cases.ts';
import type { AdapterSubject } from './adapter-contract.ts';
import { ends } from './adapter-exit.ts';
import { failurePoints } from './adapter-failure-cases.ts';

export const points: Readonly<Record<number, (subject: AdapterSubject) => Promise<void>>> = {
  ...deliveryPoints,
  ...failurePoints,
  12: ends,
};

export { wholePoints } from './adapter-run-cases.ts';
