/** What `synode init` writes: the smallest project that shows a journey, a persona, a config and a test. */
import { SYNODE_VERSION } from '../version.ts';

export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

const CONFIG = `import { defineConfig } from 'synode';

import { firstOrder } from './journeys/first-order.ts';
import { shopper } from './personas/shopper.ts';

/** \`synode generate\` runs this; every option can be changed on the command line: \`synode generate --users 1000\`. */
export default defineConfig({
  journeys: [firstOrder],
  persona: shopper,
  users: 100,
  // The same seed gives the same events, byte for byte, on any machine.
  seed: 'first',
  startDate: '2025-01-01',
  endDate: '2025-02-01',
  adapter: 'out/events.ndjson',
});
`;

const JOURNEY = `import { branch, defineAction, defineAdventure, defineJourney, lognormal, oneOf, wait } from 'synode';

/** Fields alone make one event; each field has a random stream of its own. */
const view = defineAction({
  id: 'view',
  name: 'product.viewed',
  fields: { product: oneOf(['kettle', 'lamp', 'chair', 'desk']), device: (ctx) => ctx.get<string>('device') ?? 'phone' },
});

/** A handler sees its fields and the actor's state, and returns the events. */
const order = defineAction({
  id: 'order',
  name: 'order.placed',
  fields: { total: lognormal({ median: 60, sigma: 0.7, decimals: 2 }) },
  handler: (ctx, { total }) => {
    const orderId = ctx.generateId('order');
    ctx.set('orderId', orderId);
    return [ctx.event('order.placed', { orderId, total, currency: 'EUR' })];
  },
});

const ship = defineAction({
  id: 'ship',
  name: 'order.shipped',
  fields: { orderId: (ctx) => ctx.get<string>('orderId') ?? '' },
});

export const firstOrder = defineJourney({
  id: 'first-order',
  name: 'First order',
  adventures: [
    defineAdventure({ id: 'look', timeSpan: { min: '5s', max: '2m' }, actions: [view, view, view] }),
    defineAdventure({
      id: 'buy',
      // Six in ten leave without buying.
      bounceChance: 0.6,
      actions: [
        order,
        branch({
          weekday: { weight: 0.8, steps: [wait('1 business day'), ship] },
          backorder: { weight: 0.2, steps: [wait({ min: '3d', max: '9d' }), ship] },
        }),
      ],
    }),
  ],
});
`;

const PERSONA = `import { definePersona, fake, weighted } from 'synode';

/** Drawn once for each actor; handlers and fields read it by \`ctx.get\`. */
export const shopper = definePersona({
  id: 'shopper',
  name: 'Shopper',
  attributes: {
    locale: weighted({ en: 0.8, de: 0.2 }),
    name: fake((f) => f.person.fullName()),
    device: weighted({ phone: 0.6, desktop: 0.4 }),
  },
});
`;

const TEST = `import { dryRun } from 'synode';
import { describe, expect, it } from 'vitest';

import { firstOrder } from '../journeys/first-order.ts';
import { shopper } from '../personas/shopper.ts';

describe('a first order', () => {
  it('is shipped once, after it was placed', async () => {
    const events = await dryRun(firstOrder, 50, { persona: shopper });

    const placed = events.filter((event) => event.name === 'order.placed');
    expect(placed.length).toBeGreaterThan(0);
    for (const { payload, timestamp } of placed) {
      const shipped = events.filter((event) => event.name === 'order.shipped' && event.payload.orderId === payload.orderId);
      expect(shipped).toHaveLength(1);
      expect(shipped[0]?.timestamp.getTime()).toBeGreaterThan(timestamp.getTime());
    }
  });
});
`;

const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true
  },
  "include": ["*.ts", "journeys", "personas", "test"]
}
`;

/** Files that are the author's from now on. */
export const PROJECT_FILES: readonly ProjectFile[] = [
  { path: 'synode.config.ts', text: CONFIG },
  { path: 'journeys/first-order.ts', text: JOURNEY },
  { path: 'personas/shopper.ts', text: PERSONA },
  { path: 'test/first-order.test.ts', text: TEST },
];

/** Files a project may have already; they are left alone then. */
export const COMMON_FILES: readonly ProjectFile[] = [
  { path: 'tsconfig.json', text: TSCONFIG },
  { path: '.gitignore', text: 'node_modules\nout\n' },
];

/** What a project's package.json needs. */
export const SCRIPTS = { generate: 'synode generate', preview: 'synode preview', test: 'vitest run' } as const;
export const DEV_DEPENDENCIES = { synode: `^${SYNODE_VERSION}`, tsx: '^4.20.0', vitest: '^4.1.0' } as const;
