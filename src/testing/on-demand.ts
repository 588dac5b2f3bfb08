/** What comes with its first call: most tests take events from a fixture and need neither. */

/**
 * Looks for the smallest world whose events still fail the predicate (it throws or gives false): fewer actors, then
 * fewer journeys and instances, then shorter ways through them, then plainer values. Every candidate is run, under pins
 * and parts of the world given, so it is a history that can happen; draws are keyed, so the rest keeps its values. The
 * same call tries the same worlds.
 *
 * @param options `maxRuns`: worlds run at most, default 500
 * @throws SynodeError `INVALID_OPTION` when the predicate holds on the world given; what its handlers throw
 * @example const { code, events } = await shrink(fixture(shop).users(200), (events) => { expect(events)… });
 */
export const shrink: typeof import('./shrink/shrink.ts').shrinkFixture = async (...call) =>
  (await import('./shrink/shrink.ts')).shrinkFixture(...call);

/**
 * Runs the same thing again, in other lanes, worker threads, shards and orders, and compares every event. Lanes and
 * workers must give the same stream; shards and orders the same events; time order must never go back.
 *
 * Default seed `'test'`, 20 users.
 *
 * @throws LawBroken the first way that gives other events, with the first event that differs
 * @example it('is deterministic', () => expectDeterministic(shop, { lanes: [1, 4, 16], shards: [2, 3] }))
 */
export const expectDeterministic: typeof import('./laws/determinism.ts').compareRuns = async (...call) =>
  (await import('./laws/determinism.ts')).compareRuns(...call);
