import { printable } from '@forgepoint/common/forge-error.ts';
import type { Charge, LogLevel } from './host-parts.ts';
import { price } from './prices.ts';

const windowMs = 1_000;
const maxLines = 500;
/** UTF-16 units. */
const maxLength = 256 * 1024;

type Log = (level: LogLevel, message: string) => void;

/**
 * What a guest logs: each line bounded in length, all of a second in number and length; what was left out is told
 * once a second.
 */
export function createGuestLog(log: Log, now: () => number, charge: Charge): Log {
  let windowStart = 0;
  let lines = 0;
  let length = 0;
  let dropped = 0;
  return (level, message) => {
    charge(price.call + message.length * price.byte);
    const time = now();
    if (time - windowStart >= windowMs || time < windowStart) {
      if (dropped > 0) {
        log(
          'warn',
          `${dropped} lines were left out: more than ${maxLines}, or than ${maxLength} characters, a second`,
        );
      }
      windowStart = time;
      lines = 0;
      length = 0;
      dropped = 0;
    }
    const line = printable(message);
    lines += 1;
    length += line.length;
    if (lines > maxLines || length > maxLength) dropped += 1;
    else log(level, line);
  };
}
