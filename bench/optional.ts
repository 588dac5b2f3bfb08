/** Goals that nothing needs to be built for: they say so until something is. Goals 6 and 17. */
import type { Benches } from './bench.ts';

const notBuilt = (name: string, what: string): Benches => ({
  [name]: () => Promise.resolve([{ name, absent: `${what} is optional and not built` }]),
});

export const benches: Benches = {
  ...notBuilt('encode.tape', 'writing events as an integer tape'),
  ...notBuilt('kafka.record-batch', 'a record batch of our own'),
};
