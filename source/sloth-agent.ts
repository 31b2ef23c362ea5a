#!/usr/bin/env node
import {takeSignals} from './program/signals.js';

const signals = takeSignals();
const {runAgentProgram} = await import('./agent/program.js');
process.exit(await runAgentProgram(signals, async (...demo) => (await import('./demo/demo.js')).runDemo(...demo)));
