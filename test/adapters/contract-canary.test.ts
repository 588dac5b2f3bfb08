import { describe, expect, it } from 'vitest';

import { adapterContract, type AdapterSubject } from '../../src/testing/adapter-contract.ts';
import * as canary from './canary-adapter.ts';

type Breed = new (sink: canary.Sink) => canary.CorrectAdapter;

function subjectOf(Adapter: Breed, child = 'correct'): AdapterSubject {
  let sink = new canary.Sink();
  const make = (change: (sink: canary.Sink) => void) => () => {
    change(sink);
    return new Adapter(sink);
  };
  return {
    name: Adapter.name,
    prepare: () => {
      sink = new canary.Sink();
    },
    create: () => new Adapter(sink),
    read: () => sink.read(),
    bytes: () => sink.bytes(),
    exists: () => sink.isTouched,
    faults: {
      open: make((it) => (it.isOpenable = false)),
      write: make((it) => Object.assign(it, { failFrom: 555, failures: Number.POSITIVE_INFINITY })),
      transient: make((it) => Object.assign(it, { failFrom: 55, failures: 1 })),
      slow: () => {
        let release: () => void = () => undefined;
        sink.gate = new Promise((resolve) => (release = resolve));
        const stalled = new Promise<void>((resolve) => (sink.onFirst = resolve));
        return { adapter: new Adapter(sink), stalled, release };
      },
    },
    secrets: [canary.SECRET],
    exit: { module: new URL('canary-adapter.ts', import.meta.url), export: child },
  };
}

/** One case of a point: the one without a run, or the one of whole runs. */
function pointOf(subject: AdapterSubject, point: number, isWhole = false): () => Promise<void> {
  const found = adapterContract(subject).find(
    (each) => each.point === point && each.title.includes('whole run') === isWhole,
  );
  if (found === undefined) throw new Error(`the contract has no point ${point}`);
  return found.run;
}

describe('a correct adapter passes every point', () => {
  for (const { title, run } of adapterContract(subjectOf(canary.CorrectAdapter))) it(title, run);
});

describe('the contract finds out an adapter that', () => {
  it.each<[string, number, Breed, string]>([
    ['loses an event', 1, canary.Losing, 'are missing'],
    ['changes an event', 1, canary.Changing, 'arrived changed'],
    ['writes an event twice', 1, canary.Duplicating, 'arrived twice'],
    ['changes the order', 2, canary.Reordering, 'arrived after'],
    ['leaves something in an empty output', 3, canary.WritingAtEnd, 'not sent'],
    ['closes twice', 4, canary.ClosingTwice, 'arrived twice'],
    ['writes after close', 5, canary.OpenForEver, 'must reject'],
    ['touches its place when it is made', 6, canary.TouchingEarly, 'left something'],
    ['starts work when it is made', 6, canary.StartingEarly, 'started Immediate'],
    ['fails to open without saying how', 7, canary.FailingPlainly, 'AdapterError'],
    ['takes more than its sink', 8, canary.Hoarding, 'were taken while'],
    ['claims more than has arrived', 9, canary.Boasting, 'called acknowledged'],
    ['repeats what had arrived', 10, canary.Repeating, 'arrived twice'],
    ['drops the end of an aborted run', 11, canary.Lagging, 'are missing'],
    ['does not flush', 13, canary.Lagging, 'are missing'],
    ['writes other bytes each time', 14, canary.Numbering, 'different bytes'],
    ['treats bytes otherwise than objects', 15, canary.EncodingOtherwise, 'different outputs'],
    ['shows a secret', 16, canary.Telling, 'shows the secret'],
    ['counts what did not arrive', 17, canary.Miscounting, 'acknowledged events and'],
  ])('%s (point %i)', async (_what, point, Adapter, message) => {
    const run = pointOf(subjectOf(Adapter), point);

    await expect(run()).rejects.toThrow(new RegExp(message));
  });

  it.each<[string, number, Breed, string]>([
    ['takes more than its sink', 8, canary.Hoarding, 'were taken while'],
    ['drops the end of an aborted run', 11, canary.Lagging, 'are missing'],
    ['writes what is different in each run', 14, canary.NamingItsRun, 'different bytes'],
    ['treats bytes otherwise than objects', 15, canary.EncodingOtherwise, 'different outputs'],
    ['wants bytes in a form that nobody makes', 15, canary.Pretending, "encoding of the adapter is 'csv'"],
  ])('%s, in whole runs (point %i)', async (_what, point, Adapter, message) => {
    const run = pointOf(subjectOf(Adapter), point, true);

    await expect(run()).rejects.toThrow(new RegExp(message));
  });

  it('keeps its program alive by a timer (point 12)', async () => {
    const run = pointOf(subjectOf(canary.CorrectAdapter, 'ticking'), 12);

    await expect(run()).rejects.toThrow('still ran 1000 ms after close');
  });
});

describe('a point that needs what nobody gave', () => {
  const bare: AdapterSubject = {
    name: 'bare',
    create: () => ({ write: () => undefined }),
    read: () => [],
  };

  it.each([
    [7, 'faults.open', 'open-never-fails'],
    [8, 'faults.slow', 'never-slow'],
    [9, 'faults.write', 'write-never-fails'],
    [10, 'faults.transient', 'no-own-retry'],
    [12, 'exit', 'exit-untested'],
    [14, 'bytes', 'bytes-not-own'],
    [15, 'encoding', 'no-encoding'],
    [16, 'secrets', 'takes-no-secrets'],
  ] as const)('fails, and passes once it is excused by name (point %i)', async (point, hook, excuse) => {
    const refused = pointOf(bare, point)();
    const excused = pointOf({ ...bare, deviations: [excuse] }, point)();

    await expect(refused).rejects.toThrow(`give ${hook}, or the deviation '${excuse}'`);
    await expect(excused).resolves.toBeUndefined();
  });

  it('is named in the title of the point it excuses', () => {
    const titles = adapterContract({ ...bare, deviations: ['never-slow'] }).map(({ title }) => title);

    expect(titles).toContain('bare · 8 a sink that stalls holds the run back (excused: never-slow)');
  });
});
