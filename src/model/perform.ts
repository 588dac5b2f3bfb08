import type { AnyEvent } from './event.ts';
import type { Context } from './context.ts';
import type { Action, HandlerResult } from './flow.ts';

/** How an action with fields asks its context to resolve them. */
export const PERFORM: unique symbol = Symbol.for('synode.perform') as never;

/** A context that can resolve the fields of an action. */
export interface Performer extends Context {
  [PERFORM]<E extends AnyEvent>(action: Action<E>): HandlerResult<E>;
}
