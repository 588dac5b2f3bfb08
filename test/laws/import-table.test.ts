import { expect, it } from 'vitest';

import { lint, treeWithRules } from '../tooling/linter.ts';
import { removeTree, repository } from '../tooling/temporary-tree.ts';

const LAW = ['house/import-table', 'house/no-process-name', 'import/no-cycle'];

function violations(root: string): readonly string[] {
  return lint(root)
    .filter(({ rule }) => LAW.includes(rule))
    .map(({ file, message }) => `${file}: ${message}`);
}

it('imports point one way, through one door a package, and the framework knows no process by name', () => {
  expect(violations(repository)).toEqual([]);
});

it('the law goes red when the model looks outward, a process at another, or the framework at a process', () => {
  const root = treeWithRules({
    'src/model/event.ts': "import { now } from '../time/clock.ts'; export const at = now;",
    'src/time/clock.ts': 'export const now = 0;',
    'src/engine/engine.ts': "export const reader = 'procure-to-pay';",
    'src/plan/plan.ts': "import * as z from 'zod'; export const shape = z;",
    'journeys/procure-to-pay/index.ts': "import { pay } from '../payroll/index.ts'; export const p2p = pay;",
    'journeys/payroll/index.ts': 'export const pay = 1;',
  });

  const found = violations(root);
  removeTree(root);

  expect(found.toSorted()).toEqual([
    'journeys/procure-to-pay/index.ts: journeys/procure-to-pay may not import journeys/payroll/index.ts: ' +
      'it may import src/index.ts, journeys/world, personas (tools/import-table.mjs)',
    "src/engine/engine.ts: 'procure-to-pay' is a process: src knows none by name; " +
      'take it from the scenario or the catalogue',
    'src/model/event.ts: src/model may not import src/time/clock.ts: ' +
      'it may import src/errors.ts (types) (tools/import-table.mjs)',
    "src/plan/plan.ts: 'zod' is loaded on first use here: await import('zod')",
  ]);
});
