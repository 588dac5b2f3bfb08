/** What an author can get wrong before anything runs, a case for each code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { FileAdapter } from '../../adapters/file.ts';
import { usdRates, world } from '../../journeys/world/index.ts';
import {
  chance,
  defineAction,
  defineAdventure,
  defineCalendar,
  defineDataset,
  defineJourney,
  defineProcess,
  eventSchemas,
  every,
  generate,
  InMemoryAdapter,
  lognormal,
  normal,
  oneOf,
  poissonProcess,
  profile,
  readDataset,
  scenario,
  SynodeContext,
  validateConfig,
  wait,
  weighted,
  type Journey,
} from '../../src/index.ts';
import { action, adventure, flow, journey, simulate, type Options } from '../journeys/world.ts';
import { inFolder, type Fault } from './faults.ts';

const check = (faulty: Journey): unknown => validateConfig(faulty);
const run = (options: object, shop: Journey = flow('shop', [action('view')])): Promise<unknown> =>
  simulate(shop, options as Options);
const pay = (fields: object): Journey => flow('shop', [action('pay', { fields } as object)]);

const made = (id: string, reads: readonly string[], emits: readonly string[]) =>
  defineProcess({ id, options: z.strictObject({}), populations: [], emits: [...emits], reads: [...reads] });

export const faults: readonly Fault[] = [
  {
    code: 'INVALID_SHAPE',
    provoke: () => check(defineJourney({ id: 'shop', adventures: [{ id: 'buy', name: 'Buy' } as never] })),
    says: `
      [INVALID_SHAPE] adventure 'buy' has no \`actions\`
      Path:     journey 'shop' > adventure 'buy'
      Expected: a list of actions
      Received: undefined
      Fix:      Add actions: [].
    `,
  },
  {
    code: 'UNKNOWN_KEY',
    provoke: () => run({ lane: 4 }),
    says: `
      [UNKNOWN_KEY] unknown option 'lane'
      Path:     option 'lane'
      Expected: an option of this run
      Received: 'lane'
      Fix:      Did you mean 'lanes'?
    `,
  },
  {
    code: 'INVALID_OPTION',
    provoke: () => new InMemoryAdapter({ limit: -1 }),
    says: `
      [INVALID_OPTION] limit of InMemoryAdapter is -1
      Path:     InMemoryAdapter > option 'limit'
      Expected: a whole number from 0 to 4294967295
      Received: -1
      Fix:      Give a whole number from 0 to 4294967295.
    `,
  },
  {
    code: 'INVALID_ID',
    provoke: () => check(flow('shop/eu', [])),
    says: `
      [INVALID_ID] id 'shop/eu' of the journey contains '/'
      Path:     journey 'shop/eu'
      Expected: a letter, then up to 127 letters, digits, _, ., -
      Received: 'shop/eu'
      Fix:      Use letters, digits, '_', '-', '.' and start with a letter.
    `,
  },
  {
    code: 'DUPLICATE_ID',
    provoke: () => check(journey('shop', [adventure('buy', [action('pay'), action('pay')])])),
    says: `
      [DUPLICATE_ID] action id 'pay' is used by two different actions
      Path:     journey 'shop' > adventure 'buy' > action 'pay'
      Expected: each action id once
      Received: 'pay'
      Fix:      Rename one, or reuse the same value.
    `,
  },
  {
    code: 'INVALID_BOUNCE_CHANCE',
    provoke: () => check(flow('shop', [action('pay', { bounceChance: 15 })])),
    says: `
      [INVALID_BOUNCE_CHANCE] bounceChance must be between 0 and 1
      Path:     journey 'shop' > adventure 'main' > action 'pay' > 'bounceChance'
      Expected: a number from 0 to 1
      Received: 15
      Fix:      Use 0.15 for 15 %.
    `,
  },
  {
    code: 'INVALID_TIME_SPAN',
    provoke: () => check(flow('shop', [action('pay', { timeSpan: { min: 5000, max: 2000 } })])),
    says: `
      [INVALID_TIME_SPAN] timeSpan min 5000 is above max 2000
      Path:     journey 'shop' > adventure 'main' > action 'pay'
      Expected: min ≤ max
      Received: min 5000, max 2000
      Fix:      Swap them.
    `,
  },
  {
    code: 'INVALID_DURATION',
    provoke: () => check(flow('shop', [wait('P2D' as never)])),
    says: `
      [INVALID_DURATION] 'P2D' is not a duration
      Path:     journey 'shop' > adventure 'main' > 'wait#0'
      Expected: a number and a unit, such as '90s', '1.5h', '2 days', '1mo' or '3bd'
      Received: 'P2D'
      Fix:      Write '2d'.
    `,
  },
  {
    code: 'INVALID_SUPPRESSION_PERIOD',
    provoke: () => check(flow('shop', [], { suppressionPeriod: -1 })),
    says: `
      [INVALID_SUPPRESSION_PERIOD] duration -1 is negative
      Path:     journey 'shop' > 'suppressionPeriod'
      Expected: a number and a unit, such as '90s', '1.5h', '2 days', '1mo' or '3bd'
      Received: -1
      Fix:      Use 0 or more milliseconds.
    `,
  },
  {
    code: 'INVALID_WEIGHTS',
    provoke: () => check(pay({ method: weighted({ card: 0, iban: 0 }) })),
    says: `
      [INVALID_WEIGHTS] all weights of weighted are 0
      Path:     journey 'shop' > adventure 'main' > action 'pay' > field 'method' > weighted
      Expected: at least one positive weight
      Received: 2 zeros
      Fix:      Give one a positive weight.
    `,
  },
  {
    code: 'INVALID_GENERATOR',
    provoke: () => check(pay({ method: oneOf([]) })),
    says: `
      [INVALID_GENERATOR] values must be a list of at least one value
      Path:     journey 'shop' > adventure 'main' > action 'pay' > field 'method' > oneOf > 'values'
      Expected: a list of at least one value
      Received: an empty array
      Fix:      Give at least one value.
    `,
  },
  {
    code: 'DISTRIBUTION_PARAMETER',
    provoke: () => check(pay({ amount: lognormal({ mu: 3, sigma: -1 }) })),
    says: `
      [DISTRIBUTION_PARAMETER] lognormal needs sigma to be a number > 0 and ≤ 5
      Path:     journey 'shop' > adventure 'main' > action 'pay' > field 'amount' > lognormal > 'sigma'
      Expected: a number > 0 and ≤ 5
      Received: -1
      Fix:      Set sigma to a number > 0 and ≤ 5.
    `,
  },
  {
    code: 'DISTRIBUTION_EMPTY',
    provoke: () => check(pay({ amount: normal({ mean: 0, sd: 1, min: 90 }) })),
    says: `
      [DISTRIBUTION_EMPTY] the bounds of this normal keep next to nothing of it
      Path:     journey 'shop' > adventure 'main' > action 'pay' > field 'amount' > normal
      Expected: at least 0.000001 of the mass between min and max
      Received: 0 between 90 and no max
      Fix:      Widen the bounds, or move the distribution: its mean is 0.000.
    `,
  },
  {
    code: 'INVALID_ARRIVALS',
    provoke: () =>
      check(
        flow('shop', [], {
          arrivals: poissonProcess({
            rate: 1,
            per: '1d',
            profile: profile({ hours: Array.from({ length: 23 }, () => 1) }),
          }),
        }),
      ),
    says: `
      [INVALID_ARRIVALS] profile.hours has 23 numbers
      Path:     journey 'shop' > 'arrivals' > 'profile' > hours
      Expected: 24 factors ≥ 0, from 00:00
      Received: 23 numbers
      Fix:      Give 24, from 00:00.
    `,
  },
  {
    code: 'UNBOUNDED_ARRIVALS',
    provoke: () => run({}, flow('reorder', [], { arrivals: every('7d') })),
    says: `
      [UNBOUNDED_ARRIVALS] 'reorder' arrives without end
      Path:     journey 'reorder' > 'arrivals'
      Expected: a schedule with a count, in a run without an end
      Received: every without count
      Fix:      Set endDate, count or maxEvents.
    `,
  },
  {
    code: 'UNKNOWN_JOURNEY',
    provoke: () => validateConfig(flow('shop', [], { requires: ['signpu'] }), [flow('signup', [])]),
    says: `
      [UNKNOWN_JOURNEY] journey 'shop' requires 'signpu', which is not among the journeys
      Path:     journey 'shop' > 'requires'
      Expected: one of shop, signup
      Received: 'signpu'
      Fix:      Did you mean 'signup'?
    `,
  },
  {
    code: 'CIRCULAR_DEPENDENCY',
    provoke: () =>
      validateConfig(flow('signup', [], { requires: ['shop'] }), [flow('shop', [], { requires: ['signup'] })]),
    says: `
      [CIRCULAR_DEPENDENCY] journeys require each other: signup → shop → signup
      Path:     journey 'signup' > 'requires'
      Expected: no journey that requires itself, directly or through others
      Received: signup → shop → signup
      Fix:      Remove one link.
    `,
  },
  {
    code: 'INVALID_RUN_OPTIONS',
    provoke: () => run({ users: 10_000_001 }),
    says: `
      [INVALID_RUN_OPTIONS] users is 10000001
      Path:     option 'users'
      Expected: a whole number from 0 to 10,000,000
      Received: 10000001
      Fix:      Use at most 10,000,000.
    `,
  },
  {
    code: 'INVALID_SEED',
    provoke: () => run({ seed: Number.NaN }),
    says: `
      [INVALID_SEED] seed is NaN
      Path:     option 'seed'
      Expected: text of 1 to 256 characters, or a whole number of 0 or more
      Received: NaN
      Fix:      Use a string or a whole number.
    `,
  },
  {
    code: 'INVALID_DATE_RANGE',
    provoke: () => run({ endDate: '2025-02-01' }),
    says: `
      [INVALID_DATE_RANGE] endDate is given without startDate
      Path:     option 'startDate' > option 'endDate'
      Expected: both ends of the window
      Received: nothing and 2025-02-01T00:00:00.000Z
      Fix:      Add startDate or duration.
    `,
  },
  {
    code: 'UNKNOWN_CALENDAR',
    provoke: () => run({ calendar: 'weekday' }),
    says: `
      [UNKNOWN_CALENDAR] no calendar is called 'weekday'
      Path:     option 'calendar'
      Expected: the id of a calendar
      Received: 'weekday'
      Fix:      Did you mean 'weekdays'?
    `,
  },
  {
    code: 'CALENDAR_YEAR_UNSUPPORTED',
    provoke: () =>
      run(
        { calendar: defineCalendar({ id: 'bank', years: [2024, 2025] }) },
        flow('shop', [wait('400bd'), action('view')]),
      ),
    says: `
      [CALENDAR_YEAR_UNSUPPORTED] user-0 · 2025-01-01T00:00:00.000Z · shop › main (occurrence 0): calendar 'bank' knows the years 2024 to 2025, not 2026
      Path:     calendar 'bank'
      Expected: a date from 2024-01-01 to 2025-12-31
      Received: a date in 2026
      Fix:      Keep the run and what it plans inside these years, or use 'weekdays' or a calendar of your own.
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'LOCALE_UNKNOWN',
    provoke: () => run({ persona: { id: 'buyer', name: 'Buyer', attributes: { locale: 'dd' } } }),
    says: `
      [LOCALE_UNKNOWN] locale 'dd' is unknown
      Path:     persona 'buyer' > attribute 'locale'
      Expected: a locale of faker, such as 'de', 'de_AT' or 'en_GB'
      Received: 'dd'
      Fix:      Did you mean 'da'?
    `,
  },
  {
    code: 'UNKNOWN_READ',
    provoke: () =>
      generate(scenario({ processes: [made('sell', [], ['order.placed'])(), made('close', ['order.place'], [])()] }), {
        logger: false,
        adapter: new InMemoryAdapter(),
      }),
    says: `
      [UNKNOWN_READ] 'close' reads 'order.place' that nobody emits
      Path:     process 'close' > 'reads'
      Expected: an event or projection of another process, or a fallback
      Received: 'order.place'
      Fix:      Did you mean 'order.placed'?
    `,
  },
  {
    code: 'TOO_FEW_EMPLOYEES',
    provoke: () => world({ companies: [{ code: '1000', employees: 23 }] }),
    says: `
      [TOO_FEW_EMPLOYEES] company 1000 cannot give each duty a person of its own
      Path:     world > company '1000' > 'employees'
      Expected: at least 24 employees
      Received: 23
      Fix:      Raise employees, or the scale.
    `,
  },
  {
    code: 'RATE_NOT_AVAILABLE',
    provoke: () => usdRates(new SynodeContext())('XAU', '2025-01-02'),
    says: `
      [RATE_NOT_AVAILABLE] there is no exchange rate for 'XAU'
      Path:     world > 'exchangeRates'
      Expected: one of USD, EUR, GBP, CNY, JPY, INR, BRL, MXN, AUD, SGD, KRW, CAD, from 2000-01-01 to 2044-11-08
      Received: 'XAU'
      Fix:      Use a currency and a date of the table.
    `,
  },
  {
    code: 'PROCESS_CYCLE',
    provoke: () =>
      generate(scenario({ processes: [made('buy', ['sold'], ['bought'])(), made('sell', ['bought'], ['sold'])()] }), {
        logger: false,
        adapter: new InMemoryAdapter(),
      }),
    says: `
      [PROCESS_CYCLE] processes read each other: buy → sell → buy
      Path:     process 'buy' > 'reads'
      Expected: processes that read only what stands before them
      Received: buy → sell → buy
      Fix:      Remove one read, or split a process in two.
    `,
  },
  {
    code: 'WORKER_MODULE_REQUIRED',
    provoke: () => run({ workers: 2 }),
    says: `
      [WORKER_MODULE_REQUIRED] 2 workers need a module to load the journeys from
      Path:     option 'workers'
      Expected: workerModule: the path of a module that exports journeys
      Received: workers without workerModule
      Fix:      Functions cannot be cloned to threads: export the journeys from a module, or use workers: 0.
    `,
  },
  {
    code: 'WORKER_MODULE_NOT_FOUND',
    provoke: () => run({ workers: 2, workerModule: './no-such-module.js' }),
    says: `
      [WORKER_MODULE_NOT_FOUND] there is no worker module <here>/no-such-module.js
      Path:     option 'workerModule'
      Expected: the path of a module, relative to the working directory, or a URL
      Received: <here>/no-such-module.js
      Fix:      Check the path; new URL("./journeys.js", import.meta.url) does not depend on the working directory.
    `,
  },
  {
    code: 'WORKER_MODULE_INVALID',
    provoke: () =>
      inFolder((folder) => {
        const workerModule = join(folder, 'shop.mjs');
        writeFileSync(workerModule, 'export const journey = {};\n');
        return run({ workers: 2, workerModule });
      }),
    says: `
      [WORKER_MODULE_INVALID] the worker module <folder>/shop.mjs exports no journeys, but journey (Did you mean 'journey'?)
      Path:     option 'workerModule'
      Expected: a module that exports journeys or a scenario, and whatever else the run needs that holds functions
      Received: exports no journeys, but journey (Did you mean 'journey'?)
      Fix:      Write: export const journeys = [ … ].
    `,
  },
  {
    code: 'WORKER_PLAN_MISMATCH',
    provoke: () =>
      inFolder((folder) => {
        const workerModule = join(folder, 'shop.mjs');
        writeFileSync(workerModule, "export const journeys = [{ id: 'other', name: 'Other', adventures: [] }];\n");
        return run({ workers: 2, workerModule });
      }),
    says: `
      [WORKER_PLAN_MISMATCH] the journeys of the call are not those the worker module exports
      Path:     option 'workerModule'
      Expected: the same journeys, or [] for those of the module
      Received: 'shop'
      Fix:      Pass [] and let the module say what runs.
    `,
  },
  {
    code: 'DATASET_FILE_NOT_FOUND',
    provoke: () => readDataset('/no/such/products.csv', { id: 'products' }),
    says: `
      [DATASET_FILE_NOT_FOUND] there is no file '/no/such/products.csv': the folder '/no' does not exist
      Path:     file '/no/such/products.csv'
      Fix:      Did you mean 'mnt'?
      Cause:    Error: ENOENT: no such file or directory, open '/no/such/products.csv'
    `,
  },
  {
    code: 'DATASET_FILE_INVALID',
    provoke: () =>
      inFolder((folder) => {
        const path = join(folder, 'products.csv');
        writeFileSync(path, 'sku,price\nP-1,5\nP-2,abc\n');
        return readDataset(path, { id: 'products', row: z.object({ sku: z.string(), price: z.coerce.number() }) });
      }),
    says: `
      [DATASET_FILE_INVALID] 1 of 2 rows of '<folder>/products.csv' is invalid: line 3, price: Invalid input: expected number, received NaN
      Path:     file '<folder>/products.csv' > line 3 > 'price'
      Received: 'abc'
    `,
  },
  {
    code: 'FILE_EXISTS',
    provoke: () =>
      inFolder((folder) => {
        const path = join(folder, 'events.ndjson');
        writeFileSync(path, '');
        return generate(flow('shop', [action('view')]), {
          users: 1,
          logger: false,
          adapter: new FileAdapter({ path, ifExists: 'fail' }),
        });
      }),
    says: `
      [FILE_EXISTS] <folder>/events.ndjson exists
      Path:     file '<folder>/events.ndjson'
      Fix:      Choose another path, or set ifExists: 'replace'.
    `,
  },
  {
    code: 'OUTPUT_NOT_EMPTY',
    provoke: () =>
      inFolder((folder) => {
        writeFileSync(join(folder, 'notes.txt'), '');
        return generate(flow('shop', [action('view')]), { users: 1, logger: false, output: folder });
      }),
    says: `
      [OUTPUT_NOT_EMPTY] the output folder <folder> holds what no finished run has written: notes.txt
      Path:     folder '<folder>'
      Expected: an empty folder, or none yet
      Received: what no finished run has written: notes.txt
      Fix:      Take another folder. With --overwrite (in a program overwrite: true) the run is written beside what is there.
    `,
  },
  {
    code: 'EXPORT_VALUE',
    provoke: () => eventSchemas(pay({}), { eventSchema: { schema: { pay: z.object({ total: z.bigint() }) } } }),
    says: `
      [EXPORT_VALUE] payload.total cannot be told as JSON Schema: BigInt cannot be represented in JSON Schema
      Path:     event 'pay' > 'payload.total'
      Expected: a type that JSON has, or z.date()
      Received: z.bigint()
      Fix:      Use a type that JSON has.
    `,
  },
  {
    code: 'INVALID_CONFIG',
    provoke: () =>
      run(
        {
          users: -1,
          seed: '',
          datasets: [defineDataset({ id: 'products', count: 1.5, fields: { 0: 1 } })],
          persona: { id: 'buyer', name: 'Buyer', attributes: { vip: chance(2) } },
        },
        journey('shop', [
          defineAdventure({
            id: 'buy',
            bounceChance: -1,
            actions: [defineAction({ id: 'pay it', name: 'pay' })],
            naem: 1,
          } as never),
          wait('1 dya' as never),
        ]),
      ),
    says: `
      [INVALID_CONFIG] 9 problems in the journey and its options
      1. [INVALID_RUN_OPTIONS] users is -1
      Path:     option 'users'
      Expected: a whole number from 0 to 10,000,000
      Received: -1
      Fix:      Use a whole number from 0 to 10,000,000.
      2. [INVALID_SEED] seed is ''
      Path:     option 'seed'
      Expected: text of 1 to 256 characters, or a whole number of 0 or more
      Received: ''
      Fix:      Use a string or a whole number.
      3. [UNKNOWN_KEY] unknown key 'naem' in adventure 'buy'
      Path:     journey 'shop' > adventure 'buy' > 'naem'
      Expected: one of id, name, actions, timeSpan, bounceChance, onBounce, description
      Received: 'naem'
      Fix:      Did you mean 'name'?
      4. [INVALID_BOUNCE_CHANCE] bounceChance must be between 0 and 1
      Path:     journey 'shop' > adventure 'buy' > 'bounceChance'
      Expected: a number from 0 to 1
      Received: -1
      Fix:      Use 0.15 for 15 %.
      5. [INVALID_ID] id 'pay it' of the action contains ' '
      Path:     journey 'shop' > adventure 'buy'
      Expected: a letter, then up to 127 letters, digits, _, ., -
      Received: 'pay it'
      Fix:      Use letters, digits, '_', '-', '.' and start with a letter.
      6. [INVALID_DURATION] '1 dya' is not a duration
      Path:     journey 'shop' > 'wait#0'
      Expected: a number and a unit, such as '90s', '1.5h', '2 days', '1mo' or '3bd'
      Received: '1 dya'
      Fix:      Did you mean 'day'?
      7. [INVALID_GENERATOR] p must be a number from 0 to 1
      Path:     persona 'buyer' > attribute 'vip' > chance > 'p'
      Expected: a number from 0 to 1
      Received: 2
      Fix:      Use 0.15 for 15 %.
      8. [INVALID_SHAPE] count is 1.5
      Path:     dataset 'products' > 'count'
      Expected: a whole number from 0 to 100,000,000
      Received: 1.5
      Fix:      Give a whole number from 0 to 100,000,000.
      9. [INVALID_ID] field name '0' looks like an array index, so JavaScript would reorder it
      Path:     dataset 'products' > field '0'
      Expected: a name that is no whole number
      Received: '0'
      Fix:      Call it 'f0'.
    `,
  },
];
