import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { repository } from '../tooling/temporary-tree.ts';

/** Where a declaration says `any`: comments, texts and names such as `anyOf` aside. */
function anyIn(code: string): readonly string[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`[^`]*`/g, '');
  return bare.split('\n').filter((line) => /(?<![\w$.])any(?![\w$:?])/.test(line));
}

it('no declaration of the package says any', () => {
  const root = join(repository, 'dist');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'));

  expect(existsSync(join(root, 'src/index.d.ts'))).toBe(true);
  expect(files.length).toBeGreaterThan(100);
  expect(
    files.flatMap((file) => anyIn(readFileSync(join(root, file), 'utf8')).map((line) => `${file}: ${line.trim()}`)),
  ).toEqual([]);
});

it('and one that did would be found', () => {
  const code =
    "/** any row */\nexport declare const row: any;\nexport declare function anyOf(x: 'any'): readonly any[];";

  expect(anyIn(code)).toEqual([
    'export declare const row: any;',
    'export declare function anyOf(x: ): readonly any[];',
  ]);
});
