import { describe, expect, it } from 'vitest';

import { FileAdapter, type FileOptions } from '../../adapters/file.ts';
import { SynodeError } from '../../src/errors.ts';
import { failure } from './failure.ts';

const path = 'out.csv';

describe('options of a file adapter', () => {
  it.each<[string, unknown, string, string]>([
    ['no path', {}, "option 'path'", 'a value'],
    ['an empty path', { path: '' }, "option 'path'", 'the path of a file'],
    ['a path of a folder', { path: 'out/' }, "option 'path'", 'the path of a file'],
    ['a path with a zero byte', { path: 'a\0b' }, "option 'path'", 'U\\+0000'],
    ['an unknown format', { path, format: 'xml' }, "option 'format'", '"ndjson", "json", "csv"'],
    ['an unknown compression', { path, compress: 'zip' }, "option 'compress'", '"gzip", "none"'],
    ['a gzip level of 10', { path: 'a.gz', gzipLevel: 10 }, "option 'gzipLevel'", 'from 0 to 9'],
    ['a gzip level without gzip', { path, gzipLevel: 9 }, "option 'gzipLevel'", 'without compression'],
    ['append as text', { path, append: 'yes' }, "option 'append'", 'true or false'],
    ['append to one array', { path: 'a.json', append: true }, "option 'append'", 'one JSON array'],
    ['append to a working copy', { path, append: true, atomic: true }, "option 'atomic'", 'false with append'],
    ['append that must not exist', { path, append: true, ifExists: 'fail' }, "option 'ifExists'", 'with append'],
    ['append to parts', { path, append: true, rotate: { events: 1 } }, "option 'append'", 'false with rotate'],
    ['another word for existing files', { path, ifExists: 'keep' }, "option 'ifExists'", '"replace", "fail"'],
    ['another way to split', { path, splitBy: 'user' }, "option 'splitBy'", '"none", "name"'],
    ['{name} without a split', { path: '{name}.csv' }, "option 'path'", 'without splitBy'],
    ['a placeholder nobody knows', { path: 'out/{x}.csv' }, "option 'path'", 'no placeholder but {name} and {part}'],
    ['a mistyped placeholder', { path: '{nme}.csv', splitBy: 'name' }, "option 'path'", '{name} and {part}'],
    ['labels by name', { path: 'a.csv', labels: '{name}.csv' }, "option 'labels'", 'no placeholder but {part}'],
    ['{part} without parts', { path: '{part}.csv' }, "option 'path'", 'without rotate'],
    ['no limit of parts', { path, rotate: {} }, "option 'rotate'", 'a limit'],
    ['parts of no events', { path, rotate: { events: 0 } }, "option 'rotate.events'", 'from 1'],
    ['parts of half a byte', { path, rotate: { bytes: 0.5 } }, "option 'rotate.bytes'", 'from 1'],
    ['parts of no time', { path, rotate: { every: 0 } }, "option 'rotate.every'", 'above 0'],
    ['parts of a wrong time', { path, rotate: { every: '2 houres' } }, "option 'rotate.every'", 'a number and a unit'],
    ['parts of business days', { path, rotate: { every: '5bd' } }, "option 'rotate.every'", 'without business days'],
    ['columns of another format', { path: 'a.json', columns: ['x'] }, "option 'columns'", "nothing for format 'json'"],
    ['columns that are no paths', { path, columns: ['a..b'] }, "option 'columns'", 'dot paths'],
    ['a column twice', { path, columns: ['a', 'a'] }, "option 'columns'", 'different'],
    ['another rest', { path, rest: 'keep' }, "option 'rest'", '"json", "drop"'],
    ['another line end', { path, eol: '\r' }, "option 'eol'", '"\\\\n", "\\\\r\\\\n"'],
    ['a byte order mark for JSON', { path: 'a.json', bom: true }, "option 'bom'", "nothing for format 'json'"],
  ])('refuse %s', (_what, options, place, expected) => {
    const error = failure(() => new FileAdapter(options as FileOptions));

    expect(error.code).toBe('INVALID_OPTION');
    expect(error.path).toEqual(['FileAdapter', place]);
    expect(error.expected).toMatch(new RegExp(expected.replaceAll(/[{}]/g, '\\$&')));
    expect(error.suggestion).toBeTruthy();
  });

  it('name the option that was meant', () => {
    const placeholder = failure(() => new FileAdapter({ path: '{nme}.csv', splitBy: 'name' }));
    expect(placeholder.suggestion).toBe("Did you mean '{name}'?");
    const error = failure(() => new FileAdapter({ path, gzipLevl: 1 } as FileOptions));

    expect(error.code).toBe('UNKNOWN_KEY');
    expect(error.suggestion).toBe("Did you mean 'gzipLevel'?");
  });

  it('name the limit that was meant', () => {
    const error = failure(() => new FileAdapter({ path, rotate: { event: 1 } } as FileOptions));

    expect(error.issues[0]).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'events'?" });
  });

  it('report every fault at once, in the order they were written', () => {
    const options = { path: '', append: 1, comprss: 'gzip', rotate: { events: -1 } };

    const error = failure(() => new FileAdapter(options as unknown as FileOptions));

    expect(error).toBeInstanceOf(SynodeError);
    expect(error.code).toBe('INVALID_CONFIG');
    expect(error.issues.map(({ path: [, option] }) => option)).toEqual([
      "option 'path'",
      "option 'append'",
      "option 'comprss'",
      "option 'rotate.events'",
    ]);
  });
});
