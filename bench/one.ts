/** The process of one bench: measures, and tells the parent. */
import { FULL, QUICK } from './measure.ts';
import { loadBench } from './table.ts';

const [name = '', mode] = process.argv.slice(2);
const bench = await loadBench(name);
const outcomes = await bench(mode === 'quick' ? QUICK : FULL);
process.send?.(outcomes);
process.disconnect?.();
