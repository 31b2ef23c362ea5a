/**
Ends the process with `exitCode` after `afterMs`, whatever is still going on then. Armed before anything is taken down: a
step that fails or never ends must not leave a process behind that nobody sees. Does not keep the process alive itself.
*/
export function armExit(exitCode: number, afterMs = 2000): void {
	setTimeout(() => process.exit(exitCode), afterMs).unref();
}
