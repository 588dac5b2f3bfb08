import { shop } from './shop.ts';

/** The shop as a config of the command line. */
export default { scenario: shop({ customers: 12 }) };
