/**
 * Where the names that `src/index.ts` exports are declared, found by reading the export lists along the way. It reads
 * text, not syntax trees: the house writes named exports, listed one by one.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LIST = /(export|import)\s+(?:type\s+)?\{([^}]*)\}\s*(?:from\s*['"]([^'"]+)['"])?/g;
const STAR = /export\s+\*\s+from\s*['"]([^'"]+)['"]/g;
const DECLARED = String.raw`(?:^|\n)[ \t]*(?:export\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?`;
const KEYWORD = String.raw`(?:function\s*\*?|const|let|class|interface|type)\s+`;

/**
 * @param {string} index path of the public face
 * @returns {{ declared: Map<string, Set<string>>, lost: string[] }} per file the names declared there, and the names
 * whose declaration was not found
 */
export function publicNames(index) {
  const [declared, lost] = [new Map(), []];
  for (const { outer } of listsOf(readCode(index), 'export')) {
    const place = findDeclaration(index, outer, new Set());
    if (place === undefined) lost.push(outer);
    else declared.set(place.file, (declared.get(place.file) ?? new Set()).add(place.name));
  }
  return { declared, lost };
}

function findDeclaration(file, name, seen) {
  if (seen.has(`${file}#${name}`)) return undefined;
  seen.add(`${file}#${name}`);
  const code = readCode(file);
  const here = code !== '' && new RegExp(`${DECLARED}${KEYWORD}${name}\\b`).test(code);
  if (here) return { file, name };
  const step = ({ from }, nextName) => findDeclaration(join(dirname(file), from), nextName, seen);
  for (const entry of listsOf(code, 'export')) {
    if (entry.outer === name && entry.from?.startsWith('.')) return step(entry, entry.inner);
    if (entry.outer === name && entry.inner !== name) return findDeclaration(file, entry.inner, seen);
  }
  for (const entry of listsOf(code, 'import')) {
    if (entry.outer === name && entry.from?.startsWith('.')) return step(entry, entry.inner);
  }
  for (const [, from] of code.matchAll(STAR)) {
    const place = from.startsWith('.') ? step({ from }, name) : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The entries of all export or import lists: the name inside the module it comes from and the name it gets here. */
function listsOf(code, kind) {
  return [...code.matchAll(LIST)]
    .filter(([, word]) => word === kind)
    .flatMap(([, , names, from]) =>
      names
        .split(',')
        .map((entry) => entry.trim().replace(/^type\s+/, ''))
        .filter((entry) => entry !== '')
        .map((entry) => {
          const [inner, outer = inner] = entry.split(/\s+as\s+/);
          return { inner, outer, from };
        }),
    );
}

function readCode(file) {
  try {
    return readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*$/gm, '');
  } catch {
    return ''; // no such file: the name is reported as lost, the compiler says the rest
  }
}
