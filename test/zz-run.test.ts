import { it } from 'vitest';
import { Folder } from './inventory/support.ts';
it('inv', async () => {
  for (const parts of [{ runInDays: 120, start: '2025-01-01', end: '2025-04-01' }, { runInDays: 100, start: '2025-03-12', end: '2025-05-01', given: { preset: 'group3', scale: 0.8 } }]) {
    const f = new Folder(parts as never); await f.write(7); const r = await f.verify();
    console.log(r.read.lines, r.checks.map((c) => `${c.id} ${c.outcome} ${c.rows}/${c.violated}`).join('; '));
    for (const c of r.checks) if (c.outcome === 'failed') console.log('FAILED', c.id, c.violated, JSON.stringify(c.findings.slice(0, 3), null, 1));
    f.remove();
  }
}, 600000);
