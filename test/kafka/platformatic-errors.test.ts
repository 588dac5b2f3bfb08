import { expect, it } from 'vitest';

import { failureOf } from '../../adapters/kafka/platformatic-errors.ts';

it.each([
  ['an answer that a dying broker did not finish', 'OUT_OF_BOUNDS', { reason: 'connect', mayPass: true }],
  ['a connection that is gone', 'PLT_KFK_NETWORK', { reason: 'connect', mayPass: true }],
  ['credentials that are refused', 'PLT_KFK_AUTHENTICATION', { reason: 'credentials', mayPass: false }],
  ['what nobody knows', 'PLT_KFK_ODD', { reason: 'other', mayPass: false }],
])('%s is what it is about, and tried again where that may help', (_what, code, { reason, mayPass }) => {
  const outer = new Error('writing failed', { cause: Object.assign(new Error('Out of bounds.'), { code }) });

  const { told, mayPass: found } = failureOf(outer, false);
  expect({ reason: told.reason, mayPass: found }).toEqual({ reason, mayPass });
  // What was cut off on purpose is not tried again.
  expect(failureOf(outer, true).mayPass).toBe(false);
});
