/** What a trial balance in the stream adds to a company that posts. Gate 15. */
import { generate, trialBalance } from '../src/index.ts';
import { timingOf, type Benches } from './bench.ts';
import { companyOf } from './company.ts';
import { costRatio, interleave } from './measure.ts';
import { toNowhere } from './sides.ts';

/** A quarter of a year: long enough that its simulation is most of it. */
const END = '2025-04-01';

export const benches: Benches = {
  'ledger.trial-balance': async (protocol) => {
    const company = companyOf(1, END);
    const { books } = company;
    if (books === undefined) throw new Error('the company keeps no books');
    const run = async (isBalanced: boolean): Promise<void> => {
      const projections = isBalanced ? [trialBalance(books)] : [];
      const result = await generate(company, { adapter: toNowhere(), digest: 'none', logger: false, projections });
      const rows = Object.values(result.projections['trialBalance'] ?? {}).length;
      if (rows > 0 !== isBalanced) throw new Error(`${rows} rows of a trial balance`);
    };
    const sides = [
      { name: 'with a trial balance', run: () => run(true) },
      { name: 'without', run: () => run(false) },
    ];
    const timings = await interleave(sides, { ...protocol, rounds: Math.ceil(protocol.rounds / 2) });
    const [of, by] = [timingOf(timings, 'with a trial balance'), timingOf(timings, 'without')];
    const note = 'times are of a whole run, shared over the events of the model job';
    return [{ name: 'ledger.trial-balance', ratio: costRatio(of, by), of, by, note }];
  },
};
