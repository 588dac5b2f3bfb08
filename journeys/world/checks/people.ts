/** I3: positions form one tree, and nobody is led by somebody with a lower limit. */
import { Findings, numberOf, textOf, type CheckOutcome, type Row } from './finding.ts';

/** Checks the positions of a company. */
export function checkPositions(positions: readonly Row[]): CheckOutcome {
  const found = new Findings('I3');
  found.see(positions.length);
  const byId = new Map(positions.map((row) => [textOf(row, 'positionId'), row]));
  const roots = positions.filter((row) => textOf(row, 'leaderId') === '');
  found.expect(roots.length === 1, 'positions', `${roots.length} positions have no leader, one is expected`);
  for (const row of positions) {
    const id = textOf(row, 'positionId');
    const leader = byId.get(textOf(row, 'leaderId'));
    if (leader !== undefined) {
      const [own, above] = [numberOf(row, 'approvalLimit'), numberOf(leader, 'approvalLimit')];
      found.expect(above >= own, `positions ${id}`, `may approve ${own}, its leader only ${above}`);
    }
    found.expect(leadsToTop(row, byId), `positions ${id}`, 'is led in a circle');
  }
  return found.outcome();
}

function leadsToTop(row: Row, byId: ReadonlyMap<string, Row>): boolean {
  let at: Row | undefined = row;
  for (let steps = 0; steps <= byId.size; steps++) {
    const leader: string = textOf(at, 'leaderId');
    if (leader === '') return true;
    at = byId.get(leader);
    if (at === undefined) return true; // a leader that is not there is told by I2
  }
  return false;
}
