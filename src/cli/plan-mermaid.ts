/** A plan as a Mermaid flowchart: one box a journey, its adventures inside, arms and delays on the arrows. */
import type { Action, Adventure, Branch, Journey, Repeat, Wait, When } from '../model/flow.ts';
import { describeArrivals, describeAuthored } from '../plan/describe-value.ts';
import type { Process } from '../model/scenario.ts';
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';

/** An arrow that has begun: where from, and what is written on it. */
interface Loose {
  readonly from: string;
  readonly label: string;
}

type Verb = Wait | When<unknown> | Branch<unknown> | Repeat<unknown>;

/** The flowchart of all journeys; of a scenario also what its processes read of each other. */
export function planMermaid(
  { populations }: Pick<Plan, 'populations'>,
  processes: readonly Pick<Process, 'id' | 'reads' | 'emits' | 'projections'>[] = [],
): string {
  const chart = new Chart();
  const boxes = new Map<string, string>();
  for (const id of new Set(populations.map(({ process }) => process))) {
    const groups = alike(populations.filter(({ process }) => process === id));
    const draw = (): void => {
      for (const group of groups) drawPopulations(group, chart, id !== '' || groups.length > 1);
    };
    if (id === '') draw();
    else boxes.set(id, chart.box(id, draw).id);
  }
  for (const { from, to, what } of readings(processes)) chart.dotted(boxes.get(from), boxes.get(to), what);
  return chart.text();
}

/** Populations that do the same, however often: they are drawn once. */
function alike(populations: readonly PopulationPlan[]): readonly (readonly PopulationPlan[])[] {
  const groups = new Map<string, PopulationPlan[]>();
  for (const population of populations) {
    const sketch = new Chart();
    drawJourneys([population], sketch, () => '');
    const known = groups.get(sketch.text());
    if (known === undefined) groups.set(sketch.text(), [population]);
    else known.push(population);
  }
  return [...groups.values()];
}

/** Which process reads what of which other. */
function readings(processes: readonly Pick<Process, 'id' | 'reads' | 'emits' | 'projections'>[]) {
  return processes.flatMap(({ id: to, reads }) => {
    const ids = reads.map((read) => (typeof read === 'string' ? read : read.id));
    return processes.flatMap(({ id: from, emits, projections }) => {
      const given = ids.filter((one) => emits.includes(one) || projections.some(({ id }) => id === one));
      return from === to || given.length === 0 ? [] : [{ from, to, what: `${to} reads ${given.join(', ')}` }];
    });
  });
}

function drawPopulations(group: readonly PopulationPlan[], chart: Chart, isNamed: boolean): void {
  const title = group.map(({ id, size }) => `${id} (${size})`).join(', ');
  const draw = (): void => drawJourneys(group, chart, (journey) => startOf(journey, group));
  if (isNamed) chart.box(title, draw);
  else draw();
}

/** When a journey starts; where populations differ, of each. */
function startOf({ id }: Journey, group: readonly PopulationPlan[]): string {
  const starts = group.map((population) => {
    const own = population.journeys.find(({ source }) => source.id === id)?.source;
    return { population: population.id, when: `starts ${describeArrivals(own?.arrivals)}` };
  });
  const [first] = starts;
  if (starts.every(({ when }) => when === first?.when)) return first?.when ?? '';
  return starts.map(({ population, when }) => `${population} ${when}`).join('\n');
}

/** Draws the journeys of the first of them, which stand for those of the others. */
function drawJourneys([first]: readonly PopulationPlan[], chart: Chart, starts: (journey: Journey) => string): void {
  if (first === undefined) return;
  const { journeys, chain } = first;
  const drawn = new Map(journeys.map(({ source }) => [source.id, drawJourney(source, chart, starts(source))]));
  chain.forEach((journey, i) => {
    const next = chain[i + 1];
    if (next !== undefined) chart.dotted(drawn.get(journey.id)?.end, drawn.get(next.id)?.start, 'then');
  });
  for (const { id: own, requires } of journeys) {
    for (const required of requires) chart.dotted(drawn.get(required)?.end, drawn.get(own)?.start, 'requires');
  }
}

function drawJourney(journey: Journey, chart: Chart, starts: string): { readonly start: string; readonly end: string } {
  const title = journey.name === journey.id ? journey.id : `${journey.id}: ${journey.name}`;
  return chart.box(title, () => {
    const start = chart.node('([', starts, '])');
    const first = { from: start, label: bounceLabel(journey.bounceChance) };
    const exits = drawSteps(
      journey.adventures,
      [first],
      (item, from) => drawAdventure(item as Adventure, from, chart),
      chart,
    );
    const end = chart.node('([', 'complete', '])');
    chart.join(exits, end);
    return { start, end };
  }).drawn;
}

type DrawItem = (item: unknown, from: readonly Loose[]) => readonly Loose[];

function drawSteps(steps: readonly unknown[], from: readonly Loose[], item: DrawItem, chart: Chart): readonly Loose[] {
  return steps.reduce<readonly Loose[]>((loose, step) => {
    const isVerb = typeof step === 'object' && step !== null && 'kind' in step;
    return isVerb ? drawVerb(step as Verb, loose, item, chart) : item(step, loose);
  }, from);
}

function drawVerb(verb: Verb, from: readonly Loose[], item: DrawItem, chart: Chart): readonly Loose[] {
  switch (verb.kind) {
    case 'wait':
      return labelled(from, `wait ${describeAuthored(verb.until === undefined ? verb.delay : { until: verb.until })}`);
    case 'when': {
      const test = chart.node('{', `if ${describeAuthored(verb.condition)}`, '}');
      chart.join(from, test);
      const yes = drawSteps(verb.then, [{ from: test, label: 'yes' }], item, chart);
      return [...yes, ...drawSteps(verb.otherwise, [{ from: test, label: 'no' }], item, chart)];
    }
    case 'branch': {
      const choice = chart.node('{', verb.id ?? 'branch', '}');
      chart.join(from, choice);
      return Object.entries(verb.arms).flatMap(([name, { weight, steps }]) =>
        drawSteps(steps, [{ from: choice, label: `${name} ${describeAuthored(weight)}` }], item, chart),
      );
    }
    case 'repeat': {
      const times =
        verb.while === undefined
          ? `repeat ${describeAuthored(verb.times)} times`
          : `while ${describeAuthored(verb.while)}`;
      const loop = chart.node('{{', times, '}}');
      chart.join(from, loop);
      const again = verb.every === undefined ? '' : `every ${describeAuthored(verb.every)}`;
      chart.join(labelled(drawSteps(verb.steps, [{ from: loop, label: 'round' }], item, chart), again), loop);
      return [{ from: loop, label: 'done' }];
    }
    default:
      return verb satisfies never;
  }
}

function drawAdventure(adventure: Adventure, from: readonly Loose[], chart: Chart): readonly Loose[] {
  const entering = labelled(from, bounceLabel(adventure.bounceChance));
  return chart.box(adventure.id, () =>
    drawSteps(adventure.actions, entering, (item, loose) => drawAction(item as Action, adventure, loose, chart), chart),
  ).drawn;
}

function drawAction(action: Action, adventure: Adventure, from: readonly Loose[], chart: Chart): readonly Loose[] {
  const delay = action.timeSpan ?? adventure.timeSpan;
  const events = action.emits ?? [action.name];
  const isSilent = events.length === 0 || (events.length === 1 && events[0] === action.id);
  const label = isSilent ? action.id : `${action.id}\n${events.join(' | ')}`;
  const node = chart.node('[', label, ']');
  chart.join(
    labelled(labelled(from, bounceLabel(action.bounceChance)), delay === undefined ? '' : describeAuthored(delay)),
    node,
  );
  return [{ from: node, label: '' }];
}

function bounceLabel(chance: unknown): string {
  if (chance === undefined || chance === 0) return '';
  return typeof chance === 'number'
    ? `bounce ${Number((chance * 100).toFixed(2))} %`
    : `bounce ${describeAuthored(chance)}`;
}

function labelled(from: readonly Loose[], label: string): readonly Loose[] {
  if (label === '') return from;
  return from.map((loose) => ({ from: loose.from, label: loose.label === '' ? label : `${loose.label}, ${label}` }));
}

/**
 * Lines of Mermaid; ids are numbers of ours, texts are quoted. Arrows come last: a node belongs to the first box that
 * names it.
 */
class Chart {
  readonly #boxes: string[] = ['flowchart TD'];
  readonly #arrows: string[] = [];
  #nodes = 0;
  #depth = 1;

  node(open: string, label: string, close: string): string {
    const id = `n${this.#nodes++}`;
    this.#line(`${id}${open}"${escaped(label)}"${close}`);
    return id;
  }

  box<T>(title: string, draw: () => T): { readonly id: string; readonly drawn: T } {
    const id = `b${this.#nodes++}`;
    this.#line(`subgraph ${id}["${escaped(title)}"]`);
    this.#depth++;
    // Without it a box that no arrow leaves is drawn from left to right.
    this.#line('direction TB');
    const drawn = draw();
    this.#depth--;
    this.#line('end');
    return { id, drawn };
  }

  join(from: readonly Loose[], to: string): void {
    for (const { from: node, label } of from) {
      this.#arrows.push(label === '' ? `  ${node} --> ${to}` : `  ${node} -->|"${escaped(label)}"| ${to}`);
    }
  }

  dotted(from: string | undefined, to: string | undefined, label: string): void {
    if (from !== undefined && to !== undefined) this.#arrows.push(`  ${from} -.->|"${escaped(label)}"| ${to}`);
  }

  text(): string {
    return `${[...this.#boxes, ...this.#arrows].join('\n')}\n`;
  }

  #line(text: string): void {
    this.#boxes.push('  '.repeat(this.#depth) + text);
  }
}

/** Text inside quotes: Mermaid's own entities for what would end it or be read as markup. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '"': '#quot;',
    '#': '#35;',
    '<': '#lt;',
    '>': '#gt;',
    '`': '#96;',
  };
  return text.replaceAll(/["#<>`]/g, (sign) => entities[sign] ?? sign).replaceAll('\n', '<br/>');
}
