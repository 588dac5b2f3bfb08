/** The public names, one by one. */
export {
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  definePersona,
  definePopulation,
  personaMix,
} from './dsl/define.ts';
export {
  after,
  between,
  chance,
  fake,
  fakePool,
  fromDataset,
  id,
  list,
  maybe,
  object,
  oneOf,
  sequence,
  weighted,
} from './dsl/fields.ts';
export {
  beta,
  binomial,
  discrete,
  empirical,
  exponential,
  gamma,
  geometric,
  int,
  logUniform,
  lognormal,
  mixture,
  normal,
  pareto,
  poisson,
  triangular,
  uniform,
  weibull,
  zeroInflated,
  zipf,
} from './dsl/distributions.ts';
export { amount, benford, money } from './dsl/money.ts';
export type { AmountOptions } from './dsl/money.ts';
export { conditional, correlate } from './dsl/groups.ts';
export { branch, repeat, wait, when } from './dsl/verbs.ts';
export { every, never, once, poissonProcess, profile, recurring, volume } from './dsl/arrivals.ts';
export type { VolumeOptions } from './dsl/arrivals.ts';
export type { VolumePattern } from './model/volume.ts';
export { AdapterError, describeValue, didYouMean, IssueList, SynodeError, SynodeValidationError } from './errors.ts';
export type { SynodeIssue } from './errors.ts';
export { errorCodes } from './error-codes.ts';
export type { ErrorCode, ErrorKind } from './error-codes.ts';
export type { AnyEvent, Event, EventMeta, EventOf, JsonValue } from './model/event.ts';
export type { Actor, Context, Random, Scope } from './model/context.ts';
export type {
  Action,
  Adventure,
  BounceChance,
  Delay,
  Journey,
  Step,
  SuppressionPeriod,
  TimeSpan,
} from './model/flow.ts';
export type { Duration, DurationString } from './model/duration.ts';
export type { Generator, FieldValue, Fields } from './model/generator.ts';
export type { Money } from './model/money.ts';
export type { ConditionalGroup, CopulaSpec, CorrelateGroup, FieldGroup } from './model/group.ts';
export type { Persona, PersonaDefinition, PersonaMix } from './model/persona.ts';
export type {
  Dataset,
  DatasetDefinition,
  DatasetHandle,
  DatasetRow,
  InferDatasetRow,
  RandomRowOptions,
} from './model/dataset.ts';
export type { Arrivals, Profile, RecurringRule } from './model/arrivals.ts';
export type { Population } from './model/scenario.ts';
export type {
  AdapterReport,
  CsvEncoding,
  EncodedBatch,
  FileReport,
  OutputAdapter,
  RunInfo,
  TopicReport,
} from './model/adapter.ts';
export type { Counts, FailureRecord, RunResult } from './model/result.ts';
export { generate, readDataset, verify, writeDataset } from './on-demand.ts';
export { exporter } from './exporter.ts';
export type { ExportOptions, OcelOptions } from './exports/options.ts';
export type { ExportFormat } from './exports/formats.ts';
export { stream } from './stream.ts';
export type { EventStream } from './stream.ts';
export { WorkerPool } from './worker-pool.ts';
export type { WorkerPoolOptions } from './worker-pool.ts';
export { SynodeContext } from './engine/context.ts';
export { ids } from './random/ids.ts';
export { DEFAULT_START } from './plan/option-reader.ts';
export { duration } from './time/duration.ts';
export { compileCalendar, defineCalendar } from './time/calendar.ts';
export type { BusinessDayConvention, Calendar, CompiledCalendar } from './time/calendar.ts';
export { calendarById, regionCodes, regionUtcOffsetMinutes } from './time/regional.ts';
export type { RegionCode } from './time/regions/tables.ts';
export { checkFiscal, compileFiscal } from './time/fiscal.ts';
export type { CompiledFiscal, FiscalYear } from './time/fiscal.ts';
export type { FiscalCalendar } from './model/volume.ts';
export { minorDecimals } from './random/currency.ts';
export { CallbackAdapter } from '../adapters/callback.ts';
export { CompositeAdapter } from '../adapters/composite.ts';
export { ConsoleAdapter } from '../adapters/console.ts';
export { InMemoryAdapter } from '../adapters/memory.ts';
export type { Progress } from './model/progress.ts';
export type { IdGenerator, IdRequest, RunOptions } from './model/run-options.ts';
export { Engine } from './engine/engine.ts';
export { defineEventSchema } from './dsl/event-schema.ts';
export { dryRun, validateConfig } from './dry-run.ts';
export { asyncApi, eventSchemas } from './contracts.ts';
export type { ContractOptions } from './contracts.ts';
export type { AsyncApiDocument } from './contracts/async-api.ts';
export type { AsyncApiOptions } from './contracts/async-api-options.ts';
export type { ContractNote, EventContract, JsonSchema } from './model/contract.ts';
export { defineConfig } from './cli/define-config.ts';
export type { ConfigFunction, ConfigRequest, SynodeConfig } from './cli/define-config.ts';
export { defineCheck, defineProcess, defineTransform, scenario } from './dsl/scenario.ts';
export type { Surroundings } from './model/scenario.ts';
export type { FileCheck, FileEntry, FileEvent, Finding, Findings, Follower, Seen } from './model/file-check.ts';
export type { FileCheckMaker, MasterTables, TablePart } from './model/file-check.ts';
export { FindingLog } from './verify/check.ts';
export type { Check, Figure, Projection, View } from './model/projection.ts';
export type {
  LabelCategory,
  LabelChange,
  LabelFields,
  LabelTarget,
  Transform,
  TransformedEvent,
  TransformStage,
  TransformTurn,
} from './model/transform.ts';
export type { DriftKind, ObjectType, Process, Runnable, Scenario, ScenarioDrift } from './model/scenario.ts';
export type { Pacing } from './model/pacing.ts';
export { ENTRY_EVENT } from './model/ledger.ts';
export type {
  Account,
  AccountChoice,
  AccountFlag,
  Accounts,
  AccountType,
  Chart,
  Clearing,
  Determination,
  EntryDraft,
  EntryHeader,
  EntryKind,
  EntryLine,
  Flow,
  JournalCode,
  JournalEntry,
  JournalEntryEvent,
  LedgerCompany,
  LineDetails,
  LineDraft,
  OpenItem,
  Partner,
  PartnerKind,
  PostingRule,
  Postings,
  Role,
  RoleRule,
  Side,
} from './model/ledger.ts';
export { clearing, credit, debit, definePostings, entry, signed } from './ledger/entry.ts';
export type { OpenAmount } from './ledger/entry.ts';
export { lineAmount, mulDiv, partOf, proRata, round, share } from './ledger/amounts.ts';
export { convertAmount } from './ledger/convert-amount.ts';
export { aging, openItems } from './ledger/open-items.ts';
export type { AgingBucket, AgingRow } from './ledger/open-items.ts';
export { ledger, subledgers, trialBalance } from './ledger/balances.ts';
export type { Balance, BalanceRow, OpenItemRow, PartnerRow, TrialBalanceRow } from './model/book-rows.ts';
export { NO_UNITS, postUnits } from './ledger/grir.ts';
export type { UnitBalance, UnitLayer, UnitPosting, UnitsPosted } from './ledger/grir.ts';
export { bankPostings } from './ledger/bank.ts';
export type { BankMovement } from './ledger/bank.ts';
export type { ProofOptions } from './run-proof.ts';
export type { VerifyReport } from './verify/verify.ts';
export type { FileCheckResult } from './verify/result.ts';
