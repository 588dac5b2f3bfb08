/** What `bin.ts` loads, in one piece. */
export { watchForEarlyEnd } from './early-end.ts';
export { main } from './main.ts';
