/** Something that is undone later. */
type Step = () => Promise<void> | void;

/**
Runs `body`, then what it gave to `later`, the last first: each also where `body` or another of them failed. Resolves with
what `body` returned; rejects with what failed first.
*/
export async function undoing<Result extends NonNullable<unknown>>(
	body: (later: (step: Step) => void) => Promise<Result>,
): Promise<Result> {
	const steps: Step[] = [];
	const failures: unknown[] = [];
	let result: Result | undefined;
	const attempt = async (task: Step) => {
		try {
			await task();
		} catch (error) {
			failures.push(error);
		}
	};

	await attempt(async () => {
		result = await body((step) => steps.unshift(step));
	});
	for (const step of steps) {
		await attempt(step);
	}

	if (failures.length > 0 || result === undefined) {
		throw failures[0];
	}

	return result;
}
