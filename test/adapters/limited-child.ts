/** A file adapter in a process of its own, whose user or limits make it fail. Prints what it tells of the failure. */
import { FileAdapter } from '../../adapters/file.ts';
import { AdapterError } from '../../src/errors.ts';
import { drive } from '../../src/testing/adapter-driver.ts';
import { sampleEvents } from '../../src/testing/adapter-sample.ts';

const [, , path = '', count = '0'] = process.argv;
const adapter = new FileAdapter({ path, fsync: false });
const { error } = await drive(adapter, sampleEvents({ count: Number(count), isHeavy: false }), { batchSize: 300 });
if (!(error instanceof AdapterError)) throw error ?? new Error('it did not fail');
console.log(JSON.stringify({ ...error.toJSON(), report: adapter.report() }));
