import { describe, expect, it } from 'vitest';

import { NullAdapter } from '../../adapters/null.ts';
import { runPlan } from '../../src/run-call.ts';
import {
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  list,
  lognormal,
  mixture,
  object,
  oneOf,
} from '../../src/index.ts';
import { normal } from '../../src/index.ts';
import type { AnyJourney } from '../../src/model/flow.ts';
import { compilePlan } from '../../src/plan/plan.ts';
import { Trace, type TracedDraw } from '../../src/plan/trace.ts';

async function traced(journey: AnyJourney, options: object = {}): Promise<readonly TracedDraw[]> {
  const trace = new Trace();
  const run = { users: 1, seed: 42, adapter: new NullAdapter(), ...options } as never;
  await runPlan(compilePlan(journey, run, { decisions: trace }), run, { observer: trace });
  return trace.draws;
}

const withFields = (fields: Readonly<Record<string, unknown>>): AnyJourney =>
  defineJourney({
    id: 'shop',
    adventures: [defineAdventure({ id: 'checkout', actions: [defineAction({ id: 'pay', fields: fields as never })] })],
  });

const at = (draws: readonly TracedDraw[], tail: string): TracedDraw | undefined =>
  draws.find(({ path }) => path.join('/').endsWith(tail));

describe('a trace', () => {
  it('holds the uniforms that the published vectors give for their path', async () => {
    const draws = await traced(withFields({ amount: lognormal({ median: 100, sigma: 0.5 }) }));

    expect(at(draws, 'field/amount')).toMatchObject({
      path: ['', '', 'user', 'journey', 'shop', 'adventure', 'checkout', 'action', 'pay', 'field', 'amount'],
      kind: 'lognormal',
      uniforms: [0.5421664396493738],
      value: 105.43733192467205,
      actor: 0,
      instance: '0',
      occurrence: 0,
    });
    expect(at(draws, 'pay/@id')).toMatchObject({ kind: 'event id', value: 'kenw49b7zptt2c53gsjh' });
  });

  it('changes nothing of the run it looks at', async () => {
    const journey = withFields({ amount: lognormal({ median: 100, sigma: 0.5 }), method: oneOf(['card', 'iban']) });
    const names: unknown[] = [];
    const sink = { write: (event: object) => void names.push(JSON.stringify(event)) };
    const options = { users: 5, seed: 'same', adapter: sink } as never;

    await runPlan(compilePlan(journey, options), options);
    const plain = names.splice(0);
    const trace = new Trace();
    await runPlan(compilePlan(journey, options, { decisions: trace }), options, { observer: trace });

    expect(names).toEqual(plain);
    expect(plain).toHaveLength(5);
  });

  it('shows parts of nested values apart, and both draws of a mixture', async () => {
    const draws = await traced(
      withFields({
        lines: list(2, object({ sku: oneOf(['a', 'b']) })),
        size: mixture([
          [1, normal({ mean: 0, sd: 1 })],
          [1, normal({ mean: 9, sd: 1 })],
        ]),
      }),
    );

    expect(at(draws, 'lines/sub/0/sub/sku')?.uniforms).toHaveLength(1);
    expect(at(draws, 'lines/sub/1/sub/sku')?.uniforms).toHaveLength(1);
    expect(at(draws, 'lines/sub/0/sub/sku')?.uniforms).not.toEqual(at(draws, 'lines/sub/1/sub/sku')?.uniforms);
    expect(at(draws, 'field/size')?.uniforms).toHaveLength(2);
  });

  it('shows what handlers draw, in their order, and what a field function makes of its stream', async () => {
    const stock = defineDataset({ id: 'stock', count: 5, fields: { sku: 'x' } });
    const action = defineAction({
      id: 'pay',
      fields: { lucky: (ctx) => ctx.random.int(1, 6) },
      handler: (ctx, { lucky }) => {
        const [a, b] = [ctx.random.float(), ctx.random.float()];
        ctx.dataset('stock').randomRow();
        return [ctx.event('paid', { a, b, lucky, ref: ctx.generateId('ref'), name: ctx.faker.person.firstName() })];
      },
    });
    const journey = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'checkout', actions: [action] })] });

    const draws = await traced(journey, { datasets: [stock] });

    expect(at(draws, 'field/lucky')).toMatchObject({
      kind: 'function',
      uniforms: [expect.any(Number)],
      value: expect.any(Number),
    });
    expect(at(draws, 'pay/@handler')).toMatchObject({
      kind: 'ctx.random',
      uniforms: [expect.any(Number), expect.any(Number)],
    });
    expect(at(draws, 'draw/dataset:stock/value')).toMatchObject({
      kind: 'ctx.dataset',
      uniforms: [expect.any(Number)],
    });
    expect(at(draws, 'pay/@generateId')).toMatchObject({
      kind: 'ctx.generateId',
      value: expect.stringMatching(/^[0-9a-z]{20}$/),
    });
    expect(at(draws, 'pay/@faker')?.uniforms.length).toBeGreaterThan(0);
  });
});
