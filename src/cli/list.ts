/** `synode list`: what is built in. */
import { didYouMean, SynodeError } from '../errors.ts';
import { EXPORT_FORMATS, EXPORT_IDS } from '../exports/formats.ts';
import { locales } from '../random/faker.ts';
import { calendarById, calendarIds } from '../time/regional.ts';
import { REGIONS } from '../time/regions/tables.ts';
import { loadCatalogue } from '../run-proof.ts';
import { EXIT } from './exit-code.ts';
import type { Shell } from './shell.ts';
import { clip, wrap } from './terminal.ts';

const KINDS = ['processes', 'calendars', 'adapters', 'exports', 'locales'] as const;
type Kind = (typeof KINDS)[number];

interface Entry {
  readonly id: string;
  readonly about: string;
}

/** Lists one kind of things. */
export async function runList(kind: string | undefined, shell: Shell): Promise<number> {
  const chosen = readKind(kind);
  const entries = await ENTRIES[chosen]();
  if (shell.isJson) {
    shell.json({ ok: true, [chosen]: entries });
    return EXIT.completed;
  }
  if (entries.length === 0) {
    shell.out.write(`There are no ${chosen} in this version.\n`);
    return EXIT.completed;
  }
  if (entries.every(({ about }) => about === '')) {
    shell.out.write(`${wrap(entries.map(({ id }) => id).join(' '), Math.min(shell.out.width, 100), 0)}\n`);
    return EXIT.completed;
  }
  const widest = Math.max(0, ...entries.map(({ id }) => id.length));
  for (const { id, about } of entries)
    shell.out.write(`${clip(`${id.padEnd(widest)}  ${about}`.trimEnd(), shell.out.width)}\n`);
  return EXIT.completed;
}

const ENTRIES: Readonly<Record<Kind, () => readonly Entry[] | Promise<readonly Entry[]>>> = {
  processes: async () => {
    const { catalogue } = await loadCatalogue();
    return Object.entries(catalogue).map(([id, make]) => ({ id, about: make().emits.join(', ') }));
  },
  calendars: () => calendarIds.map((id) => ({ id, about: describeCalendar(id) })),
  adapters: () => ADAPTERS,
  exports: () => [
    { id: 'asyncapi', about: 'an AsyncAPI document of topics and messages' },
    { id: 'schemas', about: 'a JSON Schema for each event' },
    ...EXPORT_IDS.map((id) => ({ id, about: EXPORT_FORMATS[id] })),
  ],
  locales: () => [...locales()].sort().map((id) => ({ id, about: '' })),
};

function describeCalendar(id: string): string {
  const { years, holidays = [] } = calendarById(id);
  if (holidays.length === 0) return 'Monday to Friday, no holidays; the default';
  const region = Object.values(REGIONS).find(({ code }) => id === code || id === `${code}-bank`);
  const name = region === undefined ? '' : `${region.name}${id.endsWith('-bank') ? ', banks' : ''}`;
  return `${name}, ${years === undefined ? '' : `${years[0]} to ${years[1]}`}`;
}

/** What `--to` takes, and the classes behind it. */
const ADAPTERS: readonly Entry[] = [
  { id: 'console', about: 'ConsoleAdapter (synode): pretty lines; --to console' },
  { id: 'stream', about: 'StreamAdapter (synode/adapters/stream): lines to a Node stream; --to - for standard output' },
  { id: 'file', about: 'FileAdapter (synode/adapters/file): NDJSON, JSON or CSV, gzip, parts; --to path.ndjson' },
  { id: 'http', about: 'HttpAdapter (synode/adapters/http): batches by POST or PUT; --to https://…' },
  {
    id: 'kafka',
    about: 'KafkaAdapter (synode/adapters/kafka): exactly once with transactions; --to kafka://b1:9092/topic',
  },
  { id: 'null', about: 'NullAdapter (synode/adapters/null): counts and discards; --to null' },
  { id: 'memory', about: 'InMemoryAdapter (synode): keeps events, for tests' },
  { id: 'callback', about: 'CallbackAdapter (synode): calls a function' },
  { id: 'composite', about: 'CompositeAdapter (synode): several at once; --to more than once' },
  { id: 'filter', about: 'FilterAdapter (synode/adapters/filter): only some events' },
  { id: 'map', about: 'MapAdapter (synode/adapters/map): changed events' },
  { id: 'retry', about: 'RetryAdapter (synode/adapters/retry): tries again after passing faults' },
];

function readKind(kind: string | undefined): Kind {
  const known = KINDS.find((one) => one === kind);
  if (known !== undefined) return known;
  throw new SynodeError(
    'INVALID_OPTION',
    kind === undefined ? 'list what?' : `there is nothing called '${kind}' to list`,
    {
      expected: KINDS.join(', '),
      received: kind === undefined ? 'nothing' : `'${kind}'`,
      suggestion: kind === undefined ? 'Write: synode list calendars' : didYouMean(kind, KINDS),
    },
  );
}
