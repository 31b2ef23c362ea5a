#!/usr/bin/env node
import type {OpenMasterView} from './demo/demo-on-screen.js';
import {takeSignals} from './program/signals.js';

const signals = takeSignals();
const {runAgentProgram} = await import('./agent/program.js');
const openMasterView: OpenMasterView = async (demo) => (await import('./demo/master-screen.js')).openDemoView(demo);
process.exit(await runAgentProgram(signals, openMasterView));
