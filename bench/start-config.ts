/** What the command line is given to start with. */
import { journeys } from './start-journey.ts';

export default { journeys, users: 2, seed: 'start' };
