/**
 * The house rules as a plugin of the linter. Each rule names what to write instead; which folders they rule, and who is
 * exempt, stands in `.oxlintrc.json`.
 */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { IMPORTS, LOCAL_DATE, MEMBERS, METHODS, NEW_DATE } from './ambient.mjs';
import { judgeImport } from './import-table.mjs';
import { publicNames } from './public-names.mjs';

const pathOf = (context) => relative(context.cwd, context.filename).split(sep).join('/');

/** Whether a name means the global and not a variable, parameter or import of this file. */
function isGlobal(context, identifier) {
  let scope = context.sourceCode.getScope(identifier);
  for (; scope !== null; scope = scope.upper) {
    if ((scope.set.get(identifier.name)?.defs.length ?? 0) > 0) return false;
  }
  return true;
}

/** `Math.random`, `Math['random']` and `globalThis.Math.random` as { object: 'Math', member: 'random' }. */
function readMember(context, node) {
  const member = node.computed ? literalText(node.property) : node.property.name;
  const owner = node.object.type === 'MemberExpression' ? readMember(context, node.object) : undefined;
  if (owner?.object === 'globalThis') return { object: owner.member, member };
  if (node.object.type !== 'Identifier') return { object: undefined, member };
  // `process` may be imported from node:process and is still the one process.
  const known = node.object.name === 'process' || isGlobal(context, node.object);
  return { object: known ? node.object.name : undefined, member };
}

const literalText = (node) => (typeof node?.value === 'string' ? node.value : undefined);

const noPower = {
  meta: { docs: { description: 'Powers have other bits on other Node versions' } },
  create(context) {
    const instead =
      'has other bits on other Node versions: use powInt, Math.exp(y * Math.log(x)), a product or a table';
    const isBigInt = (node) => node.type === 'Literal' && typeof node.bigint === 'string';
    return {
      BinaryExpression(node) {
        const exact = isBigInt(node.left) || isBigInt(node.right);
        if (node.operator === '**' && !exact) context.report({ node, message: `** ${instead}` });
      },
      AssignmentExpression(node) {
        if (node.operator === '**=' && !isBigInt(node.right)) context.report({ node, message: `**= ${instead}` });
      },
      MemberExpression(node) {
        const { object, member } = readMember(context, node);
        if (object === 'Math' && member === 'pow') context.report({ node, message: `Math.pow ${instead}` });
      },
      VariableDeclarator(node) {
        if (takes(node, 'Math', 'pow')) context.report({ node, message: `Math.pow ${instead}` });
      },
    };
  },
};

/** `const { pow } = Math` */
function takes(declarator, object, member) {
  if (declarator.id.type !== 'ObjectPattern' || declarator.init?.name !== object) return false;
  return declarator.id.properties.some((property) => member === '*' || property.key?.name === member);
}

/** One rule over the rows of `ambient.mjs` that `concerns` picks. */
function ambientRule(description, concerns) {
  return {
    meta: { docs: { description }, schema: [{ type: 'object' }] },
    create(context) {
      const allowed = context.options[0]?.allow ?? [];
      const rules = ({ group }) => concerns(group) && !allowed.includes(group);
      const [members, methods, imports] = [MEMBERS, METHODS, IMPORTS].map((rows) => rows.filter(rules));
      const report = (node, text, { instead }) =>
        context.report({ node, message: `${text} is ambient: use ${instead}` });
      return {
        MemberExpression(node) {
          const { object, member } = readMember(context, node);
          const row = members.find((one) => one.object === object && (one.member === '*' || one.member === member));
          if (row !== undefined) report(node, `${object}.${member}`, row);
          const method = methods.find(({ pattern }) => pattern.test(member ?? ''));
          if (method !== undefined) report(node, `.${member}`, method);
        },
        VariableDeclarator(node) {
          const row = members.find(({ object, member }) => takes(node, object, member));
          if (row !== undefined) report(node, `${row.object}.${row.member}`, row);
        },
        ImportSpecifier(node) {
          const source = node.parent.source.value;
          const isFrom = (module) => source === module || source.startsWith(`${module}/`);
          const name = node.imported.name;
          const row = imports.find((one) => one.sources.some(isFrom) && one.names.includes(name));
          if (row !== undefined && !isTypeOnly(node.parent)) report(node, `${name} of ${source}`, row);
        },
        NewExpression(node) {
          if (node.callee.name !== 'Date' || !isGlobal(context, node.callee)) return;
          const count = node.arguments.length;
          if (count === 1) return;
          const row = count === 0 ? NEW_DATE : LOCAL_DATE;
          if (rules(row)) report(node, row.text, row);
        },
        CallExpression(node) {
          if (node.callee.name !== 'Date' || !isGlobal(context, node.callee)) return;
          if (rules(NEW_DATE)) report(node, 'Date()', NEW_DATE);
        },
      };
    },
  };
}

const isTypeOnly = (node) =>
  [node.importKind, node.exportKind].includes('type') ||
  (node.specifiers?.length > 0 && node.specifiers.every((one) => [one.importKind, one.exportKind].includes('type')));

const importTable = {
  meta: { docs: { description: 'Imports point one way; each package has one door' } },
  create(context) {
    const file = pathOf(context);
    const judge = (node, source, how) => {
      const from = literalText(source);
      const message = from === undefined ? undefined : judgeImport(file, { from, ...how });
      if (message !== undefined) context.report({ node, message });
    };
    const declaration = (node) => node.source && judge(node, node.source, { typeOnly: isTypeOnly(node) });
    return {
      ImportDeclaration: declaration,
      ExportNamedDeclaration: declaration,
      ExportAllDeclaration: declaration,
      ImportExpression: (node) => judge(node, node.source, { lazy: true }),
      TSImportType: (node) => judge(node, node.source ?? node.argument, { typeOnly: true }),
      CallExpression: (node) => isRequire(node.callee) && judge(node, node.arguments[0], { lazy: true }),
      NewExpression(node) {
        const isUrl = node.callee.name === 'URL' && node.arguments[1]?.type === 'MemberExpression';
        if (isUrl) judge(node, node.arguments[0], { lazy: true });
      },
    };
  },
};

/** `require(…)`, `require.resolve(…)`, `import.meta.resolve(…)` and `createRequire(…)(…)` */
function isRequire(callee) {
  if (callee.type === 'MemberExpression') {
    const owner = callee.object;
    return callee.property.name === 'resolve' && (owner.name === 'require' || owner.type === 'MetaProperty');
  }
  return callee.name === 'require' || callee.callee?.name === 'createRequire';
}

const noProcessName = {
  meta: { docs: { description: 'The framework knows no business process by name' } },
  create(context) {
    const ids = processFolders(context.cwd);
    const check = (node, text) => {
      const id = ids.find((one) => names(text, one));
      if (id === undefined) return;
      const message = `'${id}' is a process: src knows none by name; take it from the scenario or the catalogue`;
      context.report({ node, message });
    };
    return {
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked ?? ''),
    };
  },
};

/** Hyphenated ids are unmistakable anywhere in a text; a plain word (`tax`) counts only as a path or a phase. */
function names(text, id) {
  const before = id.includes('-') ? String.raw`(^|[^\w-])` : '(journeys/|process:)';
  return new RegExp(`${before}${id}($|[^\\w-])`).test(text);
}

function processFolders(root) {
  try {
    const entries = readdirSync(join(root, 'journeys'), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && entry.name !== 'world').map(({ name }) => name);
  } catch {
    return []; // a tree without journeys has no process to name
  }
}

/** Read once a run: cwd → the names that its `src/index.ts` exports. */
const publicNamesOf = new Map();

function readPublicNames(root) {
  const index = join(root, 'src/index.ts');
  if (!publicNamesOf.has(index)) publicNamesOf.set(index, { index, ...publicNames(index) });
  return publicNamesOf.get(index);
}

const documentedExport = {
  meta: { docs: { description: 'Every public name says what it is' } },
  create(context) {
    const { index, declared, lost } = readPublicNames(context.cwd);
    return {
      Program(program) {
        const nodes = context.filename === index ? lost : [];
        for (const name of nodes) {
          context.report({ node: program, message: `the declaration of '${name}' was not found: export it by name` });
        }
        for (const name of declared.get(context.filename) ?? []) {
          const found = program.body.filter((node) => declares(node, name));
          if (found.length === 0 || found.some((node) => isDocumented(context, node))) continue;
          const message = `'${name}' is public and has no TSDoc: say what it gives, unit, default, range, errors`;
          context.report({ node: found[0], message });
        }
      },
    };
  },
};

function declares(node, name) {
  const declaration = node.declaration ?? node;
  if (declaration.id?.name === name) return true;
  return declaration.declarations?.some(({ id }) => id.name === name) ?? false;
}

function isDocumented(context, node) {
  const last = context.sourceCode.getCommentsBefore(node).at(-1);
  return last?.type === 'Block' && last.value.startsWith('*') && /\p{L}{2}/u.test(last.value);
}

export default {
  meta: { name: 'house' },
  rules: {
    'no-power': noPower,
    'no-ambient': ambientRule('No randomness, environment or locale of the machine', (group) => group !== 'date'),
    'no-ambient-date': ambientRule('No wall clock and no time zone of the machine', (group) => group === 'date'),
    'import-table': importTable,
    'no-process-name': noProcessName,
    'documented-export': documentedExport,
  },
};
