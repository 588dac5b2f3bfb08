// Adds up the orders of a topic: node examples/kafka/consumer.mjs [address] [topic]
import kafkajs from 'kafkajs';

const [, , address = '127.0.0.1:19092', topic = 'shop'] = process.argv;
const kafka = new kafkajs.Kafka({ brokers: [address], logLevel: kafkajs.logLevel.NOTHING });
// A group of its own reads from the start, and sees what is committed only.
const consumer = kafka.consumer({ groupId: `revenue-${process.pid}`, maxWaitTimeInMs: 200 });
let [events, orders, cents] = [0, 0, 0];

const eachBatch = async ({ batch }) => {
  events += batch.messages.length;
  for (const { value } of batch.messages) {
    const { name, payload } = JSON.parse(value);
    if (name === 'order.placed') [orders, cents] = [orders + 1, cents + payload.cents];
  }
  console.log(`${events} events, ${orders} orders, ${(cents / 100).toFixed(2)} EUR`);
};
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await consumer.run({ eachBatch, autoCommit: false });
