import { describe, expect, it } from 'vitest';

import {
  defineDataset,
  definePersona,
  Engine,
  every,
  generate,
  InMemoryAdapter,
  repeat,
  SynodeError,
  wait,
  type Action,
  type AnyEvent,
  type RunInfo,
} from '../../src/index.ts';
import { action, expectEvents, failureOf, flow, look, namesOf, silent, simulate } from './world.ts';

/** Aborts the run while it acts, then emits its event all the same. */
const stop = (controller: AbortController): Action => look('stop', () => (controller.abort('enough'), {}));

const visits = flow('shop', [repeat(10, [action('view'), wait('1h')]), action('leave')]);

/** An adapter that tells what was done with it. */
class Witness extends InMemoryAdapter<AnyEvent> {
  readonly calls: string[] = [];
  info: RunInfo | undefined;

  open(info: RunInfo): void {
    this.info = info;
    this.calls.push('open');
  }

  flush(): void {
    this.calls.push(`flush ${this.events.length}`);
  }

  override close(): Promise<void> {
    this.calls.push(`close ${this.info?.signal.aborted === true ? 'aborted' : 'whole'}`);
    return super.close();
  }
}

describe('maxEvents', () => {
  it('stops cleanly after so many events of the stream', async () => {
    const whole = await simulate(visits, { users: 3 });

    const { events, result } = await simulate(visits, { users: 3, maxEvents: 15 });

    expect(events).toEqual(whole.events.slice(0, 15));
    expect(result.status).toBe('limited');
    expect(result.counts.events.written).toBe(15);
    expect(result.counts.journeys).toMatchObject({ scheduled: 2, started: 2, completed: 1, open: 1 });
  });

  it('above what there is leaves the run complete', async () => {
    const { result } = await simulate(visits, { maxEvents: 12 });

    expect(result.status).toBe('completed');
    expect(result.counts.events.written).toBe(11);
  });

  it('runs no step that could only add to what is dropped', async () => {
    const done: string[] = [];
    const shop = flow('shop', [
      look('view', () => (done.push('view'), {})),
      look('pay', () => (done.push('pay'), {})),
      look('thank', () => (done.push('thank'), {})),
    ]);

    await simulate(shop, { maxEvents: 2 });

    expect(done).toEqual(['view', 'pay']);
  });

  it('ends a schedule that has no end itself', async () => {
    const shop = flow('shop', [action('visit')], { arrivals: every('1d') });

    const { events, result } = await simulate(shop, { maxEvents: 3 });

    expectEvents(
      events,
      `
      time            session
      01-01 00:00:00  user-0:shop:0
      01-02 00:00:00  user-0:shop:1
      01-03 00:00:00  user-0:shop:2
      `,
    );
    expect(result.status).toBe('limited');
  });

  it('of 0 runs nobody', async () => {
    const { events, result } = await simulate(visits, { maxEvents: 0 });

    expect(events).toEqual([]);
    expect(result.counts.users).toMatchObject({ planned: 1, simulated: 0 });
  });
});

describe('an abort', () => {
  it('before the start opens nothing and rejects with the reason', async () => {
    const sink = new Witness();

    const error = await failureOf(
      generate(visits, { users: 1, adapter: sink, signal: AbortSignal.abort('not today'), logger: false }),
    );

    expect(sink.calls).toEqual([]);
    expect(error).toBeInstanceOf(SynodeError);
    expect(error).toMatchObject({
      code: 'INTERRUPTED',
      kind: 'run',
      cause: 'not today',
      result: { status: 'interrupted', counts: { events: { written: 0 } } },
    });
  });

  it('during a step lets that step end and starts no other', async () => {
    const controller = new AbortController();
    const shop = flow('shop', [action('view'), stop(controller), action('pay'), silent('thank', fail)]);
    const sink = new Witness();

    const error = await failureOf(
      generate(shop, { users: 5, adapter: sink, signal: controller.signal, logger: false }),
    );

    expect(namesOf(sink.events)).toEqual(['view', 'stop']);
    expect(sink.calls).toEqual(['open', 'flush 2', 'close aborted']);
    expect(error).toMatchObject({
      code: 'INTERRUPTED',
      cause: 'enough',
      result: {
        status: 'interrupted',
        counts: { users: { planned: 5, simulated: 1 }, journeys: { started: 1, open: 1 }, events: { written: 2 } },
      },
    });
  });

  it('during a handler that awaits lets it end', async () => {
    const controller = new AbortController();
    const slow = {
      ...look('slow', () => ({})),
      handler: async (ctx: Parameters<Action['handler']>[0]) => {
        controller.abort();
        await Promise.resolve();
        return [ctx.event('slow', { sawAbort: ctx.signal.aborted })];
      },
    };
    const shop = flow('shop', [slow, action('pay')]);

    const { events } = await simulate(shop, { signal: controller.signal, onAbort: 'resolve' });

    expectEvents(
      events,
      `
      name  sawAbort
      slow  true
      `,
    );
  });

  it.each([
    { lanes: 1, order: 'user' },
    { lanes: 4, order: 'user' },
    { lanes: 1, order: 'time' },
    { lanes: 4, order: 'time' },
  ] as const)('waits for a handler no longer than `closeTimeoutMs`: $lanes lanes, $order order', async (ways) => {
    const controller = new AbortController();
    const adapter = new Witness();
    const asking = flow('ask', [
      action('ask', {
        handler: async (ctx) => {
          if (ctx.actor.index < 2) return [ctx.event('ask')];
          controller.abort('enough');
          return new Promise<never>(() => undefined);
        },
      }),
    ]);

    const options = { ...ways, users: 3, starts: 'together', signal: controller.signal, closeTimeoutMs: 20 } as const;
    const error = (await failureOf(
      generate(asking, { ...options, adapter: adapter as never, logger: false }),
    )) as SynodeError;

    expect(error).toMatchObject({ code: 'INTERRUPTED', result: { status: 'interrupted' } });
    expect(error.result?.counts.journeys).toMatchObject({ started: 3, completed: 2, open: 1 });
    expect(error.result?.warnings).toEqual([
      {
        code: 'HANDLER_GIVEN_UP',
        message:
          'a handler or dataset row did not come to an end within 20 ms of the abort; ctx.signal says when to stop',
        count: 1,
      },
    ]);
    // What was told before is written, with what of it had its turn in this order.
    expect(adapter.calls).toEqual([
      'open',
      `flush ${ways.lanes === 1 && ways.order === 'user' ? 2 : 0}`,
      'close aborted',
    ]);
  });

  it.each(['user', 'time'] as const)(
    'waits for the rows of a dataset no longer than that, in %s order',
    async (order) => {
      const controller = new AbortController();
      const rates = defineDataset({
        id: 'rates',
        count: 5,
        fields: {
          rate: async (_ctx, { index }) => {
            if (index < 2) return index;
            controller.abort('enough');
            return new Promise<never>(() => undefined);
          },
        },
      });

      const options = {
        order,
        datasets: [rates],
        signal: controller.signal,
        closeTimeoutMs: 20,
        logger: false,
      } as const;
      const error = (await failureOf(
        generate(flow('ask', [action('ask')]), { ...options, users: 2, adapter: new InMemoryAdapter() as never }),
      )) as SynodeError;

      expect(error).toMatchObject({ code: 'INTERRUPTED', result: { status: 'interrupted' } });
      expect(error.result?.counts.journeys.scheduled).toBe(0);
      expect(error.result?.warnings).toMatchObject([{ code: 'HANDLER_GIVEN_UP', count: 1 }]);
    },
  );

  it('computes no row behind those that were under way', async () => {
    const controller = new AbortController();
    const computed: number[] = [];
    const rates = defineDataset({
      id: 'rates',
      count: 5000,
      fields: {
        rate: async (_ctx, { index }) => {
          computed.push(index);
          if (index === 2) setImmediate(() => controller.abort('enough'));
          return index;
        },
      },
    });

    const options = { datasets: [rates], signal: controller.signal, logger: false } as const;
    const error = (await failureOf(
      generate(flow('ask', [action('ask')]), { ...options, users: 2, adapter: new InMemoryAdapter() as never }),
    )) as SynodeError;

    expect(error).toMatchObject({ code: 'INTERRUPTED', result: { warnings: [] } });
    expect(computed.length).toBeLessThan(2500);
  });

  it.each(['user', 'time'] as const)('waits for a persona no longer than that, in %s order', async (order) => {
    const controller = new AbortController();
    const slow = definePersona({
      id: 'slow',
      name: 'Slow',
      attributes: {
        income: async (ctx) => {
          if (ctx.actor.index < 2) return 1;
          controller.abort('enough');
          return new Promise<never>(() => undefined);
        },
      },
    });

    const options = { order, persona: slow, signal: controller.signal, closeTimeoutMs: 20, logger: false } as const;
    const error = (await failureOf(
      generate(flow('ask', [action('ask')]), {
        ...options,
        users: 3,
        starts: 'together',
        adapter: new InMemoryAdapter() as never,
      }),
    )) as SynodeError;

    expect(error).toMatchObject({ code: 'INTERRUPTED', result: { status: 'interrupted' } });
    expect(error.result?.warnings).toMatchObject([{ code: 'HANDLER_GIVEN_UP', count: 1 }]);
  });

  it.each(['open', 'writeBatch', 'flush'] as const)('waits for an adapter no longer than that: %s', async (call) => {
    const controller = new AbortController();
    const calls: string[] = [];
    const adapter = {
      write: () => undefined,
      close: () => void calls.push('close'),
      [call]: async () => {
        controller.abort('enough');
        return new Promise<never>(() => undefined);
      },
    };

    const options = { users: 2, adapter, signal: controller.signal, closeTimeoutMs: 20, logger: false } as const;
    const error = await failureOf(generate(flow('shop', [action('view')]), options));

    const operation = call === 'writeBatch' ? 'write' : call;
    expect(error).toMatchObject({ code: 'ADAPTER_CLOSE_TIMEOUT', operation, result: { status: 'failed' } });
    expect(error.message).toContain(`adapter did not end its ${operation} within 20 ms of the abort`);
    expect(calls).toEqual(['close']);
  });

  it('takes nothing of a handler that comes when the run has ended', async () => {
    const controller = new AbortController();
    const adapter = new InMemoryAdapter();
    let answer: () => void = () => undefined;
    const late = flow('late', [
      action('late', {
        handler: async (ctx) => {
          controller.abort('enough');
          await new Promise<void>((resolve) => (answer = resolve));
          return [ctx.event('late')];
        },
      }),
      action('never'),
    ]);

    const options = { adapter: adapter as never, signal: controller.signal, closeTimeoutMs: 1, logger: false } as const;
    const error = (await failureOf(generate(late, options))) as SynodeError;
    const told = JSON.stringify(error.result?.counts);
    answer();
    await new Promise((resolve) => setTimeout(resolve, 0));

    expect(adapter.events).toEqual([]);
    expect(JSON.stringify(error.result?.counts)).toBe(told);
  });

  it('resolves where stopping is the normal end', async () => {
    const controller = new AbortController();
    const shop = flow('shop', [stop(controller), action('pay')], { arrivals: every('1d') });

    const { events, result } = await simulate(shop, {
      signal: controller.signal,
      onAbort: 'resolve',
      startDate: '2025-01-01',
      endDate: '2025-02-01',
      starts: 'together',
    });

    expect(namesOf(events)).toEqual(['stop']);
    expect(result.status).toBe('interrupted');
  });

  it('delivers a prefix of the whole stream, whatever the batch size', async () => {
    const shop = (controller: AbortController, at: number) =>
      flow('shop', [
        repeat(10, [
          look('view', (ctx) => {
            if (ctx.actor.index === 1 && ctx.now().getUTCHours() === at) controller.abort();
            return { page: ctx.random.int(1, 9) };
          }),
          wait('1h'),
        ]),
      ]);
    const whole = await simulate(shop(new AbortController(), 5), { users: 3 });

    for (const batchSize of [1, 3, 1000]) {
      const controller = new AbortController();
      const { events } = await simulate(shop(controller, 5), {
        users: 3,
        batchSize,
        signal: controller.signal,
        onAbort: 'resolve',
      });

      expect(events).toEqual(whole.events.slice(0, 16));
    }
  });

  it.each([
    ['events', () => flow('shop', [action('visit')], { arrivals: every('1m') })],
    ['nothing', () => flow('shop', [silent('visit')])],
  ])('comes through although no handler ever awaits and actors emit %s', async (_what, shop) => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    const discard = { write: () => undefined };

    const result = await generate(shop(), {
      users: 1_000_000,
      adapter: discard,
      signal: controller.signal,
      onAbort: 'resolve',
      maxEvents: 1_000_000,
      logger: false,
    });

    expect(result.status).toBe('interrupted');
  });
});

describe('the signal of a run', () => {
  it('may be listened to by every handler under way, without a warning of Node', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', note);
    const listen: Action = {
      ...action('listen'),
      handler: async ({ signal }) => {
        signal.addEventListener('abort', () => undefined);
        await new Promise((resolve) => setImmediate(resolve));
        return [];
      },
    };

    await simulate(flow('shop', [listen]), { users: 16, lanes: 16 });
    await new Promise((resolve) => setImmediate(resolve));

    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});

describe('an adapter', () => {
  it('learns before it is closed that the run has failed', async () => {
    const shop = flow('shop', [action('view'), silent('pay', fail)]);
    const sink = new Witness();

    await failureOf(generate(shop, { users: 1, adapter: sink, logger: false }));

    expect(sink.calls).toEqual(['open', 'flush 1', 'close aborted']);
  });

  it('that does not close in time fails the run, whose events it has', async () => {
    const seen: string[] = [];
    const stuck = {
      write: ({ name }: AnyEvent) => void seen.push(name),
      close: () => new Promise<void>(() => undefined),
    };

    const error = await failureOf(
      generate(flow('shop', [action('view')]), { users: 1, adapter: stuck, logger: false, closeTimeoutMs: 20 }),
    );

    expect(error).toMatchObject({ code: 'ADAPTER_CLOSE_TIMEOUT' });
    expect(seen).toEqual(['view']);
  });

  it('is opened and closed although there is nobody', async () => {
    const sink = new Witness();

    const result = await generate(visits, { users: 0, adapter: sink, logger: false });

    expect(sink.calls).toEqual(['open', 'flush 0', 'close whole']);
    expect(result).toMatchObject({ status: 'completed', counts: { users: { planned: 0 }, events: { written: 0 } } });
  });
});

describe('an engine on a context of its own', () => {
  it('runs no further than its reader asks', async () => {
    const done: string[] = [];
    const shop = flow('shop', [look('view', () => (done.push('view'), {})), look('pay', () => (done.push('pay'), {}))]);

    for await (const event of new Engine(shop).run()) {
      expect(done).toEqual(['view']);
      expect(event.name).toBe('view');
      break;
    }

    expect(done).toEqual(['view']);
  });
});

describe('events dated later', () => {
  it('keep their order whatever the batch size', async () => {
    const shop = flow('shop', [
      {
        ...action('order'),
        handler: (ctx: Parameters<Action['handler']>[0]) =>
          ['pick', 'pack', 'ship'].map((name) => ctx.event(name, {}, { after: '1h' })),
      },
      wait('1h'),
      action('view'),
      action('ask'),
    ]);

    for (const batchSize of [1, 2, 1000]) {
      const { events } = await simulate(shop, { batchSize });

      expect(namesOf(events)).toEqual(['pick', 'pack', 'ship', 'view', 'ask']);
    }
  });
});

function fail(): never {
  throw new Error('out of order');
}
