/** Runs in processes of their own, and what must be in their topics afterwards. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';

import type { KafkaOptions } from '../../adapters/kafka.ts';
import { defineAction, defineAdventure, defineJourney, generate, InMemoryAdapter, repeat } from '../../src/index.ts';
import type { JavaRecord } from './cluster.ts';

/** Events of each user of `child.ts`. */
export const EVENTS_A_USER = 10;

export interface ChildRun {
  readonly address: string;
  readonly topic: string;
  readonly users: number;
  readonly seed: string;
  readonly options: Partial<KafkaOptions>;
}

/** The last word of a run: nothing where it was killed. */
export interface Ended {
  readonly status?: string;
  readonly code?: string;
  readonly events?: number;
  readonly report?: { readonly resumedFrom?: number; readonly retries: number };
}

export class Child {
  readonly process: ChildProcess;
  /** Resolves when the adapter is open, or the program has ended. */
  readonly open: Promise<void>;
  readonly ended: Promise<Ended>;

  constructor({ address, topic, users, seed, options }: ChildRun) {
    const program = fileURLToPath(new URL('child.ts', import.meta.url));
    const parameters = [address, topic, String(users), seed, JSON.stringify(options)];
    this.process = spawn(process.execPath, ['--import', 'tsx', program, ...parameters], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = '{}';
    let isOpen: () => void = () => undefined;
    this.open = new Promise((resolve) => (isOpen = resolve));
    const { stdout } = this.process;
    if (stdout === null) throw new Error('the run has no output');
    createInterface({ input: stdout }).on('line', (line) => {
      if (line === 'open') isOpen();
      else last = line;
    });
    this.ended = new Promise((resolve) =>
      this.process.once('close', () => {
        isOpen();
        resolve(JSON.parse(last) as Ended);
      }),
    );
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }
}

/** What a run of `child.ts` makes, without a broker. */
export async function expectedLines(users: number, seed: string): Promise<readonly string[]> {
  const view = defineAction({ id: 'view', name: 'page.viewed', fields: { page: () => 'a page of the shop' } });
  const browse = defineAdventure({ id: 'browse', actions: [repeat(EVENTS_A_USER, [view])] });
  const adapter = new InMemoryAdapter();
  await generate(defineJourney({ id: 'shop', adventures: [browse] }), { users, seed, adapter, logger: false });
  return adapter.events.map((event) => JSON.stringify(event));
}

/** Every line once, none changed, those of each user in their order. */
export function expectExactly(records: readonly JavaRecord[], lines: readonly string[]): void {
  const found = records.map(({ value }) => String(value));
  const ids = new Set(found.map((line) => (JSON.parse(line) as { readonly id: string }).id));
  const wanted = new Set(lines);
  const counts = { records: found.length, ids: ids.size, strange: found.filter((line) => !wanted.has(line)).length };
  expect(counts).toEqual({ records: lines.length, ids: lines.length, strange: 0 });
  expect(byUser(found)).toEqual(byUser(lines));
}

function byUser(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const users: Record<string, string[]> = {};
  for (const line of lines) {
    const { userId, id } = JSON.parse(line) as { readonly userId: string; readonly id: string };
    (users[userId] ??= []).push(id);
  }
  return users;
}
