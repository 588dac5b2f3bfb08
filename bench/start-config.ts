/** What the command line is given to start with: the model job, two users. */
import { modelJob, RUN } from './model-job.ts';

export default { journeys: [modelJob], users: 2, ...RUN };
