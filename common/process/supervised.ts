import { Socket } from 'node:net';
import { ForgeError } from '../forge-error.ts';
import type { DrainableServer } from '../http/drainable-server.ts';
import type { CoreBoot, HostBoot, SubgraphInfo, SubgraphMessage, SupervisorMessage } from './messages.ts';

/** A subgraph that serves; disposing of it ends what lies behind its server (guest, database). */
export interface RunningSubgraph extends AsyncDisposable {
  readonly server: DrainableServer;
  readonly sdl: string;
  readonly info: SubgraphInfo;
}

type Boot = HostBoot | CoreBoot;

/** How long a child whose supervisor is gone may take to close what it holds; milliseconds. */
const orphanGraceMs = 2_000;

/**
 * Runs a subgraph as a supervised child: settings, connections and orders come over the IPC channel.
 * The process ends when it is told to, when its supervisor is gone, or when it was refused.
 */
export function runSupervised<Program extends Boot['program']>(
  program: Program,
  start: (boot: Extract<Boot, { program: Program }>) => Promise<RunningSubgraph>,
): void {
  let running: RunningSubgraph | undefined;
  let stopping = false;

  const adopt = (socket: Socket): void => {
    if (running === undefined) socket.destroy();
    else running.server.adopt(socket);
  };

  const stop = async (graceMs: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    killAfter(graceMs + orphanGraceMs);
    if (running !== undefined) {
      await running.server.drain(graceMs);
      await running[Symbol.asyncDispose]();
    }
    process.disconnect?.();
    process.exitCode = 0;
    process.exit();
  };

  const boot = async (settings: Boot): Promise<void> => {
    try {
      if (settings.program !== program) throw new Error(`booted as ${settings.program}`);
      running = await start(settings as Extract<Boot, { program: Program }>);
      sendToSupervisor({ type: 'ready', sdl: running.sdl, info: running.info });
    } catch (error) {
      const extension = settings.program === 'subgraph-host' ? settings.extension : undefined;
      const refusal = ForgeError.from(error, 'SUBGRAPH_START_FAILED', { extension });
      // Not by process.exit(): the guest's thread may be inside of SQLite, and that would be waited for.
      sendToSupervisor({ type: 'refused', error: refusal.toWire() }, () =>
        process.kill(process.pid, 'SIGKILL'),
      );
    }
  };

  process.on('message', (message: SupervisorMessage, handle: unknown) => {
    switch (message.type) {
      case 'boot':
        void boot(message.boot);
        return;
      case 'connection':
        // The acknowledgement goes first: from here on the connection dies with this process.
        sendToSupervisor({ type: 'connection-accepted', id: message.id });
        if (handle instanceof Socket) adopt(handle);
        return;
      case 'ping':
        sendToSupervisor({ type: 'pong', id: message.id });
        return;
      case 'stop':
        void stop(message.graceMs);
        return;
    }
  });
  process.on('disconnect', () => void stop(0));
  // The supervisor alone decides: Ctrl-C and service managers signal the whole group, while requests still run.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
}

function sendToSupervisor(message: SubgraphMessage, sent?: () => void): void {
  if (!process.connected || process.send === undefined) {
    sent?.();
    return;
  }
  process.send(message, undefined, {}, () => sent?.());
}

/** `process.exit()` hangs while a thread is inside SQLite; only SIGKILL ends that. */
function killAfter(ms: number): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), ms).unref();
}
