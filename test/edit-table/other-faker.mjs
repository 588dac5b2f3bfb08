/** Stands for another version of faker: other words, and another number of draws for each. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { faker } = require('@faker-js/faker/locale/en');

for (const [module, method] of [
  ['person', 'fullName'],
  ['location', 'city'],
  ['date', 'soon'],
]) {
  const { prototype } = faker[module].constructor;
  const before = prototype[method];
  prototype[method] = function (...args) {
    faker.number.float();
    const said = before.apply(this, args);
    return said instanceof Date ? new Date(said.getTime() + 1) : `New ${said}`;
  };
}
