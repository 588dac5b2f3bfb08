/** One run into Kafka in a fresh process; tells its peak memory. `kafka-child.js <address> <users>` */
import { KafkaAdapter } from '../adapters/kafka.ts';
import { modelJob } from './model-job.ts';
import { run } from './sides.ts';

const [, , address = '', users = '0'] = process.argv;
const adapter = new KafkaAdapter({ brokers: [address], topic: 'memory', createTopics: { partitions: 3 } });
await run(modelJob, Number(users), { adapter });
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
