/** Nothing: what Node itself takes to load a file. */
export {};
