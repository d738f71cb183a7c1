import * as host from 'forge:extension/host-log@0.3.0';
import type { Json } from './json.ts';

type Fields = Readonly<Record<string, Json | undefined>>;
type Line = (message: string, fields?: Fields) => void;

/** @param level how much a line matters; the operator chooses from which level on lines are kept */
function lineOf(level: 'trace' | 'debug' | 'info' | 'warn' | 'error'): Line {
  return (message, fields) => {
    host.log(level, message, fields === undefined ? undefined : JSON.stringify(fields));
  };
}

/**
 * Lines in the host's log, with the id of the request. Keep the message constant and put what changes into fields:
 * `log.info('issue closed', { issue: id })`.
 */
export const log = {
  trace: lineOf('trace'),
  debug: lineOf('debug'),
  info: lineOf('info'),
  warn: lineOf('warn'),
  error: lineOf('error'),
} as const;
