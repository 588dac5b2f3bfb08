/** Whether one of these test files speaks of `dist` or of workers, and so runs the built package. */
export function needsDist(paths: readonly string[]): boolean;
