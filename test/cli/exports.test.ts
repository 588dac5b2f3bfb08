import { existsSync, readdirSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { judgeOf, judgeOfMessage } from '../contracts/validators.ts';
import type { AsyncApiDocument, JsonSchema } from '../../src/index.ts';
import { configOf, projectsOfTests, type Project } from './project.ts';

const newProject = projectsOfTests();

/** A shop whose payments have a schema. */
async function shop(options = ''): Promise<Project> {
  const schema = `import * as z from 'zod';\nconst schemas = { pay: z.strictObject({ amount: z.number().min(0) }) };`;
  const run = `users: 5, seed: 1, eventSchema: { schema: schemas }, ${options}`;
  const project = await newProject({
    'synode.config.mjs': configOf(run, schema).replaceAll("from 'zod'", "from 'synode-zod'"),
  });
  // The author's zod: a folder that leads to the one installed here.
  await project.write({
    'node_modules/synode-zod/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/synode-zod/index.js': `export * from '${import.meta.resolve('zod')}';`,
  });
  return project;
}

const parsed = async <T>(project: Project, path: string): Promise<T> => JSON.parse(await project.read(path)) as T;

describe('synode generate --export schemas', () => {
  it('writes a schema for each event, which the events of the run fit', async () => {
    const project = await shop();

    const { code, stderr } = await project.synode('generate --out out --export schemas');

    expect({ code, said: stderr.includes('out/exports/schemas: 1 schema\n') }).toEqual({ code: 0, said: true });
    expect(readdirSync(project.path('out/exports/schemas'))).toEqual(['pay.schema.json']);
    const judge = judgeOf(await parsed<JsonSchema>(project, 'out/exports/schemas/pay.schema.json'));
    const events = await project.events('out/events/events.ndjson');
    expect(events.map((event) => judge(event))).toEqual([[], [], [], [], []]);
    expect(judge({ ...events[0], payload: { amount: -1 } })).not.toEqual([]);
  });

  it('knows the schemas of a config that threads load', async () => {
    const project = await shop();

    await project.synode('generate --out out --workers 2 --export schemas --quiet');

    const schema = await parsed<JsonSchema>(project, 'out/exports/schemas/pay.schema.json');
    expect(schema).toMatchObject({ $defs: { payload: { properties: { amount: { minimum: 0 } } } } });
  });
});

describe('synode generate --export asyncapi', () => {
  it('writes the document of the topics that the config names', async () => {
    const project = await shop("asyncApi: { topic: 'payments', cloudEvents: 'structured', partitions: 3 }");

    const { code, stderr } = await project.synode('generate --out out --to null --export asyncapi,schemas');

    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('asyncapi: 1 channel, 1 message') as string,
    });
    const document = await parsed<AsyncApiDocument>(project, 'out/exports/asyncapi/asyncapi.json');
    const { examples } = document.components.messages['pay'] as { examples: readonly { payload: object }[] };
    expect(Object.keys(document.channels)).toEqual(['payments']);
    expect(judgeOfMessage(document, 'pay')(examples[0]?.payload)).toEqual([]);
    expect(examples[0]?.payload).toHaveProperty('specversion', '1.0');
    expect(readdirSync(project.path('out/exports')).toSorted()).toEqual(['asyncapi', 'schemas']);
  });

  it('takes the topic from --set too, and writes the same bytes again', async () => {
    const project = await shop();

    await project.synode('generate --out a --to null --export asyncapi --set asyncApi.topic=till --quiet');
    await project.synode('generate --out b --to null --export asyncapi --set asyncApi.topic=till --quiet');

    const first = await project.read('a/exports/asyncapi/asyncapi.json');
    expect(first).toContain('"address": "till"');
    expect(await project.read('b/exports/asyncapi/asyncapi.json')).toBe(first);
  });
});

describe('synode generate --export asyncapi --to kafka://…', () => {
  it('takes topic, brokers and form of the records from the target, and the config wins', async () => {
    const project = await shop();
    const to = '--to kafka://127.0.0.1:1,localhost:2/till --set adapter.connectTimeoutMs=100';
    const form = '--set adapter.cloudEvents=binary --set adapter.key=sessionId';

    // No broker answers; the contract was made before.
    const { code } = await project.synode(`generate --out out --export asyncapi ${to} ${form}`);
    const own = '--set asyncApi.topic=shop --set asyncApi.cloudEvents=off';
    await project.synode(`generate --out own --export asyncapi ${to} ${form} ${own}`);

    const document = await parsed<AsyncApiDocument>(project, 'out/exports/asyncapi/asyncapi.json');
    expect(code).toBe(4);
    expect(Object.keys(document.channels)).toEqual(['till']);
    expect(Object.values(document.servers ?? {})).toMatchObject([{ host: '127.0.0.1:1' }, { host: 'localhost:2' }]);
    expect(document.components.messages['pay']).toHaveProperty('headers.properties.ce_type');
    expect(JSON.stringify(document.components.messageTraits)).toContain('sessionId');
    const configured = await parsed<AsyncApiDocument>(project, 'own/exports/asyncapi/asyncapi.json');
    expect(Object.keys(configured.channels)).toEqual(['shop']);
    expect(configured.components.messages['pay']).not.toHaveProperty('headers');
  });

  it('is checked by validate as well', async () => {
    const project = await shop();

    const { code } = await project.synode('validate --export asyncapi --to kafka://localhost:9092/till');

    expect(code).toBe(0);
  });
});

describe('what cannot be exported', () => {
  it.each([
    ['an export nobody knows', 'generate --out out --export asyncap', "Did you mean 'asyncapi'?"],
    ['files without a folder', 'generate --to null --export schemas', '--export schemas needs an output folder'],
    ['a document without a topic', 'generate --out out --export asyncapi', '--export asyncapi needs to know the topic'],
    [
      'options of the document that nobody knows',
      'generate --out out --export asyncapi --set asyncApi.topics=a',
      "Did you mean 'topic'?",
    ],
    ['the same when only looked at', 'validate --export asyncapi', '--export asyncapi needs to know the topic'],
  ])('is said before anything is written: %s', async (_what, command, text) => {
    const project = await shop();

    const { code, stderr } = await project.synode(command);

    expect({ code, isSaid: stderr.includes(text) }).toEqual({ code: 2, isSaid: true });
    expect(existsSync(project.path('out'))).toBe(false);
  });

  it('is found by validate: a type that is no JSON', async () => {
    const project = await shop();
    const config = (await project.read('synode.config.mjs')).replace('z.number().min(0)', 'z.bigint()');
    await project.write({ 'synode.config.mjs': config });

    const { code, stderr } = await project.synode('validate --export schemas');

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('[EXPORT_VALUE] payload.amount') as string,
    });
  });
});
