/** A direct call of an action's handler, as in a unit test or from another handler: the context resolves its fields. */
import { IssueList } from '../errors.ts';
import type { Action } from '../model/flow.ts';
import { compileAction, isPromise, resolveFields, type ActionPlan } from '../plan/action.ts';
import type { Turn } from './turn.ts';

const compiled = new WeakMap<Turn, WeakMap<Action, ActionPlan>>();

export function performAction(turn: Turn, action: Action): unknown {
  const plan = planOf(turn, action);
  return turn.nested(() => {
    const fields = resolveFields(plan.fields ?? [], turn);
    const go = (payload: Record<string, unknown>): unknown => {
      turn.enter(plan.place);
      return plan.compose === undefined ? [turn.makeEvent(plan.name, payload)] : plan.compose(turn.context, payload);
    };
    return isPromise(fields) ? fields.then((payload) => go(payload as Record<string, unknown>)) : go(fields);
  });
}

function planOf(turn: Turn, action: Action): ActionPlan {
  const plans = compiled.get(turn) ?? new WeakMap<Action, ActionPlan>();
  compiled.set(turn, plans);
  const known = plans.get(action);
  if (known !== undefined) return known;
  const issues = new IssueList();
  const scope = turn.draws.scope(issues, [...turn.place.path, 'action', action.id], `action '${action.id}'`);
  const plan = compileAction(action, '', 0, scope);
  issues.throwIfAny(`action '${action.id}'`);
  plans.set(action, plan);
  return plan;
}
