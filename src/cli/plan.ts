/** `synode plan`: what a run would do, without running. */
import { didYouMean, SynodeError } from '../errors.ts';
import { describePlan } from '../plan/describe.ts';
import { compilePlan } from '../plan/plan.ts';
import { EXIT } from './exit-code.ts';
import type { RunFlags } from './flags.ts';
import { planMermaid } from './plan-mermaid.ts';
import { planText } from './plan-text.ts';
import { prepareRun } from './prepare-run.ts';
import type { Shell } from './shell.ts';

const FORMATS = ['text', 'json', 'mermaid'] as const;

export interface PlanFlags extends RunFlags {
  readonly format?: string;
}

/** Prints the plan. */
export async function runPlan(file: string | undefined, flags: PlanFlags, shell: Shell): Promise<number> {
  const format = readFormat(flags.format);
  const { config, input, options } = await prepareRun({ command: 'plan', file, flags, onFallback: shell.warn });
  shell.about(config.shown);
  const plan = compilePlan(input, options as never);
  switch (format) {
    case 'text':
      shell.out.write(planText(describePlan(plan, input), shell.out));
      break;
    case 'json':
      shell.out.write(`${JSON.stringify(describePlan(plan, input), undefined, 2)}\n`);
      break;
    case 'mermaid':
      shell.out.write(planMermaid(plan, 'kind' in input ? input.processes : []));
      break;
    default:
      format satisfies never;
  }
  return EXIT.completed;
}

function readFormat(format = 'text'): (typeof FORMATS)[number] {
  const known = FORMATS.find((one) => one === format);
  if (known !== undefined) return known;
  throw new SynodeError('INVALID_OPTION', `format is '${format}'`, {
    path: ["flag '--format'"],
    expected: FORMATS.join(', '),
    received: `'${format}'`,
    suggestion: didYouMean(format, FORMATS),
  });
}
