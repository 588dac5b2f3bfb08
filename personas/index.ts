/** Personas for many uses: take one as it is, or mix several with `personaMix`. */
export { member } from './member.ts';
export { shopper } from './shopper.ts';
export { tradeCustomer } from './trade-customer.ts';
