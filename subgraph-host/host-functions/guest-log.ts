import { printable } from '@forgepoint/common/forge-error.ts';
import type { Charge, Clock, LogLevel } from './host-parts.ts';
import { price } from './prices.ts';

const windowMs = 1_000;
const maxLines = 500;

type Log = (level: LogLevel, message: string) => void;

/** What a guest logs: bounded in length and in lines a second; what was left out is told once a second. */
export function createGuestLog(log: Log, clock: Clock, charge: Charge): Log {
  let windowStart = 0;
  let lines = 0;
  let dropped = 0;
  return (level, message) => {
    charge(price.call + message.length * price.byte);
    const now = clock.nowMs();
    if (now - windowStart >= windowMs) {
      if (dropped > 0) log('warn', `${dropped} lines were left out: more than ${maxLines} a second`);
      windowStart = now;
      lines = 0;
      dropped = 0;
    }
    lines += 1;
    if (lines > maxLines) dropped += 1;
    else log(level, printable(message));
  };
}
