import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { repository } from './temporary-tree.ts';

interface LockEntry {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly resolved?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockEntry>>;
};
const entries = Object.entries(packages).filter(([path]) => path !== '');
/** What a user gets who installs Synode. */
const shipped = entries.filter(([, entry]) => entry.dev !== true && entry.devOptional !== true);

const LICENCES = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

describe('the packages a user gets', () => {
  it('run no script when they are installed', () => {
    expect(shipped.length).toBeGreaterThan(10);
    expect(shipped.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => path)).toEqual([]);
  });

  it('may be used by anyone', () => {
    const others = shipped.filter(([, { license }]) => !LICENCES.includes(license ?? 'none'));

    expect(others.map(([path, { license }]) => `${path}: ${license ?? 'none'}`)).toEqual([]);
  });
});

it('the lock names no host, so that any registry can serve it', () => {
  expect(entries.filter(([, entry]) => entry.resolved?.includes('://'))).toEqual([]);
});
