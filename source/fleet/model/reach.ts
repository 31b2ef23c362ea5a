import type {Failure} from '../../protocol/failures/failure.js';

/** Whether what is known of a master is as it is there. Times are monotonic milliseconds of this process. */
export type Reach =
	| {readonly type: 'in-process'}
	| {readonly type: 'connected'; readonly since: number}
	| {
			readonly type: 'none';
			/** When the contact was lost, or the watching began. */
			readonly since: number;
			/** There never was one. */
			readonly isFirst: boolean;
			/** Why. Undefined while the first attempt runs. */
			readonly reason: Failure | undefined;
			/** Undefined while an attempt runs. */
			readonly nextAttemptAt: number | undefined;
	  };
