#!/usr/bin/env node
/**
 * One real Apache Kafka broker (KRaft, one node) from Maven Central jars: no root, no container.
 *
 *   npm run kafka -- up    [--version 4.3.1] [--port 19092]   fetch once, start, wait, print the address
 *   npm run kafka -- stop  [--port n]                         SIGTERM, data stays: `up` again goes on with it
 *   npm run kafka -- crash [--port n]                         SIGKILL, data stays
 *   npm run kafka -- down  [--port n]                         SIGTERM, data is deleted
 *   npm run kafka -- read  <topic> [--port n] [--isolation read_committed] [--timeout ms]   Kafka's own console consumer
 *   npm run kafka -- list                                     which brokers run, on which port
 *
 * Needs Java 17 or newer and Maven. Everything lies in `.cache/kafka`, which git ignores; a broker is ended by the
 * process id noted there. Beside the plain listener (port) there are SASL (port + 2) and TLS (port + 3) ones.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, closeSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { realpathSync } from 'node:fs';

/** 4.4.0 lacks two of its jars on Maven Central. */
export const DEFAULT_VERSION = '4.3.1';
const DEFAULT_PORT = 19_092;
const LEAST_JAVA = 17;
const FETCH_LIMIT_MS = 10 * 60_000;
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 30_000;
const PORT_LIMIT_MS = 5000;

const CACHE = fileURLToPath(new URL('../.cache/kafka/', import.meta.url));

/** Users of the SASL listener: for SASL/PLAIN and SASL/SCRAM. */
export const SASL_USER = { username: 'synode', password: 'a-real-secret' };
const KEYSTORE_PASSWORD = 'for-tests-only';

const say = (text) => process.stderr.write(`kafka: ${text}\n`);

/** A failure with the text a person needs. */
class KafkaToolError extends Error {}

/** Why no broker can run here, or undefined. */
export function missingTool() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(java.stderr ?? '')?.[1] ?? 0);
  if (version < LEAST_JAVA) return `Java ${LEAST_JAVA} or newer (found ${version === 0 ? 'none' : version})`;
  if (spawnSync('mvn', ['-version'], { encoding: 'utf8' }).status !== 0) return 'Maven (mvn)';
  return undefined;
}

/** The folder with the jars of a version, fetched on first use. */
export function jarsOf(version = DEFAULT_VERSION) {
  const lib = join(CACHE, 'lib', version);
  if (existsSync(join(lib, '.complete'))) return lib;
  const missing = missingTool();
  if (missing !== undefined) throw new KafkaToolError(`a broker needs ${missing}; install it first`);
  say(`fetching Apache Kafka ${version} from Maven Central, once (some 70 MB)`);
  // A name of its own: two that fetch at once do not write into one folder, and the later rename finds the work done.
  const part = `${lib}.${process.pid}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  writeFileSync(join(part, 'pom.xml'), pomOf(version));
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${part}`];
  const args = ['-B', '-q', `-Dmaven.repo.local=${join(CACHE, 'm2')}`, '-f', join(part, 'pom.xml'), ...goal];
  const tries = [1, 2, 3];
  if (!tries.some(() => spawnSync('mvn', args, { stdio: ['ignore', 2, 2], timeout: FETCH_LIMIT_MS }).status === 0)) {
    throw new KafkaToolError(`Maven could not fetch Kafka ${version}: see above`);
  }
  writeFileSync(join(part, '.complete'), '');
  if (existsSync(join(lib, '.complete'))) rmSync(part, { recursive: true, force: true });
  else renameSync(part, lib);
  return lib;
}

function pomOf(version) {
  const logging = version.startsWith('3.')
    ? ['org.slf4j:slf4j-reload4j:1.7.36']
    : ['log4j-slf4j-impl', 'log4j-core', 'log4j-1.2-api'].map((name) => `org.apache.logging.log4j:${name}:2.25.3`);
  const kafka = ['kafka_2.13', 'kafka-tools'].map((name) => `org.apache.kafka:${name}:${version}`);
  const dependencies = [...kafka, ...logging].map((text) => {
    const [group, artifact, number] = text.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${number}</version></dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version><dependencies>${dependencies.join('')}</dependencies></project>`;
}

/** A broker by its port: where its files lie, and what can be done with it. */
export class Broker {
  constructor(port, version = DEFAULT_VERSION) {
    this.port = port;
    this.version = version;
    this.folder = join(CACHE, 'run', String(port));
  }

  get address() {
    return `127.0.0.1:${this.port}`;
  }

  /** Address of the listener that asks for a name and password (SASL/PLAIN, SCRAM-SHA-256, SCRAM-SHA-512). */
  get saslAddress() {
    return `127.0.0.1:${this.port + 2}`;
  }

  /** Address of the listener with TLS; its certificate is for localhost. */
  get tlsAddress() {
    return `localhost:${this.port + 3}`;
  }

  /** The certificate that a client of the TLS listener has to trust, as PEM. */
  get certificate() {
    return readFileSync(join(this.folder, 'certificate.pem'), 'utf8');
  }

  get log() {
    return readFileSync(join(this.folder, 'server.log'), 'utf8');
  }

  /** The process, if it lives and is really this broker. */
  get pid() {
    const path = join(this.folder, 'pid');
    const pid = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
    return pid > 0 && isAlive(pid) && commandOf(pid).includes(join(this.folder, 'server.properties')) ? pid : undefined;
  }

  /** Starts it with the data that is there; resolves when it takes connections. */
  async up() {
    if (this.pid !== undefined) return this;
    // A broker that has halted itself keeps its port a moment longer.
    await until(async () => !(await isOpen(this.port)), PORT_LIMIT_MS).catch(() => {
      throw new KafkaToolError(`port ${this.port} is taken by another program`);
    });
    const lib = jarsOf(this.version);
    this.#configure(lib);
    const log = openSync(join(this.folder, 'server.log'), 'w');
    const java = ['-Xms256m', '-Xmx1g', '-XX:+UseSerialGC', '-Djava.awt.headless=true', ...this.#logging()];
    const main = ['-cp', join(lib, '*'), 'kafka.Kafka', join(this.folder, 'server.properties')];
    const child = spawn('java', [...java, ...main], { detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    child.unref();
    writeFileSync(join(this.folder, 'pid'), String(child.pid));
    await this.#ready(child);
    return this;
  }

  /** Ends it in order; the data stays. */
  stop() {
    return this.#end('SIGTERM');
  }

  /** Kills it; the data stays. */
  crash() {
    return this.#end('SIGKILL');
  }

  /** Ends it and deletes its data. */
  async down() {
    await this.#end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Holds it still, or lets it go on: its connections stay open and nobody answers. */
  freeze(isFrozen = true) {
    const { pid } = this;
    process.kill(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
    // On a busy machine threads still answer for a while after the signal was sent.
    while (isFrozen && !isStill(pid));
  }

  async #end(signal) {
    const { pid } = this;
    if (pid === undefined) return;
    // A process that is held still does not hear SIGTERM.
    process.kill(pid, 'SIGCONT');
    process.kill(pid, signal);
    await until(() => !isAlive(pid), STOP_LIMIT_MS).catch(() => process.kill(pid, 'SIGKILL'));
    await until(() => !isAlive(pid), STOP_LIMIT_MS);
    // A killed JVM keeps its port a moment longer.
    await until(async () => !(await isOpen(this.port)), STOP_LIMIT_MS);
    rmSync(join(this.folder, 'pid'), { force: true });
  }

  async #ready(child) {
    const isReady = async () => {
      if (child.exitCode !== null) throw new KafkaToolError(`Kafka stopped while starting:\n${this.log.slice(-3000)}`);
      return this.log.includes('Kafka Server started') && (await isOpen(this.port));
    };
    await until(isReady, START_LIMIT_MS);
  }

  #configure(lib) {
    mkdirSync(join(this.folder, 'data'), { recursive: true });
    writeFileSync(join(this.folder, 'log4j.properties'), LOG4J);
    writeFileSync(join(this.folder, 'log4j2.properties'), LOG4J2);
    this.#certify();
    writeFileSync(join(this.folder, 'server.properties'), this.#properties());
    if (existsSync(join(this.folder, 'data', 'meta.properties'))) return;
    // The first character may be no dash: it would be read as an option.
    const id = `A${randomBytes(16).toString('base64url').slice(1)}`;
    const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${SASL_USER.username},password=${SASL_USER.password}]`,
    ]);
    // This program lives for a second: one level of compiler is enough.
    const java = ['-XX:TieredStopAtLevel=1', '-Xshare:auto', ...this.#logging(), '-cp', join(lib, '*')];
    const format = ['format', '-t', id, '-c', join(this.folder, 'server.properties'), '--ignore-formatted', ...scram];
    const { status, stdout, stderr } = spawnSync('java', [...java, 'kafka.tools.StorageTool', ...format], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new KafkaToolError(`the data folder could not be made:\n${stdout}${stderr}`);
  }

  /** A key and certificate of its own for the TLS listener. */
  #certify() {
    const store = join(this.folder, 'keystore.p12');
    if (existsSync(store)) return;
    const keytool = (...args) => {
      const all = [...args, '-keystore', store, '-storetype', 'PKCS12', '-storepass', KEYSTORE_PASSWORD];
      const { status, stdout, stderr } = spawnSync('keytool', all, { encoding: 'utf8' });
      if (status !== 0) throw new KafkaToolError(`keytool failed:\n${stdout}${stderr}`);
      return stdout;
    };
    const key = ['-alias', 'broker', '-keyalg', 'EC', '-validity', '3650', '-dname', 'CN=localhost'];
    keytool('-genkeypair', ...key, '-ext', 'SAN=dns:localhost,ip:127.0.0.1');
    writeFileSync(join(this.folder, 'certificate.pem'), keytool('-exportcert', '-rfc', '-alias', 'broker'));
  }

  #logging() {
    return [
      `-Dlog4j.configuration=file:${join(this.folder, 'log4j.properties')}`,
      `-Dlog4j2.configurationFile=${join(this.folder, 'log4j2.properties')}`,
    ];
  }

  #properties() {
    const { port } = this;
    const [controller, sasl, tls] = [port + 1, port + 2, port + 3];
    const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${SASL_USER.username}="${SASL_USER.password}";`;
    const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
    return Object.entries({
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${controller}`,
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller},SASL_PLAINTEXT://127.0.0.1:${sasl},SSL://127.0.0.1:${tls}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},SASL_PLAINTEXT://127.0.0.1:${sasl},SSL://localhost:${tls}`,
      'controller.listener.names': 'CONTROLLER',
      'inter.broker.listener.name': 'PLAINTEXT',
      'listener.security.protocol.map':
        'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      'listener.name.sasl_plaintext.plain.sasl.jaas.config': plain,
      'listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config': scram,
      'listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config': scram,
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': join(this.folder, 'keystore.p12'),
      'ssl.keystore.password': KEYSTORE_PASSWORD,
      'log.dirs': join(this.folder, 'data'),
      'num.partitions': 3,
      'auto.create.topics.enable': false,
      'default.replication.factor': 1,
      'offsets.topic.replication.factor': 1,
      'offsets.topic.num.partitions': 1,
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
      'transaction.state.log.num.partitions': 1,
      'share.coordinator.state.topic.replication.factor': 1,
      'share.coordinator.state.topic.min.isr': 1,
      'group.initial.rebalance.delay.ms': 0,
      // Readers wait for transactions that nobody ends: the broker looks for them each second, not each tenth.
      'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1000,
      // Simulated times are old: a broker that looks at them would delete at once.
      'log.retention.ms': -1,
      'broker.heartbeat.interval.ms': 500,
      'broker.session.timeout.ms': 4000,
    })
      .map(([key, value]) => `${key}=${value}\n`)
      .join('');
  }
}

const LOG4J = `log4j.rootLogger=INFO,o
log4j.appender.o=org.apache.log4j.ConsoleAppender
log4j.appender.o.layout=org.apache.log4j.PatternLayout
log4j.appender.o.layout.ConversionPattern=%d %p %m (%c)%n
`;
const LOG4J2 = `rootLogger.level=info
rootLogger.appenderRef.o.ref=o
appender.o.type=Console
appender.o.name=o
appender.o.layout.type=PatternLayout
appender.o.layout.pattern=%d %p %m (%c)%n
`;

/** A port that is free with its three neighbours. */
export async function freePort() {
  for (let tries = 0; tries < 50; tries++) {
    const first = await listen(0);
    const { port } = first.address();
    const others = await Promise.allSettled([1, 2, 3].map((more) => listen(port + more)));
    const servers = [first, ...others.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))];
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    if (servers.length === 4) return port;
  }
  throw new KafkaToolError('four free ports in a row could not be found');
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Ended, but its parent has not asked how: it runs no more.
  return !/^State:\s+Z/m.test(readOr(`/proc/${pid}/status`, ''));
}

/** Whether every thread of a process stands still; taken for granted where the system has no /proc. */
function isStill(pid) {
  const folder = `/proc/${pid}/task`;
  if (!existsSync(folder)) return true;
  return readdirSync(folder).every((thread) => !/^State:\s+[RSD]/m.test(readOr(join(folder, thread, 'status'), '')));
}

/** The command line of a process; where the system has no /proc, `ps` knows it. */
function commandOf(pid) {
  const ofProc = readOr(`/proc/${pid}/cmdline`, undefined);
  if (ofProc !== undefined) return ofProc;
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

async function until(isDone, limitMs) {
  const begin = Date.now();
  while (!(await isDone())) {
    if (Date.now() - begin > limitMs) throw new KafkaToolError(`nothing happened within ${limitMs / 1000} s`);
    await sleep(50);
  }
}

/** What runs, by the ports noted in the cache. */
function brokers() {
  const folder = join(CACHE, 'run');
  const ports = existsSync(folder) ? readdirSync(folder).map(Number) : [];
  return ports.map((port) => new Broker(port));
}

function read(broker, topic, options) {
  const lib = jarsOf(options.version);
  const args = ['--bootstrap-server', broker.address, '--topic', topic, '--from-beginning'];
  const isolation = ['--isolation-level', options.isolation ?? 'read_committed'];
  const limit = ['--timeout-ms', options.timeout ?? '5000'];
  const consumer = 'org.apache.kafka.tools.consumer.ConsoleConsumer';
  // The jars bring a logger without a configuration, which would say so on every start.
  const java = ['-Dlog4j2.level=OFF', '-Dlog4j1.compatibility=false', '-cp', join(lib, '*'), consumer];
  return spawnSync('java', [...java, ...args, ...isolation, ...limit], { stdio: ['ignore', 1, 2] }).status ?? 1;
}

function parse(words) {
  const options = {};
  const plain = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word.startsWith('--')) {
      plain.push(word);
      continue;
    }
    const name = word.slice(2);
    if (!['version', 'port', 'isolation', 'timeout'].includes(name)) throw new KafkaToolError(`unknown option ${word}`);
    const value = words[++i];
    if (value === undefined) throw new KafkaToolError(`${word} needs a value`);
    options[name] = value;
  }
  return { plain, options };
}

async function main(words) {
  const { plain, options } = parse(words);
  const [command = 'up', topic] = plain;
  const port = Number(options.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1024 || port > 65_532) throw new KafkaToolError(`--port is ${options.port}`);
  const broker = new Broker(port, options.version ?? DEFAULT_VERSION);
  switch (command) {
    case 'up':
      await broker.up();
      process.stdout.write(`${broker.address}\n`);
      return 0;
    case 'stop':
    case 'crash':
    case 'down':
      await broker[command]();
      return 0;
    case 'read':
      if (topic === undefined) throw new KafkaToolError('read needs a topic');
      return read(broker, topic, options);
    case 'list':
      for (const { address, pid } of brokers()) process.stdout.write(`${address} ${pid ?? 'stopped'}\n`);
      return 0;
    default:
      throw new KafkaToolError(`unknown command '${command}': up, stop, crash, down, read, list`);
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof KafkaToolError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
