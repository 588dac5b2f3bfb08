/** A journey as it is written, and the states and transitions that its model says. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  branch,
  CompositeAdapter,
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  every,
  exporter,
  generate,
  InMemoryAdapter,
  repeat,
  scenario,
  wait,
  when,
  type Context,
  type ExportOptions,
  type JourneyModel,
  type Life,
  type Scenario,
} from '../../src/index.ts';
import { canDo, instancesIn } from './instances.ts';

const told = (id: string, bounceChance = 0) =>
  defineAction({
    id,
    emits: [`claim.${id}`],
    bounceChance,
    handler: (ctx) => [ctx.event(`claim.${id}`, { documentId: `CL-${ctx.instance}`, documentType: 'CL' })],
  });
const isLarge = (ctx: Context): boolean => ctx.random.float() < 0.5;

const claim = defineJourney({
  id: 'claim',
  arrivals: every('1d'),
  adventures: [
    defineAdventure({ id: 'file', actions: [told('filed'), wait('2h'), when(isLarge, [told('reviewed', 0.25)])] }),
    branch({
      paid: {
        weight: 3,
        steps: [defineAdventure({ id: 'pay', timeSpan: { min: '1d', max: '3d' }, actions: [told('paid')] })],
      },
      refused: {
        weight: 1,
        steps: [defineAdventure({ id: 'say', actions: [repeat(2, [told('refused')])] })],
      },
    }),
  ],
});

const life: Life = [
  'claim.filed',
  { optional: 'claim.reviewed' },
  { optional: { oneOf: ['claim.paid', ['claim.refused', 'claim.refused']] } },
];

function claims(of: Life = life): Scenario {
  const names = ['claim.filed', 'claim.reviewed', 'claim.paid', 'claim.refused'];
  const process = defineProcess({
    id: 'claims',
    emits: names,
    objectTypes: { CL: { name: 'Claim', document: 'claim.filed', life: of } },
    populations: [
      definePopulation({ id: 'north', size: 20, journeys: [claim] }),
      definePopulation({ id: 'south', size: 5, journeys: [claim] }),
    ],
  });
  return scenario({ period: { start: '2025-01-01', end: '2025-01-15' }, processes: [process()] });
}

const folders: string[] = [];
async function run(ocel: ExportOptions['ocel'], seed = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'synode-models-'));
  folders.push(folder);
  const company = claims();
  const memory = new InMemoryAdapter();
  const adapter = new CompositeAdapter([
    memory,
    exporter(company, { folder, formats: ['xes'], ...(ocel && { ocel }) }),
  ]);
  const { files } = await generate(company, { seed, meta: true, adapter });
  return { folder, files, lines: memory.events.map((event) => JSON.stringify(event)).join('\n') };
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe('the model of a journey', () => {
  let first: Awaited<ReturnType<typeof run>>;
  let model: JourneyModel;
  beforeAll(async () => {
    first = await run(undefined);
    const { journeys } = JSON.parse(readFileSync(join(first.folder, 'models/claims.json'), 'utf8')) as {
      readonly journeys: readonly JourneyModel[];
    };
    [model] = journeys as readonly [JourneyModel];
    expect(journeys.length).toBe(1);
  });

  it('says who takes it, and when', () => {
    expect(model).toMatchObject({
      journey: 'claim',
      populations: [
        { id: 'north', arrivals: 'every 1d' },
        { id: 'south', arrivals: 'every 1d' },
      ],
    });
  });

  it('says each action, wait, guard, chance and round, from state to state', () => {
    const at = new Map(model.states.map(({ id, at: place }) => [id, place]));
    const said = model.transitions.map(({ from, to, kind, ...rest }) => [
      `${at.get(from)} → ${to === model.final ? 'end' : at.get(to)}`,
      kind,
      rest,
    ]);

    expect(at.get(model.initial)).toBe('file › filed');
    expect(said).toEqual([
      ['file › filed → file › wait#0', 'act', { action: 'file/filed', emits: ['claim.filed'] }],
      ['file › wait#0 → file › when#0', 'wait', { wait: '2h', waitMs: 7_200_000 }],
      ['file › when#0 → file › reviewed', 'guard', { guard: 'isLarge', holds: true }],
      ['file › when#0 → branch#0', 'guard', { guard: 'isLarge', holds: false }],
      ['file › reviewed → end', 'bounce', { holds: true, probability: 0.25 }],
      ['file › reviewed → file › reviewed', 'bounce', { holds: false, probability: 0.75 }],
      ['file › reviewed → branch#0', 'act', { action: 'file/reviewed', emits: ['claim.reviewed'] }],
      ['branch#0 → pay › paid', 'arm', { arm: 'paid', probability: 0.75 }],
      ['branch#0 → say › repeat#0', 'arm', { arm: 'refused', probability: 0.25 }],
      ['pay › paid → pay › paid', 'wait', { wait: '1d–3d' }],
      ['pay › paid → end', 'act', { action: 'pay/paid', emits: ['claim.paid'] }],
      ['say › repeat#0 → say › refused', 'round', { guard: '2', holds: true }],
      ['say › repeat#0 → end', 'round', { guard: '2', holds: false }],
      ['say › refused → say › repeat#0', 'act', { action: 'say/refused', emits: ['claim.refused'] }],
    ]);
  });

  it('lets through what instances did, step by step, and nothing else', () => {
    const instances = instancesIn(first.lines);
    const without = instances.filter(({ actions }) => actions.length > 1).map(({ actions }) => actions.slice(1));

    expect(instances.length).toBeGreaterThan(150);
    expect(instances.filter(({ actions }) => !canDo(model, actions, true))).toEqual([]);
    expect(without.length).toBeGreaterThan(100);
    expect(without.filter((actions) => canDo(model, actions, true))).toEqual([]);
  });

  it('is no matter of the seed, in its bytes', async () => {
    const { folder } = await run(undefined, 2);
    const [one, other] = [first.folder, folder].map((path) =>
      ['claims.json', 'Claim.pnml'].map((file) => readFileSync(join(path, 'models', file), 'utf8')),
    );

    expect(one).toEqual(other);
    expect(readFileSync(join(folder, 'xes/Claim.xes'), 'utf8')).not.toBe(
      readFileSync(join(first.folder, 'xes/Claim.xes'), 'utf8'),
    );
  });

  it('is a file of the run, unless it is not wanted', async () => {
    const without = await run({ models: false });

    expect(first.files.map(({ path, format }) => [path.slice(first.folder.length + 1), format])).toEqual([
      ['xes/Claim.xes', 'xes'],
      ['models/claims.json', 'json'],
      ['models/Claim.pnml', 'pnml'],
    ]);
    expect(existsSync(join(without.folder, 'models'))).toBe(false);
  });
});

describe('the life of a document', () => {
  it('names events that are emitted, or is refused with every name that is not', () => {
    const wrong = claims([life, 'claim.payed', { repeat: { oneOf: ['claim.filed', 'claim.lost'] } }]);
    const failing = (): unknown => exporter(wrong, { folder: 'none', formats: ['xes'] });

    expect(failing).toThrow(
      expect.objectContaining({
        issues: [
          expect.objectContaining({
            code: 'EXPORT_VALUE',
            path: ["process 'claims'", "objectTypes 'Claim'", "'life'"],
            received: "'claim.payed'",
            suggestion: "Did you mean 'claim.paid'?",
          }) as unknown,
          expect.objectContaining({ code: 'EXPORT_VALUE', received: "'claim.lost'" }) as unknown,
        ],
      }),
    );
  });

  it('does not end beside what goes on', () => {
    const wrong = claims(['claim.filed', { together: ['claim.reviewed', { optional: { last: 'claim.paid' } }] }]);

    expect(() => exporter(wrong, { folder: 'none', formats: ['xes'] })).toThrow(
      expect.objectContaining({ code: 'EXPORT_VALUE', received: '{ last } inside' }),
    );
  });
});
