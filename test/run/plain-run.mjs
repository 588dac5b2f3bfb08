/** A program on the built package that says as little as it can: what is left out has its default. */
import { defineAction, defineAdventure, defineJourney, generate } from 'synode';

const shop = defineJourney({
  id: 'shop',
  adventures: [defineAdventure({ id: 'visit', actions: [defineAction({ id: 'view', fields: { page: '/a' } })] })],
});
const debug = process.argv.includes('debug');
await generate(shop, { users: 2, logger: false, ...(debug ? { debug } : {}) });
