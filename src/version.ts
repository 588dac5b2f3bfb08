/** Version of the package; a test compares it with package.json. */
export const SYNODE_VERSION = '0.1.0';
