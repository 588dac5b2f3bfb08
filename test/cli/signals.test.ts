import { describe, expect, it } from 'vitest';

import { configOf, projectsOfTests, type Project } from './project.ts';

const newProject = projectsOfTests();
const project = (config: string): Promise<Project> => newProject({ 'synode.config.mjs': config });

/** Never waits, and would run for minutes. */
const LONG = configOf("users: 10000000, adapter: 'events.ndjson'");
/** The second user's handler waits for a minute and does not listen to anybody. */
const STUBBORN = configOf("users: 2, adapter: 'events.ndjson'").replace(
  "id: 'pay', fields",
  "id: 'pay', handler: async (ctx, f) => { if (ctx.actor.index === 1) { console.error('waiting'); await new Promise((r) => setTimeout(r, 60000)); } return [ctx.event('pay', f)]; }, fields",
);

describe('a run that is told to stop', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s writes what is complete, tells, and exits %i', async (signal, expected) => {
    const shop = await project(LONG);
    let isSent = false;

    const { code, stdout, stderr } = await shop.synode('generate --progress line --progress-interval 50', {
      onText: (_text, child) => {
        if (isSent) return;
        isSent = true;
        child.kill(signal);
      },
    });

    expect(code).toBe(expected);
    expect(stderr).toContain(`${signal}: finishing what has begun; once more ends at once`);
    expect(stdout).toMatch(/^interrupted [\d,]+ events? of [\d,]+ of 10,000,000 users/);
    expect(stdout).toContain('what was written is the beginning of the full run');
    await expect(shop.read('events.ndjson')).rejects.toThrow('ENOENT');
    const lines = (await shop.read('events.ndjson.part')).split('\n');
    expect(lines.at(-1)).toBe('');
    expect(lines.length).toBeGreaterThan(1);
  });

  it('a second time ends at once, whatever still waits', async () => {
    const shop = await project(STUBBORN);
    let sent = 0;

    const { code, signal } = await shop.synode('generate', {
      onText: (text, child) => {
        if (text.includes('waiting') && sent === 0) {
          sent++;
          child.kill('SIGINT');
        } else if (text.includes('once more') && sent === 1) {
          sent++;
          child.kill('SIGINT');
        }
      },
    });

    // Ended by the signal itself, as whoever started it can see.
    expect([code, signal]).toEqual([null, 'SIGINT']);
  });

  it('gives a prefix of what the full run gives', async () => {
    const shop = await project(configOf("users: 10000000, adapter: 'events.ndjson', seed: 'prefix'"));
    let isSent = false;

    await shop.synode('generate --progress line --progress-interval 50', {
      onText: (_text, child) => {
        if (isSent) return;
        isSent = true;
        child.kill('SIGINT');
      },
    });
    const written = await shop.read('events.ndjson.part');
    const count = written.split('\n').length - 1;
    const full = await shop.synode(`generate --to - --quiet --users ${count} `);

    expect(written.length).toBeGreaterThan(0);
    expect(full.stdout === written).toBe(true);
  });
});
