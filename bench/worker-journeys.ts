/** The model job for worker threads. */
import { modelJob } from './model-job.ts';

export const journeys = [modelJob];
