import { SynodeError } from '../../errors.ts';
import { tableOf, tableRows } from '../event-table.ts';
import { eventsOf, explained, type Outcome } from './outcome.ts';

/** Whether the events are this table, in the columns its first row names. Columns are at least two spaces apart. */
export function matchesEvents(received: unknown, text: string): Outcome {
  const events = eventsOf(received, 'toMatchEvents');
  const expected = tableRows(text);
  const columns = expected[0]?.split(/\s+/);
  if (columns === undefined) {
    throw new SynodeError('INVALID_SHAPE', 'toMatchEvents got an empty table', {
      path: ['toMatchEvents'],
      expected: 'a row of column names, and a row for each event',
      received: 'no row',
      suggestion: 'Begin with: time  actor  name',
    });
  }
  const actual = tableOf(events, columns);
  const rows = tableRows(actual);
  const header = columns.join('  ');
  const at = rows.findIndex((row, i) => i > 0 && row !== expected[i]);
  const differs = at !== -1 ? at : rows.length < expected.length ? rows.length : undefined;
  if (differs === undefined) {
    return { pass: true, message: explained(`expected other events than\n\n${actual}`, events) };
  }
  const row = events[differs - 1];
  const message = [
    `expected the events of the table; row ${differs} is different`,
    `  columns:  ${header}`,
    `  expected: ${expected[differs] ?? 'no further event'}`,
    `  received: ${rows[differs] ?? 'no further event'}`,
  ].join('\n');
  const shown = [header, ...expected.slice(1)].join('\n');
  return {
    pass: false,
    message: explained(message, events, row === undefined ? [] : [row]),
    actual: rows.join('\n'),
    expected: shown,
  };
}
