import { Socket } from 'node:net';
import { ForgeError } from '../forge-error.ts';
import type { DrainableServer } from '../http/drainable-server.ts';
import { ProcessWatch } from '../metrics/process-figures.ts';
import type { GuestFigures, SubgraphFigures } from '../metrics/subgraph-figures.ts';
import type { CoreBoot, HostBoot, SubgraphInfo, SubgraphMessage, SupervisorMessage } from './messages.ts';

/** A subgraph that serves; disposing of it ends what lies behind its server (guest, database). */
export interface RunningSubgraph extends AsyncDisposable {
  readonly server: DrainableServer;
  readonly sdl: string;
  readonly info: SubgraphInfo;
  /** What its guest has done; absent where there is none. */
  readonly guestFigures?: () => GuestFigures;
  /** How it takes its place beside another version on the same data; absent where that is never asked. */
  readonly versions?: BesideAnother;
}

export interface BesideAnother {
  /** What its start has written is not yet stored. */
  readonly isUncommitted: boolean;
  /** Stores it. @throws ForgeError */
  commit(): Promise<void>;
  /** Mutations wait from now on; resolves when none runs any more. */
  holdWrites(): Promise<void>;
  releaseWrites(): void;
}

/** Tells the supervisor that all is prepared; resolves when it says that the start may go on. */
export type WhenPrepared = () => Promise<void>;

type Boot = HostBoot | CoreBoot;

/** How long a child whose supervisor is gone may take to close what it holds; milliseconds. */
const orphanGraceMs = 2_000;
/** Of what the delay of the event loop is measured by: an idle process should rarely wake up. */
const watchResolutionMs = 50;

/**
 * Runs a subgraph as a supervised child: settings, connections and orders come over the IPC channel.
 * The process ends when it is told to, when its supervisor is gone, or when it was refused.
 */
export function runSupervised<Program extends Boot['program']>(
  program: Program,
  start: (boot: Extract<Boot, { program: Program }>, whenPrepared: WhenPrepared) => Promise<RunningSubgraph>,
): void {
  let running: RunningSubgraph | undefined;
  let stopping = false;
  const watch = new ProcessWatch(watchResolutionMs);
  const begun = Promise.withResolvers<void>();

  const adopt = (socket: Socket): void => {
    if (running === undefined) socket.destroy();
    else running.server.adopt(socket);
  };

  const figures = (): SubgraphFigures => ({
    process: watch.figures(),
    guest: running?.guestFigures?.() ?? null,
  });

  const stop = async (graceMs: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    killAfter(graceMs + orphanGraceMs);
    if (running !== undefined) {
      await running.server.drain(graceMs);
      await running[Symbol.asyncDispose]();
    }
    await new Promise<void>((resolve) => {
      sendToSupervisor({ type: 'last-figures', figures: figures() }, resolve);
    });
    process.disconnect?.();
    process.exitCode = 0;
    process.exit();
  };

  const boot = async (settings: Boot): Promise<void> => {
    try {
      if (settings.program !== program) throw new Error(`booted as ${settings.program}`);
      running = await start(settings as Extract<Boot, { program: Program }>, () => {
        sendToSupervisor({ type: 'prepared' });
        return begun.promise;
      });
      const { sdl, info, versions } = running;
      sendToSupervisor({ type: 'ready', sdl, info, isUncommitted: versions?.isUncommitted ?? false });
    } catch (error) {
      const extension = settings.program === 'subgraph-host' ? settings.extension : undefined;
      refuse(ForgeError.from(error, 'SUBGRAPH_START_FAILED', { extension }));
    }
  };

  const commit = async (id: number): Promise<void> => {
    try {
      await running?.versions?.commit();
      sendToSupervisor({ type: 'committed', id });
    } catch (error) {
      refuse(ForgeError.from(error, 'SUBGRAPH_START_FAILED'));
    }
  };

  const holdWrites = async (id: number): Promise<void> => {
    await running?.versions?.holdWrites();
    sendToSupervisor({ type: 'writes-held', id });
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
        sendToSupervisor({ type: 'pong', id: message.id, figures: figures() });
        return;
      case 'begin':
        begun.resolve();
        return;
      case 'commit':
        void commit(message.id);
        return;
      case 'hold-writes':
        void holdWrites(message.id);
        return;
      case 'release-writes':
        running?.versions?.releaseWrites();
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

/** Not by process.exit(): the guest's thread may be inside of SQLite, and that would be waited for. */
function refuse(error: ForgeError): void {
  sendToSupervisor({ type: 'refused', error: error.toWire() }, () => process.kill(process.pid, 'SIGKILL'));
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
