/** Instants as `"YYYY-MM-DDTHH:mm:ss.sssZ"`, from numbers; the text is kept, because events of one call share it. */
import { Fragment, writeFragment, type Bytes } from './bytes.ts';
import { FOUR_DIGITS } from './number.ts';
import { UNENCODABLE } from './unencodable.ts';

const DAY_MS = 86_400_000;
/** 0000-01-01 and 10000-01-01: between them a year has four digits. */
const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_800_000;
/** Where the time of day begins in the text. */
const TIME_AT = '"YYYY-MM-DDT'.length;

export class InstantWriter {
  #ms = NaN;
  #day = NaN;
  readonly #text = new Fragment('"YYYY-MM-DDTHH:mm:ss.sssZ"');
  readonly #view = new DataView(this.#text.words.buffer);

  /** Writes the instant of `ms`. */
  write(out: Bytes, at: number, ms: number): number {
    if (ms !== this.#ms) {
      if (!(ms >= FIRST_MS && ms < LAST_MS)) return writeFar(out, at, ms);
      this.#open(ms);
    }
    return writeFragment(out, at, this.#text);
  }

  #open(ms: number): void {
    const view = this.#view;
    const day = Math.floor(ms / DAY_MS);
    if (day !== this.#day) this.#openDay(day);
    const inDay = ms - day * DAY_MS;
    const seconds = Math.floor(inDay / 1000);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    view.setInt16(TIME_AT, twoDigits(hours), true);
    view.setInt16(TIME_AT + 3, twoDigits(minutes - 60 * hours), true);
    view.setInt16(TIME_AT + 6, twoDigits(seconds - 60 * minutes), true);
    const thousandths = (FOUR_DIGITS[inDay - 1000 * seconds] as number) >>> 8;
    view.setInt16(TIME_AT + 9, thousandths, true);
    view.setInt8(TIME_AT + 11, thousandths >>> 16);
    this.#ms = ms;
  }

  #openDay(day: number): void {
    this.#day = day;
    const date = new Date(day * DAY_MS);
    this.#view.setInt32(1, FOUR_DIGITS[date.getUTCFullYear()] as number, true);
    this.#view.setInt16(6, twoDigits(date.getUTCMonth() + 1), true);
    this.#view.setInt16(9, twoDigits(date.getUTCDate()), true);
  }
}

/** 00..99 as two characters, the first in the lower byte. */
function twoDigits(value: number): number {
  return (FOUR_DIGITS[value] as number) >>> 16;
}

/** Years of another number of digits, and no instant at all. */
function writeFar(out: Bytes, at: number, ms: number): number {
  if (Number.isNaN(ms)) throw UNENCODABLE;
  return out.writeUtf8(at, JSON.stringify(new Date(ms)));
}
