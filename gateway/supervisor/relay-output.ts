import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Logger } from '@forgepoint/common/logging.ts';

const maxLineLength = 64 * 1024;

/** Passes on the JSON lines that a child logs; anything else it prints is logged as its words. */
export function relayOutput(stdout: Readable, stderr: Readable, destination: Writable, logger: Logger): void {
  createInterface({ input: stdout }).on('line', (line) => {
    const cut = line.slice(0, maxLineLength);
    if (isJsonLine(cut)) destination.write(`${cut}\n`);
    else logger.info({ output: cut }, 'a child printed');
  });
  createInterface({ input: stderr }).on('line', (line) => {
    logger.warn({ output: line.slice(0, maxLineLength) }, 'a child printed an error');
  });
}

function isJsonLine(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
