/** `synode preview`: a few actors as a table, nothing written. */
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { runCall } from '../generate.ts';
import type { AnyEvent } from '../model/event.ts';
import { EXIT } from './exit-code.ts';
import { eventTable } from './event-table.ts';
import type { RunFlags } from './flags.ts';
import { counted } from './numbers.ts';
import { prepareRun } from './prepare-run.ts';
import type { Shell } from './shell.ts';

/** Shows what the first actors do. */
export async function runPreview(file: string | undefined, flags: RunFlags, shell: Shell): Promise<number> {
  const asked = { ...flags, users: flags.users ?? '1' };
  const { config, input, options } = await prepareRun({
    command: 'preview',
    file,
    flags: asked,
    onFallback: shell.warn,
  });
  shell.about(config.shown);
  const events = new InMemoryAdapter<AnyEvent>();
  // A scenario says itself how many there are.
  const { users, ...others } = options;
  const own = 'kind' in input ? others : { ...others, users };
  const result = await runCall(input, { ...own, adapter: events, workers: 0, logger: false } as never, {
    isStrict: true,
  });
  if (shell.isJson) {
    shell.json({ ok: true, events: events.events, counts: result.counts, warnings: result.warnings });
    return EXIT.completed;
  }
  shell.out.write(eventTable(events.events, shell.out));
  if (shell.isQuiet) return EXIT.completed;
  const { simulated } = result.counts.users;
  shell.err.write(`${counted(events.events.length, 'event')} of ${counted(simulated, 'user')}, seed ${result.seed}\n`);
  for (const { code, message } of result.warnings)
    shell.err.write(`${shell.err.style('yellow', `[${code}]`)} ${message}\n`);
  return EXIT.completed;
}
