/**
 * What other generators from npm need for events of the same shape: eight fields of made-up text and numbers, kept in
 * memory. They come into `.cache/peers` on first use and are no dependency of anything.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { faker } from '@faker-js/faker';

import {
  chance,
  defineAction,
  defineAdventure,
  defineJourney,
  fake,
  fakePool,
  generate,
  int,
  oneOf,
  repeat,
  type Fields,
} from '../src/index.ts';
import { timingOf, type Benches, type Outcome } from './bench.ts';
import { costRatio, interleave, type Side } from './measure.ts';
import { EVENTS_PER_USER, RUN } from './model-job.ts';

const FOLDER = join(process.cwd(), '.cache/peers');
const PEERS = {
  fishery: '2.4.0',
  'interface-forge': '2.6.6',
  'drizzle-seed': '0.3.1',
  'drizzle-orm': '0.45.4',
  '@electric-sql/pglite': '0.5.16',
};
const PRODUCTS = ['chair', 'desk', 'lamp', 'shelf'];
const START_MS = Date.parse(RUN.startDate);
/** 4,800 events a side and round: faker needs some fifty microseconds for one. */
const USERS = 100;

const ownFields: Fields = {
  product: oneOf(PRODUCTS),
  price: int({ min: 1, max: 900 }),
  quantity: int({ min: 1, max: 9 }),
};
const exact: Fields = {
  customer: fake((f) => f.person.fullName()),
  email: fake((f) => f.internet.email()),
  city: fake((f) => f.location.city()),
  street: fake((f) => f.location.streetAddress()),
  ...ownFields,
  paid: chance(0.5),
};
const pooled: Fields = {
  customer: fakePool('person.fullName'),
  email: fakePool('internet.email'),
  city: fakePool('location.city'),
  street: fakePool('location.streetAddress'),
  ...ownFields,
  paid: chance(0.5),
};

function ownSide(name: string, fields: Fields): Side {
  const order = defineAction({ id: 'order', name: 'order.placed', fields });
  const orders = defineAdventure({ id: 'buy', actions: [repeat(EVENTS_PER_USER, [order])] });
  const journey = defineJourney({ id: 'shop', adventures: [orders] });
  return {
    name,
    run: async () => {
      let count = 0;
      const writeBatch = (events: readonly object[]): void => void (count += events.length);
      await generate(journey, { ...RUN, users: USERS, adapter: { write: () => undefined, writeBatch }, logger: false });
      check(name, count);
    },
  };
}

function payload() {
  return {
    customer: faker.person.fullName(),
    email: faker.internet.email(),
    city: faker.location.city(),
    street: faker.location.streetAddress(),
    product: faker.helpers.arrayElement(PRODUCTS),
    price: faker.number.int({ min: 1, max: 900 }),
    quantity: faker.number.int({ min: 1, max: 9 }),
    paid: faker.datatype.boolean(),
  };
}

function event(n: number) {
  const user = Math.floor(n / EVENTS_PER_USER);
  const timestamp = new Date(START_MS + n);
  return { id: faker.string.uuid(), userId: `user-${user}`, name: 'order.placed', timestamp, payload: payload() };
}

function listSide(name: string, make: (n: number) => object): Side {
  return {
    name,
    run: () => {
      faker.seed(1);
      const events: object[] = [];
      for (let n = 0; n < USERS * EVENTS_PER_USER; n++) events.push(make(n));
      check(name, events.length);
    },
  };
}

function check(name: string, count: number): void {
  if (count !== USERS * EVENTS_PER_USER) throw new Error(`${name} made ${count} events`);
}

/** The packages, fetched when they are not there. */
function install(): NodeJS.Require {
  if (!existsSync(join(FOLDER, 'node_modules/drizzle-seed'))) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'package.json'), JSON.stringify({ private: true, dependencies: PEERS }));
    const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    const { status } = spawnSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 2, 2], timeout: 300_000 });
    if (status !== 0) throw new Error('the peers could not be installed from npm');
  }
  return createRequire(join(FOLDER, 'package.json'));
}

interface FactoryOf<T> {
  build(): T;
}

function factorySides(require: NodeJS.Require): readonly Side[] {
  const { Factory } = require('fishery') as {
    Factory: { define<T>(make: (at: { readonly sequence: number }) => T): FactoryOf<T> };
  };
  const fishery = Factory.define(({ sequence }) => event(sequence));
  const { Factory: Forge } = require('interface-forge') as {
    Factory: new <T>(make: (factory: unknown, iteration: number) => T) => FactoryOf<T>;
  };
  const forge = new Forge((_factory, iteration) => event(iteration));
  return [listSide('fishery', () => fishery.build()), listSide('interface-forge', () => forge.build())];
}

/** Drizzle Seed fills tables, so its time holds the inserts of an embedded database; of the same rows. */
async function drizzleSide(require: NodeJS.Require): Promise<Side> {
  const { PGlite } = require('@electric-sql/pglite') as { PGlite: new () => { exec(sql: string): Promise<unknown> } };
  const { drizzle } = require('drizzle-orm/pglite') as { drizzle: (client: unknown) => unknown };
  const { seed } = require('drizzle-seed') as typeof Seeding;
  const { pgTable, text, integer, boolean, timestamp } = require('drizzle-orm/pg-core') as typeof PgCore;
  const client = new PGlite();
  await client.exec(
    `create table events (id integer primary key, user_id text, name text, at timestamp, customer text, email text,
     city text, street text, product text, price integer, quantity integer, paid boolean)`,
  );
  const events = pgTable('events', {
    id: integer('id').primaryKey(),
    userId: text('user_id'),
    name: text('name'),
    at: timestamp('at'),
    customer: text('customer'),
    email: text('email'),
    city: text('city'),
    street: text('street'),
    product: text('product'),
    price: integer('price'),
    quantity: integer('quantity'),
    paid: boolean('paid'),
  });
  const db = drizzle(client);
  const count = USERS * EVENTS_PER_USER;
  return {
    name: 'drizzle-seed',
    run: async () => {
      await client.exec('truncate events');
      await seed(db, { events }, { count, seed: 1 }).refine((f) => ({
        events: {
          columns: {
            name: f.default({ defaultValue: 'order.placed' }),
            customer: f.fullName(),
            email: f.email(),
            city: f.city(),
            street: f.streetAddress(),
            product: f.valuesFromArray({ values: PRODUCTS }),
            price: f.int({ minValue: 1, maxValue: 900 }),
            quantity: f.int({ minValue: 1, maxValue: 9 }),
            paid: f.boolean(),
          },
        },
      }));
    },
  };
}

/** What is used of packages that are no dependency. */
declare namespace Seeding {
  type Kind = 'default' | 'fullName' | 'email' | 'city' | 'streetAddress' | 'valuesFromArray' | 'int' | 'boolean';
  type Columns = Record<Kind, (options?: object) => unknown>;
  function seed(
    db: unknown,
    tables: object,
    options: { readonly count: number; readonly seed: number },
  ): { refine(columns: (f: Columns) => object): Promise<void> };
}
declare namespace PgCore {
  type Column = { primaryKey(): Column };
  function pgTable(name: string, columns: Record<string, Column>): object;
  function text(name: string): Column;
  function integer(name: string): Column;
  function boolean(name: string): Column;
  function timestamp(name: string): Column;
}

export const benches: Benches = {
  'peers.events': async (protocol) => {
    const require = install();
    const ours = ownSide('synode, fake()', exact);
    const others = [
      ownSide('synode, fakePool()', pooled),
      listSide('a loop of faker calls', event),
      ...factorySides(require),
      await drizzleSide(require),
    ];
    const timings = await interleave([ours, ...others], { ...protocol, users: USERS });
    const by = timingOf(timings, ours.name);
    return others.map(({ name }): Outcome => {
      const of = timingOf(timings, name);
      return { name: `peers: ${name}`, ratio: costRatio(of, by), of, by };
    });
  },
};
