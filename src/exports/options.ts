/** What an export may be told, and what is wrong with what it was told. */
import { OptionCheck, oneOf, someText, type Rule } from '../../adapters/options.ts';
import { didYouMean } from '../errors.ts';
import { EXPORT_IDS, type ExportFormat } from './formats.ts';

/** Options of `exporter`. */
export interface ExportOptions {
  /** The folder that the formats stand in, a folder each; it is made. */
  readonly folder: string;
  /** Each once. */
  readonly formats: readonly ExportFormat[];
  /** `'fail'`: a folder of a format that holds something is left alone (`FILE_EXISTS`). Default `'replace'`. */
  readonly ifExists?: 'replace' | 'fail';
}

const formats: Rule = (value) => {
  const expected = `a list of ${EXPORT_IDS.join(', ')}, each once`;
  if (!Array.isArray(value) || value.length === 0) return { expected };
  const list = value as readonly unknown[];
  const other = list.find((id) => !EXPORT_IDS.some((known) => known === id));
  if (other !== undefined) {
    const suggestion = typeof other === 'string' ? didYouMean(other, EXPORT_IDS) : `Give ${expected}.`;
    return { expected, suggestion, received: typeof other === 'string' ? `'${other}'` : 'something else' };
  }
  return new Set(list).size === list.length ? undefined : { expected, received: 'one twice' };
};

/** @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, all faults at once */
export function checkExportOptions(options: ExportOptions): void {
  const check = new OptionCheck('exporter');
  check.object(
    options,
    { folder: someText, formats, ifExists: oneOf('replace', 'fail') },
    { required: ['folder', 'formats'] },
  );
  check.throwIfAny();
}
