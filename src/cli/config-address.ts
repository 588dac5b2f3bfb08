/** The address of the worker module that loads a config anew in each thread: it says all that the config depends on. */
import type { RunFlags } from './flags.ts';

/** What a config depends on beside its file. */
export interface HowLoaded {
  readonly command: string;
  readonly flags: RunFlags;
  /** `key.path=value`, in order. */
  readonly settings: readonly string[];
}

/** The same with the file. */
export interface WhatLoaded extends HowLoaded {
  /** Absolute. */
  readonly file: string;
}

export function configModule(what: WhatLoaded): URL {
  const url = new URL('../cli/config-module.js', import.meta.url);
  url.searchParams.set('load', JSON.stringify(what));
  return url;
}

export function readAddress(address: string): WhatLoaded {
  return JSON.parse(new URL(address).searchParams.get('load') ?? '{}') as WhatLoaded;
}
