#!/usr/bin/env node
import type {OpenMasterView} from './agent/demo-on-screen.js';
import {takeSignals} from './host/signals.js';

const signals = takeSignals();
const {runAgentProgram} = await import('./agent/program.js');
const openMasterView: OpenMasterView = async (demo) => (await import('./master/demo-view.js')).openDemoView(demo);
process.exit(await runAgentProgram(signals, openMasterView));
