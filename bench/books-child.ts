/** A year of the example company at a scale, to a file, in a fresh process; tells what it wrote and what it took. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../adapters/file.ts';
import { companyOf } from './company.ts';
import { generate } from '../src/index.ts';
import { entryCounts } from '../src/ledger/entry-counts.ts';
import { tableProjections } from '../src/run-output.ts';

const scale = Number(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'synode-bench-'));
const company = companyOf(scale);
const adapter = new FileAdapter({ path: join(folder, 'events.ndjson'), fsync: false });
const before = process.cpuUsage();
const began = performance.now();
const { projections, files, stream } = await generate(company, {
  adapter,
  digest: 'stream',
  projections: tableProjections(company, []),
});
const { user, system } = process.cpuUsage(before);
const wallMs = performance.now() - began;
rmSync(folder, { recursive: true });
const { entries, lines } = projections[entryCounts.id] as { readonly entries: number; readonly lines: number };
const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
const told = { entries, lines, events: stream.events, bytes, cpuMs: (user + system) / 1000, wallMs };
process.stdout.write(JSON.stringify({ ...told, rssMb: process.resourceUsage().maxRSS / 1024 }));
