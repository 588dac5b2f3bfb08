/** The page of the example, step by step as it says, with a broker of its own in the place of the one it starts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { BIN, newProject, type Project } from '../cli/project.ts';
import { hasKafka, useCluster } from './cluster.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${ROOT}examples/kafka/README.md`, 'utf8');

/** The commands and the outputs of the page, in order. */
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text.trimEnd());
const [, generate = '', consume = '', verify = ''] = blocks('sh');
const [partial = '', whole = '', report = ''] = blocks('text');

describe('the example of a shop in a topic', () => {
  const cluster = useCluster();
  let project: Project;
  beforeAll(async () => {
    project = await newProject();
  });
  afterAll(() => project.remove());

  /** A command of the page: in a clone `npx synode` is what is built. */
  const words = (command: string): string[] =>
    command
      .replace('npx synode', `${process.execPath} ${BIN}`)
      .replaceAll('127.0.0.1:19092', cluster.broker.address)
      .replaceAll(' examples/', ` ${ROOT}examples/`)
      .split(' ');
  const start = (command: string, ...more: readonly string[]) => {
    const [program = '', ...args] = words(command);
    return spawn(program, [...args, ...more], { cwd: project.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  };

  /** Reads by the consumer of the page until `isEnough`, and gives its last line. */
  async function consumed(isEnough: (line: string) => boolean): Promise<string> {
    const consumer = start(consume, cluster.broker.address);
    let last = '';
    for await (const line of createInterface({ input: consumer.stdout })) {
      last = line;
      if (isEnough(line)) break;
    }
    consumer.kill('SIGKILL');
    return last;
  }

  it.skipIf(!hasKafka)(
    'is killed, goes on, comes to the numbers of the page, and is proved',
    async () => {
      const killed = start(generate, '--progress', 'ndjson', '--progress-interval', '50');
      for await (const line of createInterface({ input: killed.stderr })) {
        // The first transactions are committed by then.
        if ((JSON.parse(line) as { readonly events: number }).events > 20_000) break;
      }
      killed.kill('SIGKILL');
      await once(killed, 'close');
      const before = await consumed(() => true);

      const run = start(generate);
      let said = '';
      run.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      run.stderr.resume();
      const [code] = (await once(run, 'close')) as [number];
      const after = await consumed((line) => line === whole);
      const proof = start(verify);
      let proved = '';
      proof.stdout.on('data', (chunk: Buffer) => (proved += chunk.toString()));
      const [proofCode] = (await once(proof, 'close')) as [number];

      const numbers = (line: string) => line.replaceAll(/[\d.]+/g, '#');
      expect([numbers(before), Number.parseInt(before) < Number.parseInt(whole)]).toEqual([numbers(partial), true]);
      expect([code, said]).toEqual([0, expect.stringContaining('KAFKA_RESUMED')]);
      expect(after).toBe(whole);
      const lines = (text: string) => text.replaceAll(/ +/g, ' ').trim().split('\n');
      expect([proofCode, lines(proved)]).toEqual([0, expect.arrayContaining(lines(report))]);
    },
    180_000,
  );

  it('has a consumer of twenty lines', () => {
    expect(readFileSync(`${ROOT}examples/kafka/consumer.mjs`, 'utf8').trimEnd().split('\n')).toHaveLength(20);
  });
});
