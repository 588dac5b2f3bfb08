/** The first fixture of a test whose journey draws text. */
import { fixture } from 'synode/testing';

import { shopWith, withText } from './start-journey.ts';

if (fixture(shopWith(withText)).build().length !== 1) throw new Error('no event');
