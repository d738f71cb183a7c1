import type { Readable } from 'node:stream';
import { printable } from '@forgepoint/common/forge-error.ts';
import { jsonShapeProblem } from '@forgepoint/common/json-shape.ts';
import { createLabelledLogger, outputOf, type LogLabels, type Logger } from '@forgepoint/common/logging.ts';
import { defaultLineLimits, readBoundedLines, type LineLimits } from './bounded-lines.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
type Level = (typeof levels)[number];

/** A line as a child logs it: whose it is and when it was written is not for the child to say. */
interface ChildLine {
  readonly level: Level;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a line has from us, or could pass with for one of the supervisor's. */
const stamped: ReadonlySet<string> = new Set([
  'time',
  'level',
  'msg',
  'program',
  'pid',
  'childPid',
  'subgraph',
  'extension',
  'state',
  'url',
]);
const bounds = { maxDepth: 16, maxValues: 1_000 };

export interface RelayOptions {
  /** Of the supervisor, for what it has to say about the child. */
  readonly logger: Logger;
  /** Stand in every line of the child. */
  readonly labels: LogLabels;
  readonly limits?: LineLimits;
}

/**
 * Logs what a child logs, and whatever else it prints, as that child's: a host may be under the control of its
 * extension.
 */
export function relayOutput(
  stdout: Readable,
  stderr: Readable,
  { logger, labels, limits = defaultLineLimits }: RelayOptions,
): void {
  const child = createLabelledLogger(labels, logger.level, outputOf(logger));
  const onDropped = (dropped: number): void =>
    logger.warn({ childPid: labels.pid, dropped }, 'lines of a child were left out: there were too many');
  readBoundedLines(stdout, limits, {
    onLine: (text) => {
      const line = parseLine(text);
      if (line === undefined) child.info({ output: printable(text) }, 'a child printed');
      else child[line.level](line.fields, line.message);
    },
    onDropped,
  });
  readBoundedLines(stderr, limits, {
    onLine: (text) => child.warn({ output: printable(text) }, 'a child printed an error'),
    onDropped,
  });
}

/** @returns `undefined` when it is no line of a log */
function parseLine(text: string): ChildLine | undefined {
  if (!text.startsWith('{') || jsonShapeProblem(text, bounds) !== undefined) return undefined;
  let json: Readonly<Record<string, unknown>>;
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    return undefined;
  }
  const level = levels.find((name) => name === json['level']);
  const message = json['msg'];
  if (level === undefined || (message !== undefined && typeof message !== 'string')) return undefined;
  const fields = Object.entries(json).filter(([key]) => !stamped.has(key));
  return { level, message: message ?? '', fields: Object.fromEntries(fields) };
}
