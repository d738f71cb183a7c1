// Generated from wit/0.2.0/forge-extension.wit by "npm run generate"; not to be edited.

/** @module Interface forge:extension/host-log@0.2.0 **/
export function log(level: LogLevel, message: string): void;
/**
 * # Variants
 *
 * ## `"trace"`
 *
 * ## `"debug"`
 *
 * ## `"info"`
 *
 * ## `"warn"`
 *
 * ## `"error"`
 */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
