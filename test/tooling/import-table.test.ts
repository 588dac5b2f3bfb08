import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { DOORS, judgeImport } from '../../tools/import-table.mjs';
import { repository } from './temporary-tree.ts';

/** One import a line: file, how (`static`, `type`, `lazy`), what, and a part of the refusal or `ok`. */
const CASES = `
  src/model/event.ts                  static  ./duration.ts                      ok
  src/model/event.ts                  static  ../time/clock.ts                   src/model may not import src/time/clock.ts
  src/model/result.ts                 type    ../errors.ts                       ok
  src/model/result.ts                 static  ../errors.ts                       write import type
  src/model/context.ts                type    @faker-js/faker                    ok
  src/model/context.ts                static  node:crypto                        may not use node:crypto
  src/errors.ts                       type    ./model/result.ts                  ok
  src/errors.ts                       static  ./model/result.ts                  write import type
  src/errors.ts                       static  leven                              loaded on first use here
  src/errors.ts                       lazy    leven                              ok
  src/random/keyed.ts                 static  ../model/event.ts                  ok
  src/random/keyed.ts                 static  ../errors.ts                       ok
  src/random/keyed.ts                 static  ../time/clock.ts                   src/random may not import src/time
  src/random/keyed.ts                 static  nanoid                             comes in through src/random/ids.ts
  src/random/ids.ts                   static  nanoid                             ok
  src/random/faker.ts                 static  @faker-js/faker                    loaded on first use here
  src/random/faker.ts                 lazy    @faker-js/faker/locale/de          ok
  src/run/clock.ts                    static  nanoid                             ok
  src/time/months.ts                  static  date-fns/endOfMonth                has no door
  src/dsl/schema.ts                   lazy    zod                                ok
  src/dsl/schema.ts                   static  zod                                await import('zod')
  src/plan/compile.ts                 static  ../dsl/journey.ts                  ok
  src/plan/compile.ts                 static  ../engine/engine.ts                src/plan may not import src/engine
  src/engine/engine.ts                static  ../dsl/journey.ts                  src/engine may not import src/dsl
  src/engine/engine.ts                static  ../../adapters/memory.ts           may not import adapters
  src/engine/pool.ts                  static  tinypool                           ok
  src/engine/chunks.ts                static  tinypool                           comes in through src/engine/pool.ts
  src/ledger/post.ts                  static  ../statistics/sum.ts               src/ledger may not import src/statistics
  src/generate.ts                     static  ./engine/engine.ts                 ok
  src/generate.ts                     static  ../adapters/console.ts             ok
  src/generate.ts                     static  ../journeys/payroll/index.ts       src/generate.ts may not import journeys
  src/cli/generate.ts                 lazy    synode/journeys                    ok
  src/cli/generate.ts                 static  synode/journeys                    second copy
  src/cli/generate.ts                 static  commander                          ok
  src/plan/compile.ts                 static  commander                          comes in through src/cli
  src/testing/vitest.ts               static  vitest                             ok
  src/helpers/strings.ts              static  ../model/event.ts                  stands in no row
  src/plan/compile.ts                 static  lodash                             has no door
  src/plan/compile.ts                 static  @standard-schema/spec              for types only
  adapters/http.ts                    static  ../src/encode/lines.ts             ok
  adapters/http.ts                    static  ../src/time/duration.ts            ok
  adapters/http.ts                    static  ../src/errors.ts                   ok
  adapters/http.ts                    static  ../src/engine/engine.ts            adapters may not import src/engine
  adapters/http.ts                    static  node:net                           ok
  adapters/http.ts                    lazy    ky                                 ok
  adapters/http.ts                    static  ky                                 loaded on first use here
  adapters/file.ts                    lazy    ky                                 comes in through adapters/http.ts
  adapters/retry.ts                   static  ./composite.ts                     ok
  personas/shopper.ts                 static  ../src/index.ts                    ok
  personas/shopper.ts                 static  ../src/dsl/persona.ts              personas may not import src/dsl
  personas/shopper.ts                 static  node:fs                            may not use node:fs
  journeys/index.ts                   static  ./procure-to-pay/index.ts          ok
  journeys/world/rates.ts             static  ../../src/index.ts                 ok
  journeys/world/rates.ts             static  ../payroll/index.ts                journeys/world may not import journeys/payroll
  journeys/payroll/index.ts           static  ./options.ts                       ok
  journeys/payroll/index.ts           static  ../world/companies.ts              ok
  journeys/payroll/index.ts           static  ../../personas/index.ts            ok
  journeys/payroll/index.ts           static  ../index.ts                        may not import journeys/index.ts
  journeys/payroll/index.ts           static  ../procure-to-pay/index.ts         journeys/payroll may not import journeys/procure
  journeys/payroll/index.ts           static  ../../src/ledger/post.ts           may not import src/ledger
  journeys/payroll/index.ts           static  synode                             second copy
  journeys/payroll/options.ts         static  zod                                ok
  journeys/payroll/index.ts           static  zod                                comes in through
`;

const rows = CASES.trim()
  .split('\n')
  .map((line) => line.trim().split(/ {2,}/) as [file: string, how: string, from: string, verdict: string]);

describe('the import table', () => {
  it.each(rows)('%s, %s import of %s: %s', (file, how, from, verdict) => {
    const refusal = judgeImport(file, { from, typeOnly: how === 'type', lazy: how === 'lazy' });

    expect(refusal ?? 'ok').toContain(verdict);
  });

  it('has a door for each package that a user may get, and none for others', () => {
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(repository, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;

    expect(DOORS.map((door) => door.package)).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).toSorted());
  });
});
