/** Sizes of the transport, in one place. */

/** Room behind a full batch for the line that filled it, so that common lines never make a buffer grow. */
export const SLACK_BYTES = 16 * 1024;

/** A batch is handed on when it has so many bytes; chosen by bench `encode.ndjson`. */
export const BATCH_BYTES = 256 * 1024;

/** Memory of one batch that a thread ships: fewer and larger ones than at home (bench `workers.one-file`). */
export const SLOT_BYTES = 1024 * 1024;

/** Longer texts go through `JSON.stringify` as a whole: a native call pays from here on. */
export const LONG_TEXT = 96;

/** Nesting beyond this is looked at for cycles before it is written. */
export const DEEP = 64;

/** Keys learned for one place; an object with more is a dictionary. */
export const MOST_KEYS = 128;

/** Keys whose bytes are kept. */
export const MOST_FRAGMENTS = 10_000;
