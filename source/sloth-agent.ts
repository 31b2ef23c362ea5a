#!/usr/bin/env node
import {takeSignals} from './host/signals.js';

const signals = takeSignals();
const {runAgentProgram} = await import('./agent/program.js');
process.exit(await runAgentProgram(signals));
