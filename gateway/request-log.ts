/**
 * Which requests of clients are logged at the level `info`; every other is at `debug`. `failed`: those that the system
 * could not answer as it should. What a client has asked wrongly is not among them, or anybody could fill the log.
 */
export const requestLogs = ['none', 'failed', 'all'] as const;
export type RequestLog = (typeof requestLogs)[number];
