#!/usr/bin/env node
import {takeSignals} from './program/signals.js';

const signals = takeSignals();
const {runMasterProgram} = await import('./master/program.js');
process.exit(await runMasterProgram(signals));
