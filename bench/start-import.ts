/** Imports what is named in a fresh process; tells what that took, in ms of CPU and of the clock. */
const before = process.cpuUsage();
const began = performance.now();
await import(process.argv[2] ?? '');
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ cpu: (user + system) / 1000, wall: performance.now() - began }));
