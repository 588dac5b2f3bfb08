/** Controls of selling, told as they are performed: the result is what the predicate says, never drawn. */
import type { Context } from '../../src/index.ts';
import { tell, type Payload } from './documents.ts';
import type { Relation } from './relation.ts';

/** A control that was performed on a document. */
interface Performed extends Pick<Payload<'control.performed'>, 'controlId' | 'objectId' | 'performedBy' | 'evidence'> {
  readonly holds: boolean;
}

export function controlOf(ctx: Context, { trade }: Relation, performed: Performed) {
  const { controlId, objectId, performedBy, evidence, holds } = performed;
  return tell(ctx, 'control.performed', {
    company: trade.company.code,
    controlId,
    objectId,
    result: holds ? 'effective' : 'exception',
    performedBy,
    evidence,
  });
}
