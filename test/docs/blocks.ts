/**
 * The fenced blocks of a page. A `ts` block is a module; a first line `// name.ts` gives it its file name, so that later
 * blocks can import it. A `text` block is the output of the `ts` or `sh` block before it. A `ts fragment` leaves out what only its
 * reader has; of it the imports alone can be true.
 */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where it begins, 1-based. */
  readonly line: number;
}

/** A block that runs, with the output the page shows for it. */
export interface Example extends Block {
  readonly file: string;
  readonly output: string | undefined;
}

const FENCE = /^```(\w*(?: fragment)?)[^\n]*\n([\s\S]*?)^```$/gm;

export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(FENCE)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}

/** The `ts` blocks (or `sh` blocks of commands) of a page, each with its output. */
export function examplesOf(markdown: string, language: 'ts' | 'sh'): readonly Example[] {
  const blocks = blocksOf(markdown);
  return blocks.flatMap((block, i) => {
    if (block.language !== language) return [];
    const next = blocks[i + 1];
    const named = /^\/\/ ([\w-]+\.(?:config\.)?ts)\n/.exec(block.text)?.[1];
    return [
      {
        ...block,
        file: named ?? `line-${block.line}.ts`,
        output: next?.language === 'text' ? next.text : undefined,
      },
    ];
  });
}

/** The imports of the fragments of a page, as modules whose types can be judged. */
export function fragmentsOf(markdown: string): readonly { readonly file: string; readonly text: string }[] {
  return blocksOf(markdown)
    .filter(({ language }) => language === 'ts fragment')
    .map(({ line, text }) => ({
      file: `fragment-${line}.ts`,
      text: `${(text.match(/^import [^;]*;$/gm) ?? []).join('\n')}\nexport {};\n`,
    }));
}

/** Whether real output is what a page shows: `…` stands for any text, on a line of its own for any lines. */
export function shows(shown: string, real: string): boolean {
  const lines = shown
    .trimEnd()
    .split('\n')
    .map((line) => (line.trim() === '…' ? '[\\s\\S]*' : line.trimEnd().split('…').map(escaped).join('[^\\n]*')));
  return new RegExp(`^${lines.join('\\n')}$`).test(
    real
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n'),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
