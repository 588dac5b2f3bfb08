import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { CallbackAdapter } from '../../adapters/callback.ts';
import { CompositeAdapter } from '../../adapters/composite.ts';
import { ConsoleAdapter } from '../../adapters/console.ts';
import { FileAdapter } from '../../adapters/file.ts';
import { HttpAdapter } from '../../adapters/http.ts';
import { KafkaAdapter } from '../../adapters/kafka.ts';
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { NullAdapter } from '../../adapters/null.ts';
import { RetryAdapter } from '../../adapters/retry.ts';
import { StreamAdapter } from '../../adapters/stream.ts';
import { failure } from './failure.ts';

const page = readFileSync(new URL('../../docs/adapters.md', import.meta.url), 'utf8');

/** The names an adapter knows, as it says itself when it meets another. */
function namesOf(make: (unknown: never) => unknown): string[] {
  const { issues } = failure(() => make({ 'no such option': 1 } as never));
  const { expected = '' } = issues.find(({ code }) => code === 'UNKNOWN_KEY') ?? {};
  return expected.replace('one of ', '').split(', ');
}

/** First cells of the table below a heading, or the names in the cell behind an adapter's own row. */
function sectionOf(adapter: string): string[] {
  const section = page.split(`## \`${adapter}\`\n`)[1]?.split('\n## ')[0];
  if (section !== undefined) return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name ?? '');
  const row = page.split('\n').find((line) => line.startsWith(`| \`${adapter}`)) ?? '';
  return [...(row.split('|')[2] ?? '').matchAll(/`([a-z]\w+)`/g)].map(([, name]) => name ?? '');
}

describe('the page about adapters names every option, and no other', () => {
  it.each<[string, (unknown: never) => unknown]>([
    ['FileAdapter', (options) => new FileAdapter(options)],
    ['HttpAdapter', (options) => new HttpAdapter(options)],
    ['KafkaAdapter', (options) => new KafkaAdapter(options)],
    ['ConsoleAdapter', (options) => new ConsoleAdapter(options)],
    ['StreamAdapter', (options) => new StreamAdapter(process.stderr, options)],
    ['InMemoryAdapter', (options) => new InMemoryAdapter(options)],
    ['CallbackAdapter', (options) => new CallbackAdapter(() => undefined, options)],
    ['CompositeAdapter', (options) => new CompositeAdapter([new NullAdapter()], options)],
    ['RetryAdapter', (options) => new RetryAdapter(new NullAdapter(), options)],
  ])('of %s', (adapter, make) => {
    expect(sectionOf(adapter)).toEqual(namesOf(make));
  });
});
