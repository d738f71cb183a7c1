import { printable, withoutControls } from '@forgepoint/common/forge-error.ts';
import { parseBoundedJson } from '@forgepoint/common/bounded-json.ts';
import type { Charge, LogFields, LogLevel } from './host-parts.ts';
import { price } from './prices.ts';

const windowMs = 1_000;
const maxLines = 500;
/** UTF-16 units. */
const maxLength = 256 * 1024;

type Log = (level: LogLevel, message: string, fields?: string) => void;

/**
 * What a guest logs: each line bounded in length, all of a second in number and length; what was left out is told
 * once a second.
 */
export function createGuestLog(
  log: (level: LogLevel, message: string, fields?: LogFields) => void,
  now: () => number,
  charge: Charge,
): Log {
  let windowStart = 0;
  let lines = 0;
  let length = 0;
  let dropped = 0;
  return (level, message, fields) => {
    charge(price.call + (message.length + (fields?.length ?? 0)) * price.byte);
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
    length += line.length + (fields?.length ?? 0);
    if (lines > maxLines || length > maxLength) dropped += 1;
    else log(level, line, fields === undefined ? undefined : parseFields(fields));
  };
}

const maxFieldsLength = 8_192;
const maxFieldsDepth = 16;

function parseFields(text: string): LogFields {
  const fields = parseBoundedJson(text, maxFieldsLength, maxFieldsDepth);
  return typeof fields === 'object' && fields !== null && !Array.isArray(fields)
    ? (JSON.parse(withoutControls(JSON.stringify(fields))) as LogFields)
    : { fieldsLeftOut: `no JSON object of at most ${maxFieldsLength} characters` };
}
