/** `--set key.path=value`: any option by its path, over what the config says. */
import { describeValue, SynodeError } from '../errors.ts';
import type { RunFlags } from './flags.ts';

type Plain = Readonly<Record<string, unknown>>;

/** The config with the settings applied, in their order. The config itself is left alone. */
export function applySettings(config: Plain, settings: readonly string[]): Plain {
  return settings.reduce((changed, setting) => applyOne(changed, setting), config);
}

/** What `--set` says, apart for the config and for the target that `--to` puts in the place of its adapter. */
export interface SplitSettings {
  readonly config: readonly string[];
  /** Options of the target. */
  readonly target: Plain;
}

const OF_ADAPTER = 'adapter.';

/** With `--to` the adapter of the config takes no part, so that `adapter.…` is about the target. */
export function splitSettings({ set = [], to = [] }: RunFlags): SplitSettings {
  if (to.length === 0) return { config: set, target: {} };
  const ofTarget = set.filter((setting) => setting.startsWith(OF_ADAPTER));
  if (ofTarget.length > 0 && to.length > 1) throw severalTargets(ofTarget[0] ?? '', to);
  const { adapter = {} } = applySettings({}, ofTarget);
  return { config: set.filter((setting) => !ofTarget.includes(setting)), target: adapter as Plain };
}

function severalTargets(setting: string, to: readonly string[]): SynodeError {
  return new SynodeError('INVALID_OPTION', `--set ${setting} does not say which of ${to.length} targets it is about`, {
    path: ["flag '--set'"],
    expected: 'one --to',
    received: `${to.length} of them`,
    suggestion: "Write the adapters into the config: adapter: { type: 'composite', adapters: [ … ] }.",
  });
}

function applyOne(config: Plain, setting: string): Plain {
  const at = setting.indexOf('=');
  const keys = setting.slice(0, at).split('.');
  if (at < 1 || keys.includes('')) {
    throw new SynodeError('INVALID_OPTION', `--set ${setting} says neither what nor to what`, {
      path: ["flag '--set'"],
      expected: 'key=value, or key.path=value',
      received: describeValue(setting),
      suggestion: 'Write --set starts=together.',
    });
  }
  const text = setting.slice(at + 1);
  // A seed is text: 007 and 7 are two seeds.
  return put(config, keys, keys.join('.') === 'seed' ? text : readValue(text), setting);
}

/** The same list with one of its items changed. */
function putItem(list: readonly unknown[], keys: readonly string[], value: unknown, setting: string): unknown {
  const items = Object.fromEntries(list.map((item, i) => [String(i), item]));
  const [key = ''] = keys;
  if (key in items) return Object.values(put(items, keys, value, setting));
  throw new SynodeError('INVALID_OPTION', `--set ${setting} finds no item ${key} in a list of ${list.length}`, {
    path: ["flag '--set'", `'${key}'`],
    expected: list.length === 0 ? 'an item' : `0 to ${list.length - 1}`,
    received: describeValue(key),
    suggestion: 'Name an item that is there by its place.',
  });
}

function put(into: Plain, [key = '', ...rest]: readonly string[], value: unknown, setting: string): Plain {
  if (rest.length === 0) return { ...into, [key]: value };
  const inner = into[key] ?? {};
  if (Array.isArray(inner)) return { ...into, [key]: putItem(inner as unknown[], rest, value, setting) };
  if (!isPlain(inner)) {
    throw new SynodeError('INVALID_OPTION', `--set ${setting} cannot reach into '${key}'`, {
      path: ["flag '--set'", `'${key}'`],
      expected: 'plain data there',
      received: describeValue(inner),
      suggestion: `Change '${key}' in the config.`,
    });
  }
  return { ...into, [key]: put(inner, rest, value, setting) };
}

/** JSON where it is JSON, else the text itself. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Most values are plain words; only what looks like JSON is meant as JSON.
    return text;
  }
}

function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
