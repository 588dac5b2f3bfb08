import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { newProject, type Line, type Project } from './project.ts';

const config = (returnChance: number): string => `
import { defineConfig, scenario } from 'synode';
import { o2c, world } from 'synode/journeys';

export default defineConfig({
  scenario: scenario({
    ...world({ preset: 'distributor' }),
    period: { start: '2025-01-01', end: '2025-03-01' },
    seed: 'look',
    processes: [o2c({ returnChance: ${returnChance} })],
  }),
});
`;

interface EntryLine {
  readonly glAccount: string;
  readonly role: string;
  readonly side: string;
  readonly localAmount: number;
  readonly partner?: { readonly id: string };
}

const ACTOR = 'order-to-cash/mid-1000:3';

describe('one of many', () => {
  let project: Project;
  let events: readonly Line[] = [];
  const invoice = (): Line => {
    const found = events.find(
      ({ name, payload }) => name === 'customer_invoice.posted' && payload['salesOrder'] !== '',
    );
    if (found === undefined) throw new Error('there is an invoice');
    return found;
  };

  beforeAll(async () => {
    project = await newProject();
    await project.write({ 'synode.config.mjs': config(0.1), 'other.config.mjs': config(0.9) });
    const { code } = await project.synode('generate --out out --quiet --progress none');
    expect(code).toBe(0);
    events = await project.events('out/events/events.ndjson');
  });
  afterAll(() => project.remove());

  describe('synode explain', () => {
    it('tells what led to a document, in the order of time, and how', async () => {
      const { payload } = invoice();
      const { code, stdout } = await project.synode(`explain ${String(payload['documentId'])}`);
      const references = payload['references'] as readonly { readonly documentId: string; readonly relation: string }[];

      expect(code).toBe(0);
      expect(references.length).toBeGreaterThan(0);
      for (const { documentId, relation } of references) {
        expect(stdout).toContain(`${relation} ${documentId}`);
        expect(stdout.indexOf(`  ${documentId}  `)).toBeGreaterThan(0);
        expect(stdout.indexOf(`  ${documentId}  `)).toBeLessThan(
          stdout.indexOf(`  ${String(payload['documentId'])}  `),
        );
      }
    });

    it('tells the rule that posted it and every line of the entry', async () => {
      const { id, payload } = invoice();
      const { stdout } = await project.synode(`explain ${String(payload['documentId'])}`);
      const entry = events.find((event) => event.payload['sourceId'] === id)?.payload ?? {};

      expect(entry['ruleId']).toBe('OC02');
      expect(stdout).toContain('rule OC02 of customer_invoice.posted');
      for (const { glAccount, role } of entry['lines'] as readonly EntryLine[]) {
        expect(stdout).toMatch(new RegExp(`    ${glAccount} ${role} `));
      }
    });

    it('says times on the clock of the company, with how far it is from UTC, beside its dates', async () => {
      const late = events.find(({ name, payload, timestamp }) => {
        return name === 'sales_order.created' && timestamp.slice(0, 10) !== payload['documentDate'];
      });
      if (late === undefined) throw new Error('nobody orders late in the evening');
      const { payload, timestamp } = late;
      const { stdout } = await project.synode(`explain ${String(payload['documentId'])}`);
      const local = new Date(Date.parse(timestamp) - 5 * 3_600_000).toISOString().replace('Z', '-05:00');

      expect(local.slice(0, 10)).toBe(payload['documentDate']);
      expect(stdout).toContain(`  ${local}  sales_order.created  by E-1000-`);
      expect(stdout).toContain(
        `> ${String(payload['documentDate'])}  ${String(payload['documentId'])}  sales_order.created`,
      );
    });

    it('finds a document by its event and by its entry too', async () => {
      const { id } = invoice();
      const [byEvent, byEntry] = [await project.synode(`explain ${id}`), await project.synode(`explain ${id}-1`)];

      expect(byEvent.stdout).toContain('rule OC02 of customer_invoice.posted');
      expect(byEntry.stdout.split('\n').slice(1)).toEqual(byEvent.stdout.split('\n').slice(1));
    });

    it('shows what was drawn for it: the same event comes of it again', async () => {
      const { id, payload } = invoice();
      const { stdout } = await project.synode(
        `explain ${String(payload['documentId'])} --config synode.config.mjs --json`,
      );
      const { draws } = JSON.parse(stdout) as {
        draws: readonly { kind: string; value: unknown; uniforms: unknown[] }[];
      };

      expect(draws.find(({ kind }) => kind === 'event id')?.value).toBe(id);
      expect(draws.flatMap(({ uniforms }) => uniforms).length).toBeGreaterThan(0);
    });

    it('shows of an event its documents, the rule that posted it and each of its draws', async () => {
      const { id, payload } = invoice();
      const [order] = payload['references'] as readonly { readonly documentId: string }[];
      const { code, stdout } = await project.synode(`explain ${id} --config synode.config.mjs`);
      const [documents = '', posted = '', drawn = ''] = stdout
        .split(/its documents|what was posted|what was drawn for it/)
        .slice(1);

      expect(code).toBe(0);
      expect(documents).toContain(`  ${String(order?.documentId)}  `);
      expect(documents).toContain(
        `> ${String(payload['postingDate'])}  ${String(payload['documentId'])}  customer_invoice.posted`,
      );
      expect(posted).toContain(`rule OC02 of customer_invoice.posted · ${String(payload['postingDate'])}`);
      expect(drawn).toMatch(new RegExp(`@id +event id +→ ${id}$`, 'm'));
      const { draws } = JSON.parse(
        (await project.synode(`explain ${id} --config synode.config.mjs --json`)).stdout,
      ) as {
        readonly draws: readonly { readonly uniforms: readonly number[] }[];
      };
      const uniforms = draws.flatMap((draw) => draw.uniforms);
      expect(uniforms.length).toBeGreaterThan(0);
      for (const uniform of uniforms) expect(drawn).toContain(String(uniform));
    });

    it('refuses a config that would not have made this folder', async () => {
      const { code, stderr } = await project.synode(`explain ${invoice().id} --config other.config.mjs`);

      expect(code).toBe(2);
      expect(stderr).toContain('other.config.mjs is not what made out: their plans differ');
    });

    it('says when nothing has such an id', async () => {
      const { code, stderr } = await project.synode('explain CI-1000-NOTHING');

      expect(code).toBe(2);
      expect(stderr).toContain("nothing in out has the id 'CI-1000-NOTHING'");
    });
  });

  describe('synode preview of one actor', () => {
    const own = (): readonly Line[] => events.filter(({ userId }) => userId === 'order-to-cash/mid-1000-3');

    it('shows the events that the run has of it', async () => {
      const { stdout } = await project.synode(`preview --actor ${ACTOR} --json`);

      expect(own().length).toBeGreaterThan(20);
      expect((JSON.parse(stdout) as { events: unknown }).events).toEqual(own());
    });

    it('ends with what the customer owes, as the entries of the file say', async () => {
      const { stdout } = await project.synode(`preview --actor ${ACTOR}`);
      const rows = stdout.trimEnd().split('\n');
      const balances = rows.flatMap((row) => /(-?[\d,]+\.\d\d)$/.exec(row)?.[1] ?? []);
      const lines = own().flatMap(({ name, payload }) =>
        name === 'journal_entry.posted' ? (payload['lines'] as readonly EntryLine[]) : [],
      );
      const owed = lines
        .filter(({ glAccount, partner }) => partner !== undefined && ['1100', '2070'].includes(glAccount))
        .reduce((sum, { side, localAmount }) => sum + (side === 'debit' ? localAmount : -localAmount), 0);

      expect(rows[0]).toMatch(/^date +document +event +amount +debit +credit +balance$/);
      expect(rows).toHaveLength(1 + own().filter(({ name }) => name !== 'journal_entry.posted').length);
      expect(
        balances
          .filter((text, i) => i > 0 || text !== '')
          .at(-1)
          ?.replaceAll(',', ''),
      ).toBe((owed / 100).toFixed(2));
    });

    it('names the actors there are where it is asked for one there is not', async () => {
      const { code, stderr } = await project.synode('preview --actor order-to-cash/mid-1000:400');

      expect(code).toBe(2);
      expect(stderr).toContain("population 'order-to-cash/mid-1000' has");
    });
  });

  describe('synode plan --format mermaid', () => {
    it('draws what several populations do once, with what tells them apart', async () => {
      const { stdout } = await project.synode('plan --format mermaid');

      expect(stdout.match(/subgraph b\d+\["enterprise-1000 \(5\), mid-1000 \(20\), .*"\]/g)).toHaveLength(1);
      expect(stdout.match(/create-order<br\/>sales_order\.created/g)).toHaveLength(1);
      expect(stdout).toMatch(/enterprise-1000 starts .*<br\/>mid-1000 starts /);
    });
  });
});
