/**
 * The titles of a test file, read from its text: which `describe`, `it` and `test` calls there are, what they are
 * called and whether they are left out. It relies on formatted code: a call begins its line, nesting is indentation.
 */

export interface TestTitle {
  /** Titles from the outermost `describe` inwards, the test's own last. */
  readonly path: readonly string[];
  /** `skip`, `todo`, `skipIf`, … stands on the test or on something around it. */
  readonly isSkipped: boolean;
}

interface Block {
  readonly indent: number;
  readonly title: string;
  readonly isSkipped: boolean;
}

const CALL = /^([ \t]*)(describe|it|test)\b/gm;
const LEFT_OUT = /\.(skip|todo|skipIf|runIf|fails)\b/;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export function testTitles(code: string): readonly TestTitle[] {
  const found: TestTitle[] = [];
  let around: readonly Block[] = [];
  for (const match of code.matchAll(CALL)) {
    const [whole, space = '', kind] = match;
    const head = readHead(code, match.index + whole.length);
    if (head === undefined) continue;
    around = around.filter((block) => block.indent < space.length);
    const block = { indent: space.length, title: head.title, isSkipped: LEFT_OUT.test(head.modifiers) };
    if (kind === 'describe') around = [...around, block];
    else found.push(titleOf([...around, block]));
  }
  return found;
}

function titleOf(blocks: readonly Block[]): TestTitle {
  return { path: blocks.map((block) => block.title), isSkipped: blocks.some((block) => block.isSkipped) };
}

/** From behind `it`: what stands before the title (`.each(…)`, `.skip`) and the title, if it is written out. */
function readHead(code: string, from: number): { readonly modifiers: string; readonly title: string } | undefined {
  let at = from;
  let modifiers = '';
  for (;;) {
    const word = /^\s*\.\w+|^<[^(]*>(?=\()/.exec(code.slice(at, at + 500))?.[0];
    if (word !== undefined) {
      modifiers += word;
      at += word.length;
    } else if (code[at] === '`') {
      at = skipText(code, at);
    } else if (code[at] === '(') {
      const title = readText(code, at + 1);
      if (title !== undefined) return { modifiers, title };
      at = skipBrackets(code, at);
    } else {
      return undefined;
    }
  }
}

/** The text literal that is the first argument behind a bracket, with its escapes undone. */
function readText(code: string, from: number): string | undefined {
  const start = from + (/^\s*/.exec(code.slice(from, from + 200))?.[0].length ?? 0);
  if (!isQuote(code[start])) return undefined;
  return code.slice(start + 1, skipText(code, start) - 1).replaceAll(/\\(.)/gs, '$1');
}

const isQuote = (sign: string | undefined): boolean => sign === "'" || sign === '"' || sign === '`';

/** The place behind the text literal that begins at `from`. */
function skipText(code: string, from: number): number {
  let at = from + 1;
  while (at < code.length && code[at] !== code[from]) at += code[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The place behind the bracket that closes the one at `from`. */
function skipBrackets(code: string, from: number): number {
  const open: string[] = [];
  let at = from;
  do {
    const sign = code[at] ?? '';
    const skipped = isQuote(sign) ? skipText(code, at) : skipCommentOrPattern(code, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const closing = CLOSING[sign];
    if (closing !== undefined) open.push(closing);
    else if (sign === open.at(-1)) open.pop();
    at++;
  } while (open.length > 0 && at < code.length);
  return at;
}

function skipCommentOrPattern(code: string, at: number): number {
  if (code[at] !== '/') return at;
  const rest = code.slice(at, at + 2_000);
  const comment = /^\/\/.*|^\/\*[\s\S]*?\*\//.exec(rest)?.[0];
  if (comment !== undefined) return at + comment.length;
  const before =
    code
      .slice(Math.max(0, at - 20), at)
      .trimEnd()
      .at(-1) ?? '';
  const pattern = '(,=:[!&|?{};'.includes(before)
    ? /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\//.exec(rest)?.[0]
    : undefined;
  return at + (pattern?.length ?? 0);
}
