/** A small journey by the package's public name, as a user's test has it; also what threads and the command line load. */
import { defineAction, defineAdventure, defineJourney, fake, int, wait, type Fields } from 'synode';

/** One event a user. */
export function shopWith(fields: Fields) {
  const place = defineAction({ id: 'place', name: 'order.placed', fields });
  return defineJourney({
    id: 'shop',
    adventures: [defineAdventure({ id: 'buy', actions: [wait({ min: '1m', max: '2h' }), place] })],
  });
}

export const plain: Fields = { items: int({ min: 1, max: 9 }) };
export const withText: Fields = { ...plain, customer: fake((faker) => faker.person.fullName()) };
export const journeys = [shopWith(plain)];
