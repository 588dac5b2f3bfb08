/** A plan as text: what runs when, then each journey step by step. */
import type {
  JourneyDescription,
  PlanDescription,
  PopulationDescription,
  ProcessDescription,
  StepDescription,
} from '../plan/describe.ts';
import { counted, grouped } from './numbers.ts';
import { clip, type Screen } from './terminal.ts';

const LABEL = 11;

/** The text, cut to the width of the screen. */
export function planText(plan: PlanDescription, screen: Screen): string {
  const { start, end } = plan.window;
  const label = (name: string, text: string): string => `${screen.style('dim', name.padEnd(LABEL))} ${text}`;
  const optional = (name: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [label(name, items.join(', '))];
  const head = [
    label('plan', plan.hash),
    label('run', `${counted(plan.users, 'user')}, seed ${plan.seed}, order ${plan.order}`),
    label('window', `${date(start)} to ${end === null ? 'the end of every journey' : date(end)}`),
    label('phases', plan.phases.join(' → ')),
    ...optional('events', plan.events),
    ...optional('projections', plan.projections),
    ...optional('checks', plan.checks),
    ...plan.assumptions.map(({ process, read, fallback }) =>
      label('assumption', `${process} reads ${read}: ${fallback}`),
    ),
    ...plan.warnings.map(({ code, message }) => label('warning', `${code}  ${message}`)),
  ];
  const lines = [...head, ...plan.processes.flatMap((process) => processLines(process, screen, label))];
  return `${lines.map((line) => clipped(line, screen)).join('\n')}\n`;
}

type Label = (name: string, text: string) => string;

function processLines(process: ProcessDescription, screen: Screen, label: Label): readonly string[] {
  const { id, reads, emits, datasets, populations } = process;
  const title = id === '' ? [] : ['', screen.style('bold', `process ${id}`)];
  return [
    ...title,
    ...(reads.length === 0 ? [] : [label('reads', reads.join(', '))]),
    ...(emits.length === 0 ? [] : [label('emits', emits.join(', '))]),
    ...datasets.map((dataset) =>
      label(
        'dataset',
        `${dataset.id}: ${counted(dataset.rows, 'row')}, ${dataset.isGiven ? 'given' : 'computed where needed'}`,
      ),
    ),
    ...populations.flatMap((population) => populationLines(population, screen, label)),
  ];
}

function populationLines(population: PopulationDescription, screen: Screen, label: Label): readonly string[] {
  const { id, size, personas, chain, journeys } = population;
  return [
    '',
    screen.style('bold', `population ${id}`),
    label('actors', grouped(size)),
    ...(personas.length === 0 ? [] : [label('personas', personas.join(', '))]),
    ...(chain.length === 0 ? [] : [label('chain', chain.join(' → '))]),
    ...journeys.flatMap((journey) => journeyLines(journey, screen, label)),
  ];
}

function journeyLines(
  { id, name, arrivals, requires, steps }: JourneyDescription,
  screen: Screen,
  label: Label,
): readonly string[] {
  const ops = Math.max(...steps.map(({ op }) => op.length));
  const ats = Math.min(44, Math.max(...steps.map(({ at }) => at.length)));
  const digits = String(steps.length).length;
  return [
    '',
    `${screen.style('bold', `journey ${id}`)}${name === id ? '' : `  ${name}`}`,
    label('starts', arrivals),
    ...(requires.length === 0 ? [] : [label('requires', requires.join(', '))]),
    ...steps.map((step) => stepLine(step, { ops, ats, digits })),
  ];
}

function stepLine(
  { index, op, at, detail, to }: StepDescription,
  width: { readonly ops: number; readonly ats: number; readonly digits: number },
): string {
  const targets = to.map(({ when, step }) => `${when === '' ? '' : `${when} `}→ ${step}`).join(', ');
  const cells = [
    String(index).padStart(width.digits + 2),
    op.padEnd(width.ops),
    clip(at, width.ats).padEnd(width.ats),
    detail,
    targets,
  ];
  return cells
    .filter((cell, i) => i < 3 || cell !== '')
    .join('  ')
    .trimEnd();
}

function date(instant: string): string {
  return instant.endsWith('T00:00:00.000Z') ? instant.slice(0, 10) : instant;
}

/** A line without colours can be cut; one with them is short. */
function clipped(line: string, screen: Screen): string {
  return line.includes('\u001b') ? line : clip(line, screen.width);
}
