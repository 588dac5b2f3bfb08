/** A workflow net as PNML (ISO/IEC 15909-2), a place/transition net with one page. */
import { join } from 'node:path';

import type { FileReport } from '../../src/model/adapter.ts';
import type { NetTransition, WorkflowNet } from '../../src/model/process-model.ts';

import { TextFile } from './text-file.ts';
import { xmlText } from './xml-text.ts';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml">
`;

/**
 * Writes `<id>.pnml`. The standard has no word for a transition that nobody sees, nor for where a case ends: readers take the
 * first from ProM's `toolspecific`, as pm4py and ProM write it, and the second is the place that nothing leaves.
 */
export function writePnml(folder: string, net: WorkflowNet): FileReport {
  const file = new TextFile(join(folder, `${net.id}.pnml`), 'pnml');
  const id = xmlText(net.id);
  file.write(`${HEAD}<net id="${id}" type="http://www.pnml.org/version-2009/grammar/ptnet">\n`);
  file.write(`<name>${text(net.id)}</name>\n<page id="page">\n`);
  for (const place of net.places) file.write(`${placeText(place, net)}\n`);
  for (const transition of net.transitions) file.write(`${transitionText(transition)}\n`, 1);
  for (const transition of net.transitions) file.write(arcsText(transition));
  file.write('</page>\n</net>\n</pnml>\n');
  return file.finish();
}

function placeText(place: string, { source, sink }: WorkflowNet): string {
  const name = place === source ? 'source' : place === sink ? 'sink' : place;
  const marking = place === source ? `<initialMarking>${text('1')}</initialMarking>` : '';
  return `<place id="${place}"><name>${text(name)}</name>${marking}</place>`;
}

function transitionText({ id, label }: NetTransition): string {
  const silent = '<toolspecific tool="ProM" version="6.4" activity="$invisible$"/>';
  return `<transition id="${id}"><name>${text(label ?? id)}</name>${label === undefined ? silent : ''}</transition>`;
}

function arcsText({ id, from, to }: NetTransition): string {
  const arcs = [...from.map((place) => [place, id]), ...to.map((place) => [id, place])];
  return arcs
    .map(([source = '', target = '']) => `<arc id="${source}-${target}" source="${source}" target="${target}"/>\n`)
    .join('');
}

function text(value: string): string {
  return `<text>${xmlText(value)}</text>`;
}
