/** The first fixture of a test. */
import { fixture } from 'synode/testing';

import { plain, shopWith } from './start-journey.ts';

if (fixture(shopWith(plain)).build().length !== 1) throw new Error('no event');
