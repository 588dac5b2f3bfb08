/**
 * A run in a process of its own, to be killed: `child.ts <address> <topic> <users> <seed> <options as JSON>`. Says on
 * stdout when it is open and how it ended.
 */
import { KafkaAdapter } from '../../dist/adapters/kafka.js';
import { defineAction, defineAdventure, defineJourney, generate, repeat, SynodeError } from '../../dist/src/index.js';

const [, , address = '', topic = '', users = '0', seed = '', options = '{}'] = process.argv;
const view = defineAction({ id: 'view', name: 'page.viewed', fields: { page: () => 'a page of the shop' } });
const browse = defineAdventure({ id: 'browse', actions: [repeat(10, [view])] });
const shop = defineJourney({ id: 'shop', adventures: [browse] });

const adapter = new KafkaAdapter({ brokers: [address], topic, ...(JSON.parse(options) as object) });
const open = adapter.open.bind(adapter);
adapter.open = async (run) => {
  await open(run);
  process.stdout.write('open\n');
};
try {
  const { status, stream } = await generate(shop, { users: Number(users), seed, adapter, logger: false });
  process.stdout.write(`${JSON.stringify({ status, events: stream.events, report: adapter.report() })}\n`);
} catch (error) {
  const code = error instanceof SynodeError ? error.code : String(error);
  process.stdout.write(`${JSON.stringify({ status: 'failed', code })}\n`);
  process.exitCode = 1;
}
