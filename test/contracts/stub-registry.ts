/**
 * A schema registry that speaks the HTTP API of Confluent's: subjects, versions, ids, compatibility. What is compatible is
 * judged by an Avro library: a reader with the new schema must be able to read what the last one wrote.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

interface AvroType {
  createResolver(writer: AvroType): unknown;
}
const avro = createRequire(import.meta.url)('avsc') as { readonly Type: { forSchema(schema: unknown): AvroType } };

interface Registered {
  readonly id: number;
  readonly schema: string;
  readonly schemaType?: string;
}

/** What was asked, as `METHOD /path`. */
export type Asked = readonly string[];

export class StubRegistry {
  readonly #server: Server;
  readonly #subjects = new Map<string, Registered[]>();
  readonly #levels = new Map<string, string>();
  readonly #asked: string[] = [];
  readonly #password: string | undefined;
  #isDown = false;

  private constructor(password: string | undefined) {
    this.#password = password;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @param password the one that is asked for, with any user name */
  static async start(password?: string): Promise<StubRegistry> {
    const stub = new StubRegistry(password);
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get host(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get asked(): Asked {
    return this.#asked;
  }

  get subjects(): readonly string[] {
    return [...this.#subjects.keys()].toSorted();
  }

  /** The newest schema of a subject. */
  schemaOf(subject: string): unknown {
    return JSON.parse(this.#subjects.get(subject)?.at(-1)?.schema ?? 'null') as unknown;
  }

  set level([subject, level]: readonly [subject: string, level: string]) {
    this.#levels.set(subject, level);
  }

  /** From now on every answer is 503. */
  breakDown(): void {
    this.#isDown = true;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece as string;
    this.#asked.push(`${request.method} ${request.url}`);
    const [status, body] = this.#answer(request, text === '' ? {} : (JSON.parse(text) as Body));
    response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' });
    response.end(JSON.stringify(body));
  }

  #answer({ method, url = '', headers }: IncomingMessage, body: Body): readonly [status: number, body: object] {
    if (this.#isDown) return [503, { error_code: 503, message: 'the registry is being restarted' }];
    const expected = `Basic ${Buffer.from(`me:${this.#password}`).toString('base64')}`;
    if (this.#password !== undefined && headers.authorization !== expected) {
      return [401, { error_code: 401, message: 'Unauthorized' }];
    }
    const [, kind = '', name = '', rest = ''] = url.split('/');
    const subject = decodeURIComponent(name);
    if (kind === 'config' && method === 'GET') return this.#config(subject);
    if (kind === 'config' && method === 'PUT') {
      this.#levels.set(subject, String(body.compatibility));
      return [200, { compatibility: body.compatibility }];
    }
    if (kind === 'schemas') return this.#byId(Number(rest));
    if (kind === 'subjects' && rest === 'versions' && method === 'POST') return this.#register(subject, body);
    return [404, { error_code: 404, message: `no ${method} ${url}` }];
  }

  #config(subject: string): readonly [number, object] {
    const level = this.#levels.get(subject);
    if (level === undefined) return [404, { error_code: 40408, message: `Subject '${subject}' has no configuration` }];
    return [200, { compatibilityLevel: level }];
  }

  #byId(id: number): readonly [number, object] {
    const found = [...this.#subjects.values()].flat().find((one) => one.id === id);
    if (found === undefined) return [404, { error_code: 40403, message: 'Schema not found' }];
    const { schema, schemaType } = found;
    return [200, { schema, ...(schemaType === undefined ? {} : { schemaType }) }];
  }

  #register(subject: string, { schema = '', schemaType }: Body): readonly [number, object] {
    const versions = this.#subjects.get(subject) ?? [];
    const known = [...this.#subjects.values()].flat();
    const same = versions.find((one) => one.schema === schema);
    if (same !== undefined) return [200, { id: same.id }];
    const last = versions.at(-1);
    if (schemaType === undefined) {
      const fault = last === undefined ? undefined : incompatibility(schema, last.schema);
      if (fault !== undefined) {
        const message = `Schema being registered is incompatible with an earlier schema for subject "${subject}": ${fault}`;
        return [409, { error_code: 409, message }];
      }
    }
    const twin = known.find((one) => one.schema === schema);
    const id = twin?.id ?? known.length + 1000;
    this.#subjects.set(subject, [...versions, { id, schema, ...(schemaType === undefined ? {} : { schemaType }) }]);
    return [200, { id }];
  }
}

interface Body {
  readonly schema?: string;
  readonly schemaType?: string;
  readonly compatibility?: string;
}

function incompatibility(reader: string, writer: string): string | undefined {
  try {
    avro.Type.forSchema(JSON.parse(reader)).createResolver(avro.Type.forSchema(JSON.parse(writer)));
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
