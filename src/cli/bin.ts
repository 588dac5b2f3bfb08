#!/usr/bin/env node
/** The command `synode`. Sets the exit code and lets the event loop end: process.exit() may hang on Node 24. */
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2));
