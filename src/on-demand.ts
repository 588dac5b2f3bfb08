/**
 * What comes with its first call. Importing the package loads what describes journeys; a whole run and dataset files are
 * loaded when somebody asks for them, so that a test of one journey does not wait for what it never uses.
 */

/**
 * Simulates journeys or a scenario and hands their events to an adapter.
 *
 * The same journeys, options and seed give the same bytes on any machine, however many lanes and workers.
 *
 * @returns what happened: counts, files, warnings, the line that runs it again
 * @throws SynodeError every configuration fault at once, before anything is opened; a failing handler; an adapter's
 *   failure. `error.result` is the partial result
 * @example await generate(shop, { users: 100, adapter: new FileAdapter('events.ndjson') })
 */
export const generate: typeof import('./generate.ts').generate = async (journeys, ...options) =>
  (await import('./generate.ts')).generate(journeys, ...options);

/**
 * Reads an entity table from a `.json`, `.ndjson`, `.jsonl` or `.csv` file, its rows frozen and typed by `row`. The
 * dataset goes into `preloadedDatasets`.
 *
 * @throws SynodeError `DATASET_FILE_NOT_FOUND`; `DATASET_FILE_INVALID` with the first 20 bad rows and their number;
 *   `INVALID_OPTION`, `INVALID_ID`, `UNKNOWN_KEY` for the options
 * @example const products = await readDataset('products.csv', { id: 'products', row: z.object({ sku: z.string() }) })
 */
export const readDataset: typeof import('./data/read-dataset.ts').readDataset = async (...call) =>
  (await import('./data/read-dataset.ts')).readDataset(...call);

/**
 * Writes an entity table to a `.json`, `.ndjson`, `.jsonl` or `.csv` file, whole or not at all, such that `readDataset`
 * gives equal rows. An existing file is replaced.
 *
 * @returns the number of rows written
 * @throws SynodeError `ENCODING_FAILED`, `DATASET_EMPTY`, `INVALID_OPTION`, `INVALID_SHAPE`, `UNKNOWN_KEY`; AdapterError
 *   `ADAPTER_ERROR` when the disk refuses
 * @example await writeDataset('out/products.csv', products)
 */
export const writeDataset: typeof import('./data/write-dataset.ts').writeDataset = async (...call) =>
  (await import('./data/write-dataset.ts')).writeDataset(...call);

/**
 * Recomputes from emitted files what has to hold of them: the stream, its books, and what its processes declare. Nothing is
 * simulated again; memory grows with open items and tables, not with events.
 *
 * @param path the output folder of a completed run, or a file of events, one JSON object a line
 * @throws SynodeError `NOTHING_TO_VERIFY`
 * @example const { ok, checks } = await verify('out')
 */
export const verify: typeof import('./run-proof.ts').verify = async (...call) =>
  (await import('./run-proof.ts')).verify(...call);
