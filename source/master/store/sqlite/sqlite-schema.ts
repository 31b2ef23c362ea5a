/** "Slth": the mark in the file's header by which a database of ours is known. */
export const applicationId = 0x53_6c_74_68;

/** The version of the schema, kept as the file's `user_version`. A file with a higher one is refused. */
export const schemaVersion = 1;

/** Makes an empty file a database of ours. To be run in a transaction that holds the file's lock. */
export const createSchema = `
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
CREATE TABLE agents (
	name TEXT PRIMARY KEY,
	address TEXT NOT NULL,
	peer_address TEXT NOT NULL,
	install_id TEXT NOT NULL,
	instance_id TEXT NOT NULL,
	session_id TEXT NOT NULL,
	version TEXT NOT NULL,
	policy TEXT,
	liveness TEXT NOT NULL,
	liveness_since_ms INTEGER NOT NULL,
	reason TEXT NOT NULL,
	registered_at_ms INTEGER NOT NULL,
	last_heartbeat_at_ms INTEGER,
	streak INTEGER NOT NULL,
	round_trip_ms REAL
) STRICT;
CREATE TABLE events (
	sequence INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	agent_name TEXT NOT NULL,
	type TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	severity TEXT NOT NULL,
	message TEXT NOT NULL,
	data TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (at_ms);
CREATE INDEX events_by_agent ON events (agent_name, at_ms);
`;

/**
Fails with a broken constraint where the open database is not intact, and with one named `newer` where a newer program
wrote it. One script and no queries: a prepared statement would hold the file's lock until it is garbage collected.
*/
export function verificationScript(scope: 'everything' | 'agents'): string {
	return `
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE verdict (line TEXT CONSTRAINT intact CHECK (line = 'ok'));
INSERT INTO verdict SELECT quick_check FROM pragma_quick_check(${scope === 'agents' ? "'agents'" : '1'});
CREATE TEMP TABLE written_by (version INTEGER CONSTRAINT newer CHECK (version <= ${schemaVersion}) CONSTRAINT intact CHECK (version >= 1));
INSERT INTO written_by SELECT user_version FROM pragma_user_version;
DROP TABLE temp.verdict;
DROP TABLE temp.written_by;
`;
}
