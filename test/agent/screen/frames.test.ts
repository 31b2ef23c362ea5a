import {describe, expect, test} from 'vitest';
import {type AgentModel, foldLogLine} from '../../../source/agent/story/agent-model.js';
import {
	active,
	at,
	connect,
	facts,
	hourMs,
	later,
	lose,
	master,
	modelOf,
	neverConnected,
	play,
	reconnecting,
	refused,
	show,
	silent,
	small,
	toWall,
	wide,
} from '../../stories/agent-scenes.js';

const tmux = {columns: 80, rows: 23};
const large = {columns: 120, rows: 36};

function failing(): AgentModel {
	return play(active(), lose(at(3, 13, 52), silent).slice(0, 1));
}

describe('at 80×24', () => {
	test('reconnecting', () => {
		expect(show(reconnecting())).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   down 1m 42s, since 03:12:09              master.example:50050
			   Nothing is listening there. The master is probably down.           plaintext
			   ECONNREFUSED 10.0.0.5:50050, the same on all 4 attempts. The name resolves.

			 Next try     in 33 s, at 03:14:24   █████████░░░░░░░░░░░             attempt 5
			 Then         every 60 s, for ever                                  r tries now

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			               [RECONNECTING]◂──── ConnectionLost ◂─────────┘

			 Streak       0, was 1,609 until 03:12:04                      best ever 48,210
			 Last 24 h    ─────────────────────────×────────────────×──×  3 outages, 5m 53s

			 This outage ───────────────────────────────────────────────────── 4 attempts ──
			 03:12:09  LOST   3 heartbeats failed in a row: nothing is listening
			 03:12:14  FAIL   attempt 1, after  5 s   nothing is listening
			 03:12:24  FAIL   attempt 2, after 10 s   nothing is listening
			 03:12:44  FAIL   attempt 3, after 20 s   nothing is listening
			 03:13:24  FAIL   attempt 4, after 40 s   nothing is listening

			 r retry now   e full error   o outages   y copy report         ? help   q quit
			"
		`);
	});

	test('active', () => {
		expect(show(active())).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ● ACTIVE   2h 14m, since 00:59:40                         master.example:50050
			   All good.                                                          plaintext
			   Last outage 01:13:00, lasted 2m 35s: the master did not answer.

			 Heartbeat    in 2 s, at 03:13:53    ████████░░░░░░░░░░░░             every 5 s
			 Streak       1,610 in a row                                   best ever 48,210

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸[ACTIVE]
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Round trip   15 ms  ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▃▃▃▃▃▃▃▃▃▃ 5 min  p50 14 ms  p99 41 ms
			 Last 24 h    ─────────────────────────×────────────────×───  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 00:59:40  INFO   Agent web-eu-1 starts, master master.example:50050, plaintext
			 00:59:40  INFO   Agent registered with master at master.example:50050, reporti…
			 01:20:00  WARN   Heartbeat failed (1/3): no answer           x2, last 02:40:11
			 02:40:12  INFO   Heartbeat recovered, connection stable


			 o outages   / filter log   p pause log   y copy report         ? help   q quit
			"
		`);
	});

	test('a failing heartbeat', () => {
		expect(show(failing())).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ● ACTIVE   2h 14m, since 00:59:40                         master.example:50050
			   ! Heartbeat failed (1/3): no answer within 5 s. Same session.      plaintext
			   Two more in a row mean lost.

			 Heartbeat    again within 1 s                                        every 5 s
			 Streak       1,610 in a row                                   best ever 48,210

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸[ACTIVE]
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Round trip   15 ms  ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▃▃▃▃▃▃▃▃▃▃ 5 min  p50 14 ms  p99 41 ms
			 Last 24 h    ─────────────────────────×────────────────×──!  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 00:59:40  INFO   Agent web-eu-1 starts, master master.example:50050, plaintext
			 00:59:40  INFO   Agent registered with master at master.example:50050, reporti…
			 01:20:00  WARN   Heartbeat failed (1/3): no answer           x2, last 02:40:11
			 02:40:12  INFO   Heartbeat recovered, connection stable


			 o outages   / filter log   p pause log   y copy report         ? help   q quit
			"
		`);
	});

	test('never connected, with the master on this machine', () => {
		expect(show(neverConnected())).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   never connected, for 42 s, since 03:13:09     localhost:50050
			   Nothing is listening there. No master runs on this machine.        plaintext
			   Start one with  sloth-master  or name another with  --master HOST:PORT

			 Next try     in 33 s, at 03:14:24   ████░░░░░░░░░░░░░░░░             attempt 5
			 Then         every 60 s, for ever                                  r tries now

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			               [RECONNECTING]◂──── ConnectionLost ◂─────────┘

			 Streak       0                                                     best ever 0
			 Last 24 h    ────────────────────────────────────────────────×  1 outage, 42 s

			 This outage ───────────────────────────────────────────────────── 4 attempts ──
			 03:13:09  FAIL   attempt 1               nothing is listening
			 03:13:14  FAIL   attempt 2, after  5 s   nothing is listening
			 03:13:24  FAIL   attempt 3, after 10 s   nothing is listening
			 03:13:44  FAIL   attempt 4, after 20 s   nothing is listening


			 r retry now   e full error   o outages   y copy report         ? help   q quit
			"
		`);
	});

	test('never connected, with the master elsewhere', () => {
		expect(show(neverConnected(master))).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   never connected, for 42 s                master.example:50050
			   Nothing is listening there. The master is probably down.           plaintext
			   ECONNREFUSED 10.0.0.5:50050, the same on all 4 attempts. The name resolves.

			 Next try     in 33 s, at 03:14:24   ████░░░░░░░░░░░░░░░░             attempt 5
			 Then         every 60 s, for ever                                  r tries now

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			               [RECONNECTING]◂──── ConnectionLost ◂─────────┘

			 Streak       0                                                     best ever 0
			 Last 24 h    ────────────────────────────────────────────────×  1 outage, 42 s

			 This outage ───────────────────────────────────────────────────── 4 attempts ──
			 03:13:09  FAIL   attempt 1               nothing is listening
			 03:13:14  FAIL   attempt 2, after  5 s   nothing is listening
			 03:13:24  FAIL   attempt 3, after 10 s   nothing is listening
			 03:13:44  FAIL   attempt 4, after 20 s   nothing is listening


			 r retry now   e full error   o outages   y copy report         ? help   q quit
			"
		`);
	});

	test('connecting for the first time', () => {
		expect(show(play(modelOf(), connect(at(3, 13, 49), 0, 0).slice(0, 1)))).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ○ CONNECTING   2 s, since 03:13:49                        master.example:50050
			   It tries the master now: attempt 1.                                plaintext


			 Trying       for 2 s                ████░░░░░░░░░░░░░░░░             attempt 1
			 Then         it gives up this attempt after 10 s

			  Start ───────▸[CONNECTING]───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Streak       0                                                best ever 48,210
			 Last 24 h    ─────────────────────────×────────────────×───  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 Nothing logged yet.





			 o outages   / filter log   p pause log   y copy report         ? help   q quit
			"
		`);
	});

	test('registered, no heartbeat acknowledged yet', () => {
		expect(show(play(modelOf(), connect(at(3, 13, 50), 0, 0)))).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ● REGISTERED   0 s, since 03:13:50                        master.example:50050
			   The master knows this agent. No heartbeat is acknowledged yet.     plaintext


			 Heartbeat    on its way             ████████████████████             every 5 s
			 Streak       0                                                best ever 48,210

			  Start ───────▸ Connecting ───────▸[REGISTERED]◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Round trip   No beat yet.
			 Last 24 h    ─────────────────────────×────────────────×───  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 Nothing logged yet.





			 o outages   / filter log   p pause log   y copy report         ? help   q quit
			"
		`);
	});

	test('connection lost, in the moment of it', () => {
		expect(show(play(active(), lose(at(3, 13, 51), silent)))).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 × CONNECTION LOST   down 0 s, since 03:13:51              master.example:50050
			   No answer within 5 s. The master is stuck, or the network drops    plaintext
			   packets. TIMEOUT.

			 Next try     It is being planned.
			 Streak       0, was 1,610 until 03:13:49                      best ever 48,210

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂────[CONNECTIONLOST]◂─────────┘

			 Round trip   -      ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▃▃▃▃▃▃▃▃▃▃ 5 min  p50 14 ms  p99 41 ms
			 Last 24 h    ─────────────────────────×────────────────×──×  3 outages, 4m 11s

			 This outage ───────────────────────────────────────────────────── 0 attempts ──
			 03:13:51  LOST   3 heartbeats failed in a row: the master did not answer





			 r retry now   e full error   o outages   y copy report         ? help   q quit
			"
		`);
	});

	test('connecting in an outage', () => {
		const model = play(reconnecting(), [
			{type: 'connecting', at: at(3, 13, 50), master: {host: 'master.example', port: 50_050}, attempt: 5},
		]);
		expect(show(model)).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ CONNECTING   down 1m 42s, since 03:12:09                master.example:50050
			   It tries the master now: attempt 5.                                plaintext
			   Until now: nothing is listening.

			 Trying       for 1 s                ██░░░░░░░░░░░░░░░░░░             attempt 5
			 Then         it gives up this attempt after 10 s

			  Start ───────▸[CONNECTING]───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Streak       0, was 1,609 until 03:12:04                      best ever 48,210
			 Last 24 h    ─────────────────────────×────────────────×──×  3 outages, 5m 53s

			 This outage ───────────────────────────────────────────────────── 4 attempts ──
			 03:12:09  LOST   3 heartbeats failed in a row: nothing is listening
			 03:12:14  FAIL   attempt 1, after  5 s   nothing is listening
			 03:12:24  FAIL   attempt 2, after 10 s   nothing is listening
			 03:12:44  FAIL   attempt 3, after 20 s   nothing is listening
			 03:13:24  FAIL   attempt 4, after 40 s   nothing is listening

			 r retry now   e full error   o outages   y copy report         ? help   q quit
			"
		`);
	});

	test('stopped', () => {
		const reason = {type: 'asked', by: 'q on the screen'} as const;
		expect(show(play(active(), [{type: 'stopped', at: at(3, 13, 50), reason}]))).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ○ STOPPED   at 03:13:50                                   master.example:50050
			   It was stopped: q on the screen.                                   plaintext


			 Next         Nothing. Start it again with  sloth-agent
			 Streak       0, was 1,610 until 03:13:49                      best ever 48,210

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Round trip   -      ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▃▃▃▃▃▃▃▃▃▃ 5 min  p50 14 ms  p99 41 ms
			 Last 24 h    ─────────────────────────×────────────────×───  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 00:59:40  INFO   Agent web-eu-1 starts, master master.example:50050, plaintext
			 00:59:40  INFO   Agent registered with master at master.example:50050, reporti…
			 01:20:00  WARN   Heartbeat failed (1/3): no answer           x2, last 02:40:11
			 02:40:12  INFO   Heartbeat recovered, connection stable


			 o outages   / filter log   p pause log   y copy report         ? help   q quit
			"
		`);
	});

	test('refused', () => {
		expect(show(refused())).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 × REFUSED   at 03:13:50                                   master.example:50050
			   The master does not permit it: this name is not yours.             plaintext
			   PERMISSION_DENIED. It was never registered, so it does not try again.

			 Next         Nothing. Start it again with  sloth-agent
			 Streak       0                                                best ever 48,210

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Round trip   No beat yet.
			 Last 24 h    ─────────────────────────×────────────────×───  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 Nothing logged yet.





			 e full error   o outages   / filter log   y copy report        ? help   q quit
			"
		`);
	});

	test('in an outage for days', () => {
		expect(show(reconnecting(), wide, {now: later(6 * 24 * hourMs)})).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 12d 4h      03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   down 6d 0h, since 1 Jul 03:12            master.example:50050
			   Nothing is listening there. The master is probably down.           plaintext
			   ECONNREFUSED 10.0.0.5:50050, the same on all 4 attempts. The name resolves.

			 Next try     in 0 s, at 03:14:24    ████████████████████             attempt 5
			 Then         every 60 s, for ever                                  r tries now

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			               [RECONNECTING]◂──── ConnectionLost ◂─────────┘

			 Streak       0, was 1,609 until 1 Jul 03:12                   best ever 48,210
			 Last 24 h    ××××××××××××××××××××××××××××××××××××××××××××××××  1 outage, 1d 0h

			 This outage ───────────────────────────────────────────────────── 4 attempts ──
			 1 Jul 03:12  LOST   3 heartbeats failed in a row: nothing is listening
			 1 Jul 03:12  FAIL   attempt 1, after  5 s   nothing is listening
			 1 Jul 03:12  FAIL   attempt 2, after 10 s   nothing is listening
			 1 Jul 03:12  FAIL   attempt 3, after 20 s   nothing is listening
			 1 Jul 03:13  FAIL   attempt 4, after 40 s   nothing is listening

			 r retry now   e full error   o outages   y copy report         ? help   q quit
			"
		`);
	});

	test('without motion', () => {
		expect(show(reconnecting(), wide, {isMotionless: true})).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                       v1.4.2   up 6d 4h       03:13 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   down since 03:12:09                      master.example:50050
			   Nothing is listening there. The master is probably down.           plaintext
			   ECONNREFUSED 10.0.0.5:50050, the same on all 4 attempts. The name resolves.

			 Next try     at 03:14:24                                             attempt 5
			 Then         every 60 s, for ever                                  r tries now

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			               [RECONNECTING]◂──── ConnectionLost ◂─────────┘

			 Streak       0, was 1,609 until 03:12:04                      best ever 48,210
			 Last 24 h    ──────────────────────×──────────────×──×  3 outages, one goes on

			 This outage ───────────────────────────────────────────────────── 4 attempts ──
			 03:12:09  LOST   3 heartbeats failed in a row: nothing is listening
			 03:12:14  FAIL   attempt 1, after  5 s   nothing is listening
			 03:12:24  FAIL   attempt 2, after 10 s   nothing is listening
			 03:12:44  FAIL   attempt 3, after 20 s   nothing is listening
			 03:13:24  FAIL   attempt 4, after 40 s   nothing is listening

			 r retry now   e full error   o outages   y copy report         ? help   q quit
			"
		`);
	});

	test('the demo before the first K', () => {
		const model = modelOf({
			policy: {...modelOf().policy, heartbeatIntervalMs: 500, maxDelayMs: 6000},
			facts: {...facts, name: 'demo', master: '127.0.0.1:34567', log: null},
		});
		const playing = play(model, connect(at(3, 13, 45), 10, at(3, 13, 51)));
		expect(show(playing, wide, {mode: 'demo', hasOtherView: true, demoMaster: 'running'})).toMatchInlineSnapshot(`
			"
			 sloth-agent  demo                        v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ● ACTIVE   5 s, since 03:13:45                                 127.0.0.1:34567
			   All good.                                                          plaintext
			   Last outage 01:13:00, lasted 2m 35s: the master did not answer.

			 Heartbeat    every 500 ms, last ok
			 Streak       10 in a row                                      best ever 48,210

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸[ACTIVE]
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Round trip   15 ms                               ▇ 5 min  p50 14 ms  p99 16 ms
			 Last 24 h    ─────────────────────────×────────────────×───  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 Nothing logged yet.




			   Demo, times ten times shorter. Press K: it kills the master.
			 K kill master   D drop packets   tab master's view   r retry   ? help   q quit
			"
		`);
	});

	test('a watched agent that ended without a word', () => {
		expect(show(active(), wide, {mode: 'watch', goneSinceWall: toWall(at(3, 13, 50))})).toMatchInlineSnapshot(`
			"
			 sloth-agent watch  web-eu-1              v1.4.2   up 6d 3h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 × NOT RUNNING   since 03:13:50                            master.example:50050
			   This agent ended without a word. Below: as it stood then.          plaintext
			   It is shown again once it runs.

			 Next         It is looked for every second.
			 Streak       1,610 in a row                                   best ever 48,210

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸[ACTIVE]
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Round trip   15 ms  ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▃▃▃▃▃▃▃▃▃ 5 min  p50 14 ms  p99 41 ms
			 Last 24 h    ─────────────────────────×────────────────×───  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 00:59:40  INFO   Agent web-eu-1 starts, master master.example:50050, plaintext
			 00:59:40  INFO   Agent registered with master at master.example:50050, reporti…
			 01:20:00  WARN   Heartbeat failed (1/3): no answer           x2, last 02:40:11
			 02:40:12  INFO   Heartbeat recovered, connection stable


			 o outages   / filter log   p pause log   y copy report        ? help   q leave
			"
		`);
	});

	test('a watched agent that is frozen', () => {
		const scene = {mode: 'watch', goneSinceWall: toWall(at(3, 13, 50)), isSilent: true} as const;
		expect(show(active(), wide, scene)).toMatchInlineSnapshot(`
			"
			 sloth-agent watch  web-eu-1              v1.4.2   up 6d 3h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 × NOT ANSWERING   since 03:13:50                          master.example:50050
			   It runs but does not answer: it is frozen or stuck.                plaintext
			   Below: as it stood then.

			 Next         It is shown again once it answers.
			 Streak       1,610 in a row                                   best ever 48,210

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸[ACTIVE]
			                    ▴  ▾                  ▾                 │
			                Reconnecting ◂──── ConnectionLost ◂─────────┘

			 Round trip   15 ms  ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▃▃▃▃▃▃▃▃▃ 5 min  p50 14 ms  p99 41 ms
			 Last 24 h    ─────────────────────────×────────────────×───  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────
			 00:59:40  INFO   Agent web-eu-1 starts, master master.example:50050, plaintext
			 00:59:40  INFO   Agent registered with master at master.example:50050, reporti…
			 01:20:00  WARN   Heartbeat failed (1/3): no answer           x2, last 02:40:11
			 02:40:12  INFO   Heartbeat recovered, connection stable


			 o outages   / filter log   p pause log   y copy report        ? help   q leave
			"
		`);
	});
});

describe('at 80×23', () => {
	test('the log gives up a row', () => {
		expect(show(reconnecting(), tmux)).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   down 1m 42s, since 03:12:09              master.example:50050
			   Nothing is listening there. The master is probably down.           plaintext
			   ECONNREFUSED 10.0.0.5:50050, the same on all 4 attempts. The name resolves.

			 Next try     in 33 s, at 03:14:24   █████████░░░░░░░░░░░             attempt 5
			 Then         every 60 s, for ever                                  r tries now

			  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
			                    ▴  ▾                  ▾                 │
			               [RECONNECTING]◂──── ConnectionLost ◂─────────┘

			 Streak       0, was 1,609 until 03:12:04                      best ever 48,210
			 Last 24 h    ─────────────────────────×────────────────×──×  3 outages, 5m 53s

			 This outage ───────────────────────────────────────────────────── 4 attempts ──
			 03:12:09  LOST   3 heartbeats failed in a row: nothing is listening
			 03:12:24  FAIL   attempt 2, after 10 s   nothing is listening
			 03:12:44  FAIL   attempt 3, after 20 s   nothing is listening
			 03:13:24  FAIL   attempt 4, after 40 s   nothing is listening

			 r retry now   e full error   o outages   y copy report         ? help   q quit
			"
		`);
	});
});

describe('at 40×12', () => {
	test('reconnecting', () => {
		expect(show(reconnecting(), small)).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 ▲ RECONNECTING   1m 42s since 03:12:09
			 Nothing is listening at
			 master.example:50050. The master is
			 probably down. (ECONNREFUSED)

			 Next  in 33 s, at 03:14:24   attempt 5
			 Then  every 60 s, for ever
			 Lost ▸[RECONNECTING]⇄ Connecting ▸ Reg.
			 Streak  0, was 1,609     best 48,210

			 r retry  e error  o outages  ?  q quit
			"
		`);
	});

	test('active', () => {
		expect(show(active(), small)).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 ● ACTIVE   2h 14m since 00:59:40
			 All good.
			 Last outage 01:13:00, lasted 2m 35s:
			 the master did not answer.

			 Beat  in 2 s, at 03:13:53    every 5 s
			 Streak  1,610 in a row   best 48,210
			 Registered ⇄[ACTIVE]▸ Lost ▸ Reconn.
			 24 h    ──────×───×  2 outages, 4m 11s

			 o outages  / filter          ?  q quit
			"
		`);
	});

	test('a failing heartbeat', () => {
		expect(show(failing(), small)).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 ● ACTIVE   2h 14m since 00:59:40
			 ! Heartbeat failed (1/3): no answer
			 within 5 s. Same session.
			 Two more in a row mean lost.

			 Beat  again within 1 s       every 5 s
			 Streak  1,610 in a row   best 48,210
			 Registered ⇄[ACTIVE]▸ Lost ▸ Reconn.
			 24 h    ──────×───×  2 outages, 4m 11s

			 o outages  / filter          ?  q quit
			"
		`);
	});

	test('never connected', () => {
		expect(show(neverConnected(), small)).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 ▲ RECONNECTING   42 s since 03:13:09
			 Never connected. Nothing is listening
			 at localhost:50050. No master runs on
			 this machine. (ECONNREFUSED)
			 Start one with  sloth-master

			 Next  in 33 s, at 03:14:24   attempt 5
			 Then  every 60 s, for ever
			 Start ▸ Connecting ⇄[RECONNECTING]

			 r retry  e error  o outages  ?  q quit
			"
		`);
	});
});

describe('at 40×12, where much is to be said', () => {
	test('never connected, with the master elsewhere', () => {
		expect(show(neverConnected(master), small)).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 ▲ RECONNECTING   42 s since 03:13:09
			 Never connected. Nothing is listening
			 at master.example:50050. The master is
			 probably down. (ECONNREFUSED)

			 Next  in 33 s, at 03:14:24   attempt 5
			 Then  every 60 s, for ever
			 Start ▸ Connecting ⇄[RECONNECTING]
			 Streak  0                best 0

			 r retry  e error  o outages  ?  q quit
			"
		`);
	});

	test('refused', () => {
		expect(show(refused(), small)).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 × REFUSED   at 03:13:50
			 The master does not permit it: this
			 name is not yours.
			 PERMISSION_DENIED. It was never
			 registered, so it does not try again.

			 Next  Start it with  sloth-agent
			 Streak  0                best 48,210
			 [REFUSED]

			 e error  o outages           ?  q quit
			"
		`);
	});

	test('active for days', () => {
		expect(show(active(), small, {now: later(6 * 24 * hourMs)})).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 ● ACTIVE   6d 2h since 1 Jul 00:59
			 All good.
			 Last outage 1 Jul 01:13, lasted 2m
			 35s: the master did not answer.

			 Beat  on its way             every 5 s
			 Streak  1,610 in a row   best 48,210
			 Registered ⇄[ACTIVE]▸ Lost ▸ Reconn.
			 24 h    ───────────────────  no outage

			 o outages  / filter          ?  q quit
			"
		`);
	});

	test('in an outage for days', () => {
		expect(show(reconnecting(), small, {now: later(6 * 24 * hourMs)})).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 ▲ RECONNECTING   6d 0h since 1 Jul
			 Nothing is listening at
			 master.example:50050. The master is
			 probably down. (ECONNREFUSED)

			 Next  in 0 s, at 03:14:24    attempt 5
			 Then  every 60 s, for ever
			 Lost ▸[RECONNECTING]⇄ Connecting ▸ Reg.
			 Streak  0, was 1,609     best 48,210

			 r retry  e error  o outages  ?  q quit
			"
		`);
	});

	test('the demo before the first K', () => {
		const demo = {mode: 'demo', hasOtherView: true, demoMaster: 'running'} as const;
		expect(show(active(), small, demo)).toMatchInlineSnapshot(`
			"
			 web-eu-1                 03:13:51 CEST
			 ● ACTIVE   2h 14m since 00:59:40
			 All good.
			 Last outage 01:13:00, lasted 2m 35s:
			 the master did not answer.

			 Beat  in 2 s, at 03:13:53    every 5 s
			 Streak  1,610 in a row   best 48,210
			 Registered ⇄[ACTIVE]▸ Lost ▸ Reconn.
			 24 h    ──────×───×  2 outages, 4m 11s
			   Demo. Press K: it kills the master.
			 K kill  D drop  tab master   ?  q quit
			"
		`);
	});
});

describe('at 120×36', () => {
	test('reconnecting, with what happens next beside the boxes', () => {
		expect(show(reconnecting(), large)).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                                                            v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   down 1m 42s, since 03:12:09                                                      master.example:50050
			   Nothing is listening there. The master is probably down.                                                   plaintext
			   ECONNREFUSED 10.0.0.5:50050, the same on all 4 attempts. The name resolves.

			 Next try     in 33 s, at 03:14:24   █████████░░░░░░░░░░░                                                     attempt 5
			 Then         every 60 s, for ever                                                                          r tries now

			 ┌───────┐     ┌────────────┐      ┌────────────┐      ┌────────┐   What happens next
			 │ Start │────▸│ Connecting │─────▸│ Registered │◂────▸│ Active │   attempt 5     in    33 s   at 03:14:24
			 └───────┘     └────────────┘      └────────────┘      └────────┘   attempt 6     in  1m 33s   at 03:15:24
			                    ▴  ▾                  ▾                 │       attempt 7     in  2m 33s   at 03:16:24
			              ┏━━━━━━━━━━━━━━┓   ┌────────────────┐         │       Longest wait 60 s; it never gives up.
			              ┃ RECONNECTING ┃◂──│ ConnectionLost │◂────────┘       r tries now and begins the schedule anew.
			              ┗━━━━━━━━━━━━━━┛   └────────────────┘                 On success: registered, then active.

			 Streak       0, was 1,609 until 03:12:04                                                              best ever 48,210
			 Last 24 h    ────────────────────────────────────────────────×─────────────────────────────×──────×  3 outages, 5m 53s

			 This outage ───────────────────────────────────────────────────────────────────────────────────────────── 4 attempts ──
			 03:12:09  LOST   3 heartbeats failed in a row: nothing is listening
			 03:12:14  FAIL   attempt 1, after  5 s   nothing is listening
			 03:12:24  FAIL   attempt 2, after 10 s   nothing is listening
			 03:12:44  FAIL   attempt 3, after 20 s   nothing is listening
			 03:13:24  FAIL   attempt 4, after 40 s   nothing is listening









			 r retry now   e full error   o outages   y copy report                                                 ? help   q quit
			"
		`);
	});

	test('active', () => {
		expect(show(active(), large)).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                                                            v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
			 ● ACTIVE   2h 14m, since 00:59:40                                                                 master.example:50050
			   All good.                                                                                                  plaintext
			   Last outage 01:13:00, lasted 2m 35s: the master did not answer.

			 Heartbeat    in 2 s, at 03:13:53    ████████░░░░░░░░░░░░                                                     every 5 s
			 Streak       1,610 in a row                                                                           best ever 48,210

			 ┌───────┐     ┌────────────┐      ┌────────────┐      ┏━━━━━━━━┓   What happens next
			 │ Start │────▸│ Connecting │─────▸│ Registered │◂────▸┃ ACTIVE ┃   A heartbeat every 5 s, answered in 5 s.
			 └───────┘     └────────────┘      └────────────┘      ┗━━━━━━━━┛   A failed one is repeated within 1 s.
			                    ▴  ▾                  ▾                 │       3 failed in a row: connection lost.
			              ┌──────────────┐   ┌────────────────┐         │       Then attempts, from 5 s up to every 60 s.
			              │ Reconnecting │◂──│ ConnectionLost │◂────────┘       r sends a heartbeat now.
			              └──────────────┘   └────────────────┘

			 Round trip   15 ms  ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃ 5 min  p50 14 ms  p99 41 ms
			 Last 24 h    ────────────────────────────────────────────────×─────────────────────────────×───────  2 outages, 4m 11s

			 Log ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
			 00:59:40  INFO   Agent web-eu-1 starts, master master.example:50050, plaintext
			 00:59:40  INFO   Agent registered with master at master.example:50050, reporting address web-eu-1:0
			 01:20:00  WARN   Heartbeat failed (1/3): no answer                                                   x2, last 02:40:11
			 02:40:12  INFO   Heartbeat recovered, connection stable










			 o outages   / filter log   p pause log   y copy report                                                 ? help   q quit
			"
		`);
	});
});

describe('the other views', () => {
	test('the outages', () => {
		expect(show(reconnecting(), wide, {}, {page: {type: 'outages', selected: 1}})).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   down 1m 42s, since 03:12:09
			 Outages ────────────────────────────────────────────────────────────────── 3 ──
			 03:12:09        1m 42s  nothing is listening
			▸01:13:00        2m 35s  the master did not answer
			 16:40:00        1m 36s  the master did not answer
















			 ↵ show it   ▴▾ move   esc back                                 ? help   q quit
			"
		`);
	});

	test('one outage in full', () => {
		expect(show(reconnecting(), wide, {}, {page: {type: 'outage', selected: 0, top: 0}})).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   down 1m 42s, since 03:12:09
			 Outage of 03:12:09 ────────────────────────────────────────────────────────────
			 Lost       2026-07-01 03:12:09 +02:00
			 Back       not yet
			 Lasted     1m 42s so far
			 Attempts   4
			 Streak     1,609 heartbeats in a row ended
			 Reason     Nothing is listening at master.example:50050 (ECONNREFUSED). The
			            master is probably down.
			 Code       ECONNREFUSED











			 ▴▾ move   ◂▸ older, newer   esc back   y copy report           ? help   q quit
			"
		`);
	});

	test('no outage yet', () => {
		const history = {...modelOf().history, outages: []};
		const text = show(modelOf({history}), wide, {}, {page: {type: 'outages', selected: 0}});
		expect(text).toContain(' No outage since the first start, 6d 4h ago.');
	});

	test('the error in full', () => {
		expect(show(reconnecting(), wide, {}, {page: {type: 'error', top: 0}})).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ▲ RECONNECTING   down 1m 42s, since 03:12:09
			 The error in full ─────────────────────────────────────────────────────────────
			 What       Nothing is listening at master.example:50050 (ECONNREFUSED). The
			            master is probably down.
			 Code       ECONNREFUSED
			 Kind       unreachable
			 Said       connect ECONNREFUSED 10.0.0.5:50050
			 Master     master.example:50050
			 Attempts   4












			 ▴▾ move   y copy report   esc back                             ? help   q quit
			"
		`);
	});

	test('the help', () => {
		expect(show(active(), wide, {}, {page: {type: 'help', top: 0}})).toMatchInlineSnapshot(`
			"
			 sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST
			────────────────────────────────────────────────────────────────────────────────
			 ● ACTIVE   2h 14m, since 00:59:40
			 Keys ──────────────────────────────────────────────────────────────────────────
			 r     Tries the master now, by a new schedule. In a session: a heartbeat now.
			 e     Shows the last error in full.
			 o     Lists the outages; enter shows one in full.
			 /     Shows only the log lines that hold a text.
			 p     Holds the log still, or lets it go on.
			 y     Writes a report of ten lines to a file and offers it to the clipboard.
			 ▴▾    Moves: also j k, PgUp PgDn, home end, g G.
			 ◂▸    In one outage: shows the one before it, the one after it.
			 esc   Goes back, or shows the whole log. It never quits.
			 ?     Shows the keys.
			 q     Stops this agent, after a question. ctrl-c twice stops it at once.








			 ▴▾ move   esc back                                                      q quit
			"
		`);
	});

	test('the question before it stops', () => {
		const lines = show(active(), wide, {}, {isAsking: true}).trimEnd().split('\n');
		expect(lines.at(-1)).toBe(' Stop this agent? It unregisters. y/N');
	});

	test('a filter that nothing matches', () => {
		const text = show(active(), wide, {}, {filter: 'zebra'});
		expect(text).toContain(' Nothing matches "zebra". 4 hidden. esc shows all.');
	});

	test('a filter shows what matches, in an outage too', () => {
		const model = foldLogLine(reconnecting(), {level: 'warn', message: 'one Zebra', wallMs: toWall(at(3, 13, 0))});
		const text = show(model, wide, {}, {filter: 'zebra'});
		expect(text).toContain(' 03:13:00  WARN   one Zebra');
		expect(text).not.toContain('attempt 1, after');
	});

	test('a paused log stays as it was', () => {
		const before = active();
		const after = foldLogLine(before, {level: 'info', message: 'later', wallMs: toWall(at(3, 13, 50))});
		expect(show(after, wide, {}, {paused: before.log})).not.toContain('later');
		expect(show(after)).toContain('later');
	});

	test('a notice stands above the keys', () => {
		const lines = show(active(), wide, {}, {notice: 'Report written to /tmp/r.txt'}).trimEnd().split('\n');
		expect(lines.at(-2)).toBe('   Report written to /tmp/r.txt');
		expect(lines.at(-1)).toMatch(/q quit$/u);
	});
});
