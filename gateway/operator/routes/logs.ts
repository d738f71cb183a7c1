import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { lineLevels, type RecentLine, type RecentLines } from '../recent-lines.ts';
import type { Route } from '../route.ts';

const query = z.object({
  extension: z.string().optional().describe('Only lines about this extension.'),
  level: z.enum(lineLevels).default('trace').describe('Least level.'),
  lines: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe('How many of the last lines; fewer when fewer are kept.'),
  follow: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: the answer goes on with each new line until it is ended.'),
});

const contentType = 'application/x-ndjson; charset=utf-8';
/** What may wait for a reader that is slower than the log; then lines are left out. */
const maxWaitingBytes = 1_024 * 1_024;
/** Tells a reader, and whatever is in between, that the answer goes on; milliseconds. */
const heartbeatMs = 15_000;

export function logRoutes(recent: RecentLines): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/logs',
      id: 'getLogs',
      summary:
        'The last lines of the log, one JSON object in each, and with follow those to come. Lines that a slow reader missed are counted in {"dropped": n}.',
      query,
      answer: { contentType },
      handle: ({ query: given, response }) => {
        const { extension, level, lines, follow } = given as z.output<typeof query>;
        const filter = { extension, level };
        const last = recent.last(filter, lines);
        if (follow === 'false') return { text: last.map(({ text }) => `${text}\n`).join(''), contentType };
        response.writeHead(200, { 'content-type': contentType });
        response.flushHeaders();
        for (const { text } of last) response.write(`${text}\n`);
        const writer = new FollowedLog(response);
        const end = recent.follow(filter, (line) => writer.write(line));
        const heartbeat = setInterval(() => response.write('\n'), heartbeatMs);
        response.once('close', () => {
          clearInterval(heartbeat);
          end();
        });
        return 'sent';
      },
    },
  ];
}

/** Never keeps more for a reader than it may. */
class FollowedLog {
  readonly #response: ServerResponse;
  #dropped = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  write({ text }: RecentLine): void {
    if (this.#response.writableLength > maxWaitingBytes) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) this.#response.write(`${JSON.stringify({ dropped: this.#dropped })}\n`);
    this.#dropped = 0;
    this.#response.write(`${text}\n`);
  }
}
