import type { Server } from 'node:net';
import type { Logger } from '@forgepoint/common/logging.ts';

const tellEveryMs = 10_000;

/** Logs that clients are refused because there are too many: at once, and then how many, every 10 seconds. */
export function tellRefused(server: Server, logger: Logger): void {
  let refused = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    if (refused === 0) return;
    logger.warn(
      { refused, maxConnections: server.maxConnections },
      'clients are refused: there are as many connections as may be; see maxConnections',
    );
    refused = 0;
    timer = setTimeout(tell, tellEveryMs).unref();
  };
  server.on('drop', () => {
    refused += 1;
    if (timer === undefined) tell();
  });
}
