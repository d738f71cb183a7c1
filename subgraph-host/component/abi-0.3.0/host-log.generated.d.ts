// Generated from wit/0.3.0/forge-extension.wit by "npm run generate"; not to be edited.

/** @module Interface forge:extension/host-log@0.3.0 **/
/**
 * Writes one line into the log, under the name of the extension and with the id of the request.
 *
 * Keep `message` constant and put what changes into `fields`, a JSON object such as `{"issue":7}`: so lines can
 * be counted and searched. Fields that are no JSON object, or longer than 8 192 characters, are left out, and
 * the line says so. Control characters become spaces; more than 500 lines a second are dropped and counted.
 */
export function log(level: LogLevel, message: string, fields: string | undefined): void;
/**
 * How much a line matters; the operator chooses from which level on lines are kept.
 * # Variants
 *
 * ## `"trace"`
 *
 * Every step, for finding a fault.
 * ## `"debug"`
 *
 * What helps an author to understand a run.
 * ## `"info"`
 *
 * A change of state that an operator wants to see.
 * ## `"warn"`
 *
 * Something unexpected that was coped with.
 * ## `"error"`
 *
 * Something failed, and somebody has to look at it.
 */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
