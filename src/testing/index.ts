/** Fixtures and laws for tests of journeys; knows no test runner. */
export { fixture } from './fixture.ts';
export { toTable } from './event-table.ts';
export { adapterContract } from './adapter-contract.ts';
export type {
  AdapterDeviation,
  AdapterFaults,
  AdapterSubject,
  ContractCase,
  ReceivedEvent,
  StalledSink,
} from './adapter-contract.ts';
export { expectLedger, type ExpectLedgerOptions } from './expect-ledger.ts';
export { expectDeterministic, shrink } from './on-demand.ts';
export type { DeterminismOptions } from './laws/determinism.ts';
export { generatorLaws, type GeneratorLawsOptions } from './laws/generator.ts';
export { projectionLaws, type ProjectionLawsOptions } from './laws/projection.ts';
export { processLaws, type LawCase, type ProcessLawsOptions } from './laws/process.ts';
export { LawBroken } from './laws/broken.ts';
export { seeds } from './seeds.ts';
export type { Shrunk } from './shrink/shrink.ts';
export type { Predicate } from './shrink/trial.ts';
export type { Collected, EventTable, Fixture, FixtureInput, FixtureOptions, Named, Only, PayloadOf } from './types.ts';
