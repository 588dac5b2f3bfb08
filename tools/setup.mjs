#!/usr/bin/env node
/**
 * Makes a clone ready to run: installs the locked packages when they are missing or older than the lock, builds `dist`
 * when it is missing or older than a source, and otherwise does nothing. Runs before `npm start`, `npm test` and
 * `npm run bench`, so it may use nothing but Node. All text goes to stderr: stdout belongs to the command that follows.
 *
 * Neither step can leave half a state: the marker of an install is removed before and appears after it, and a build
 * goes to a folder of its own, which becomes `dist` when it is complete. One set-up works at a time; who comes second
 * waits and finds it done.
 */
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SOURCES = ['src', 'journeys', 'personas', 'adapters'];
const BUILD_FILES = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'tools/bundle.mjs'];
const MARKER = 'node_modules/.package-lock.json';
const INSTALL_LIMIT_MS = 15 * 60_000;
const BUILD_LIMIT_MS = 5 * 60_000;
const STILL_WORKING_MS = 20_000;
/** Holds the number of the process that installs or builds. */
const CLAIM = 'set-up.part';
const LOOK_AGAIN_MS = 100;
const CLAIM_IS_WRITTEN_MS = 5_000;
/** What a build that was ended has left behind, and what it was about to replace. */
const REMAINS = /^dist(?:\.old)?\.(?<pid>\d+)\.part$/;

/** A failure with the text a person needs; anything else that is thrown is a fault of this file. */
class SetupError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const say = (text) => process.stderr.write(`set-up: ${text}\n`);
const mtimeOf = (path) => statSync(path).mtimeMs;

/** Throws when this Node is older than `engines.node` of package.json (a plain `>=x.y.z`). */
export function checkNode(root, version = process.versions.node) {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines?.node ?? '>=0.0.0';
  const least = wanted.replace('>=', '').split('.').map(Number);
  const found = version.split('.').map(Number);
  const at = least.findIndex((part, i) => part !== found[i]);
  if (at === -1 || found[at] > least[at]) return;
  throw new SetupError(
    `Synode needs Node ${least.join('.')} or newer, this is ${version}. Install a newer Node first.`,
  );
}

/** Why the packages have to be installed, or undefined when they are as the lock says. */
export function installReason(root) {
  if (!existsSync(join(root, MARKER))) return 'node_modules is missing or incomplete';
  return mtimeOf(join(root, MARKER)) < mtimeOf(join(root, 'package-lock.json'))
    ? 'package-lock.json is newer than node_modules'
    : undefined;
}

/** Why `dist` has to be built, or undefined when it is newer than everything it is made of. */
export function buildReason(root) {
  const dist = join(root, 'dist');
  if (!existsSync(dist)) return 'dist is missing';
  const builtAt = Math.floor(mtimeOf(dist));
  const newer = sourcesOf(root).find((path) => Math.floor(mtimeOf(join(root, path))) >= builtAt);
  return newer === undefined ? undefined : `${newer} is newer than dist`;
}

/** Folders count as well as files, because their time moves when a file is deleted or renamed. Tests do not count. */
function sourcesOf(root) {
  const inFolder = (folder) => [
    folder,
    ...readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? inFolder(`${folder}/${entry.name}`)
        : isBuilt(entry.name)
          ? [`${folder}/${entry.name}`]
          : [],
    ),
  ];
  const isThere = (path) => existsSync(join(root, path));
  return [...BUILD_FILES.filter(isThere), ...SOURCES.filter(isThere).flatMap(inFolder)];
}

const isBuilt = (name) => name.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(name);

async function install(root, reason) {
  // A linked folder belongs to another working tree, and `npm ci` would begin by emptying it.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    if (existsSync(join(root, MARKER))) return;
    throw new SetupError('node_modules is a link to a folder without packages. Run npm ci in the tree it belongs to.');
  }
  say(`${reason}: fetching ${packageCount(root)} from the npm registry, once (npm ci, some 10 s)`);
  rmSync(join(root, MARKER), { force: true });
  const started = Date.now();
  const npm = npmCommand();
  // Without `--include=dev` a machine with NODE_ENV=production would get no compiler; the waits between retries are
  // npm's own, shortened, so that a machine without a network hears of it soon.
  const flags = ['--loglevel=error', '--include=dev', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const { code, text } = await run(root, npm.command, [...npm.args, 'ci', ...flags], INSTALL_LIMIT_MS);
  if (code !== 0) throw new SetupError(installAdvice(text));
  if (!existsSync(join(root, MARKER))) throw new SetupError('npm ci ended well but wrote no node_modules. Run: npm ci');
  const now = new Date(Math.max(Date.now(), Math.ceil(mtimeOf(join(root, 'package-lock.json')))));
  utimesSync(join(root, MARKER), now, now);
  say(`packages installed in ${seconds(started)}`);
}

async function build(root, reason) {
  const tsc = compilerPath(root);
  const name = `dist.${process.pid}.part`;
  const part = join(root, name);
  say(`${reason}: building it`);
  removeRemains(root);
  mkdirSync(part);
  const started = Date.now();
  const startedOnDisk = new Date(Math.floor(mtimeOf(part)));
  const flags = ['-p', 'tsconfig.build.json', '--outDir', name, '--incremental', 'false'];
  const types = [tsc, ...flags, '--tsBuildInfoFile', 'null'];
  const modules = [join(root, 'tools/bundle.mjs'), name];
  const ends = await Promise.all([types, modules].map((args) => run(root, process.execPath, args, BUILD_LIMIT_MS)));
  if (ends.some(({ code }) => code !== 0))
    throw new SetupError('the build failed: correct the errors above and run the same command again');
  keepPublicTypes(root, part);
  // The time of `dist` is the moment its build began, so that what is saved during a build makes it stale.
  utimesSync(part, startedOnDisk, startedOnDisk);
  const old = join(root, `dist.old.${process.pid}.part`);
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
  renameSync(part, join(root, 'dist'));
  removeRemains(root);
  say(`dist built in ${seconds(started)}`);
}

/** Removes the declarations to which no declaration named by `exports` of package.json leads. */
function keepPublicTypes(root, dist) {
  const { exports = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const open = Object.values(exports).flatMap(({ types }) =>
    types === undefined ? [] : [join(dist, types.replace(/^\.\/dist\//, ''))],
  );
  const kept = new Set();
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (kept.has(path)) continue;
    kept.add(path);
    for (const [, target] of readFileSync(path, 'utf8').matchAll(/(?:\bfrom |\bimport\(|\bimport )['"](\.[^'"]+)['"]/g))
      open.push(join(path, '..', target.replace(/\.[jt]s$/, '.d.ts')));
  }
  for (const name of readdirSync(dist, { recursive: true })) {
    const path = join(dist, name);
    if (name.endsWith('.d.ts') && !kept.has(path)) rmSync(path);
  }
}

/** Those of this process, and of processes that are no more. */
function removeRemains(root) {
  for (const name of readdirSync(root)) {
    const pid = Number(REMAINS.exec(name)?.groups.pid);
    const isRemain = pid === process.pid || (pid > 0 && !isAlive(pid));
    if (isRemain) rmSync(join(root, name), { recursive: true, force: true });
  }
}

/** Brings `dist` up to date if it is not. The packages must be there. */
export async function buildIfStale(root) {
  if (buildReason(root) === undefined) return;
  await alone(root, async () => {
    const reason = buildReason(root);
    if (reason !== undefined) await build(root, reason);
  });
}

/** Does this work while no other set-up of this tree is at work. What has to be done is to be asked in there. */
async function alone(root, work) {
  await claim(join(root, CLAIM));
  try {
    await work();
  } finally {
    rmSync(join(root, CLAIM), { force: true });
  }
}

async function claim(path) {
  const until = Date.now() + INSTALL_LIMIT_MS + BUILD_LIMIT_MS;
  for (let told = false; ; await pause(LOOK_AGAIN_MS)) {
    try {
      return writeFileSync(path, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = holderOf(path);
    if (holder === undefined) rmSync(path, { force: true });
    else if (Date.now() > until) throw new SetupError(`process ${holder} has been at it for too long. Remove ${path}`);
    else if (!told) say(`process ${holder} is at it already: waiting`);
    told ||= holder !== undefined;
  }
}

/** Which process has the claim; undefined when it is gone, and the claim a remain. */
function holderOf(path) {
  try {
    const text = readFileSync(path, 'utf8');
    // It is there a moment before it is written.
    if (text === '') return Date.now() - mtimeOf(path) < CLAIM_IS_WRITTEN_MS ? 'another' : undefined;
    return isAlive(Number(text)) ? text : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return 'another';
    throw error;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's, which is alive.
    return error.code === 'EPERM';
  }
}

function compilerPath(root) {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('typescript/package.json');
    return join(manifest, '..', JSON.parse(readFileSync(manifest, 'utf8')).bin.tsc);
  } catch (cause) {
    throw new SetupError(`the compiler is not installed (${cause.code ?? cause.message}). Run: npm ci --include=dev`);
  }
}

function packageCount(root) {
  const { packages = {} } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const fits = (list, value) => list === undefined || list.includes(value);
  const wanted = ([path, entry]) => path !== '' && fits(entry.os, process.platform) && fits(entry.cpu, process.arch);
  const count = Object.entries(packages).filter(wanted).length;
  return count > 20 ? `about ${Math.round(count / 10) * 10} packages` : `${count} packages`;
}

/** The npm that runs this script; another package manager, or none, means the `npm` of the PATH. */
function npmCommand() {
  const path = process.env.npm_execpath ?? '';
  if (/^npm(-cli)?\.c?js$/.test(basename(path))) return { command: process.execPath, args: [path] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}

const ADVICE = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/,
    "the npm registry cannot be reached. Go online, or check npm's proxy and registry settings (npm config list)",
  ],
  [/EUSAGE|in sync/, 'package.json and package-lock.json disagree. Run: npm install, and commit the lock'],
  [/ENOSPC/, 'the disk is full. Make room'],
  [/EACCES|EPERM/, 'a file may not be written. Check who owns this folder and node_modules'],
  [/E40[134]|ETARGET/, "the registry refused or lacks a package. Check npm's registry and login"],
  [/EINTEGRITY/, 'a package is not what the lock says. Run: npm cache clean --force'],
  [/ENOENT.*npm|spawn .*npm/, 'npm was not found. Install Node with npm'],
];

function installAdvice(text) {
  const [, advice] = ADVICE.find(([pattern]) => pattern.test(text)) ?? [null, "see npm's words above"];
  return `the packages could not be installed: ${advice}, then run the same command again.`;
}

/** Runs a program without input, shows what it says on stderr, and gives its exit code and its words. */
function run(root, command, args, limitMs) {
  const shell = command.endsWith('.cmd');
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell });
  const started = Date.now();
  let text = '';
  const show = (chunk) => {
    text += chunk;
    process.stderr.write(chunk);
  };
  child.stdout.setEncoding('utf8').on('data', show);
  child.stderr.setEncoding('utf8').on('data', show);
  let stopped;
  const pass = (signal) => child.kill((stopped = signal));
  const sign = setInterval(() => say(`still working (${seconds(started)})`), STILL_WORKING_MS);
  const limit = setTimeout(() => {
    pass('SIGKILL');
    child.stdout.destroy(); // a grandchild may hold the pipes open for ever
    child.stderr.destroy();
  }, limitMs);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const ended = new Promise((resolve, reject) => {
    child.on('error', (error) => resolve({ code: 1, text: `spawn ${command} ${error.message}` }));
    child.on('close', (code, signal) => {
      const by = stopped ?? signal;
      if (by === null) resolve({ code, text });
      else if (by === 'SIGKILL')
        reject(new SetupError(`gave up: ${basename(command)} was ended after ${seconds(started)}`));
      else reject(new SetupError('interrupted; the next run begins this step again', by === 'SIGINT' ? 130 : 143));
    });
  });
  return ended.finally(() => {
    clearInterval(sign);
    clearTimeout(limit);
    process.off('SIGINT', pass).off('SIGTERM', pass);
  });
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

async function main(root, { force }) {
  checkNode(root);
  const toBuild = () => (force ? 'build asked for' : buildReason(root));
  if (installReason(root) === undefined && toBuild() === undefined) return;
  await alone(root, async () => {
    const toInstall = installReason(root);
    if (toInstall !== undefined) await install(root, toInstall);
    const reason = toBuild();
    if (reason !== undefined) await build(root, reason);
  });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  try {
    await main(root, { force: process.argv.includes('--build') });
  } catch (error) {
    say(error instanceof SetupError ? error.message : (error.stack ?? String(error)));
    process.exitCode = error.exitCode ?? 1;
  }
}
