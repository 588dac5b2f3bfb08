import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { registry } from '../../adapters/registry.ts';
import { resolveAsyncApi } from '../../src/contracts/async-api-options.ts';
import { binaryHeaders, cloudEventAttributes } from '../../src/encode/cloud-event.ts';
import { failure } from '../adapters/failure.ts';

const page = readFileSync(new URL('../../docs/contracts.md', import.meta.url), 'utf8');

/** The names in the first cells of the first table below a heading. */
function namesUnder(heading: string): readonly string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const [table = ''] = /(^\|.*\n)+/m.exec(section) ?? [];
  return table
    .split('\n')
    .slice(2)
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''));
}

/** The options that something knows, as it says itself when it meets another. */
function optionsOf(make: (options: never) => unknown): readonly string[] {
  const { issues } = failure(() => make({ 'no such option': 1 } as never));
  const { expected = '' } = issues.find(({ code }) => code === 'UNKNOWN_KEY') ?? {};
  return expected.replace('one of ', '').split(', ');
}

describe('the page about contracts names every option, and no other', () => {
  it('of asyncApi', () => {
    expect(namesUnder('AsyncAPI')).toEqual(optionsOf(resolveAsyncApi));
  });

  it('of registry', () => {
    expect(namesUnder('Schema registry')).toEqual(optionsOf(registry));
  });
});

it('the page about contracts names every attribute of a CloudEvent', () => {
  const meta = { process: 'p', sequence: 1 } as never;
  const event = { id: 'a', userId: 'u', sessionId: 's', name: 'n', timestamp: new Date(0), payload: {}, meta };
  const attributes = Object.keys(cloudEventAttributes(event, undefined));

  expect(namesUnder('CloudEvents').toSorted()).toEqual(attributes.toSorted());
  expect(binaryHeaders(cloudEventAttributes(event, undefined)).length).toBe(attributes.length);
});
