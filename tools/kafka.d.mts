/** Types of `kafka.mjs`, for the tests that start a broker. */
export const DEFAULT_VERSION: string;
export const SASL_USER: { readonly username: string; readonly password: string };

/** Why no broker can run here, or undefined. */
export function missingTool(): string | undefined;
/** The folder with the jars of a version, fetched on first use. */
export function jarsOf(version?: string): string;
/** A port that is free with its three neighbours. */
export function freePort(): Promise<number>;

export class Broker {
  constructor(port: number, version?: string);
  readonly port: number;
  readonly version: string;
  readonly folder: string;
  readonly address: string;
  readonly saslAddress: string;
  readonly tlsAddress: string;
  readonly certificate: string;
  readonly log: string;
  readonly pid: number | undefined;
  up(): Promise<this>;
  stop(): Promise<void>;
  crash(): Promise<void>;
  down(): Promise<void>;
  freeze(isFrozen?: boolean): void;
}
