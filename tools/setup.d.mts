/** Throws when the Node version is older than `engines.node` of the package.json in `root`. */
export function checkNode(root: string, version?: string): void;
/** Why the packages have to be installed, or undefined. */
export function installReason(root: string): string | undefined;
/** Why `dist` has to be built, or undefined. */
export function buildReason(root: string): string | undefined;
/** Brings `dist` up to date if it is not; throws when the build fails. */
export function buildIfStale(root: string): Promise<void>;
