import { Socket } from 'node:net';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { createLogger } from '@forgepoint/common/logging.ts';
import { ProcessWatch } from '@forgepoint/common/metrics/process-figures.ts';
import type { Readiness } from '../generation.ts';
import { ServingCounts, type ServingFigures } from '../observability/serving-counts.ts';
import type { FromServing, ServingSettings, ToServing, WireGeneration } from '../serving-messages.ts';
import { createDataPlane, type DataPlane } from './data-plane.ts';

/** How long a process whose control process is gone may take to finish what runs; milliseconds. */
const orphanGraceMs = 2_000;
/** Clients notice stalls of this length. */
const watchResolutionMs = 20;

/** What waits for an answer of the control process, by id. */
class Pending<Answer> {
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  ask(send: (id: number) => void): Promise<Answer> {
    this.#lastId += 1;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting.set(this.#lastId, resolve);
    send(this.#lastId);
    return promise;
  }

  answer(id: number, answer: Answer): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}

const readinessAsked = new Pending<Readiness>();
const handedOver = new Pending<void>();
const counts = new ServingCounts();
const watch = new ProcessWatch(watchResolutionMs);
let dataPlane: DataPlane | undefined;
let listenFd = -1;

function tell(message: FromServing, socket?: Socket, sent: () => void = () => undefined): void {
  if (process.connected && process.send !== undefined) process.send(message, socket, {}, sent);
  else sent();
}

function figures(): ServingFigures {
  return { process: watch.figures(), requests: counts.figures(), inFlight: counts.inFlight };
}

async function end(): Promise<void> {
  await new Promise<void>((resolve) => {
    tell({ type: 'figures', id: null, figures: figures() }, undefined, resolve);
  });
  process.exit();
}

function boot(settings: ServingSettings): void {
  listenFd = settings.listenFd;
  dataPlane = createDataPlane({
    host: settings.host,
    allowedHosts: settings.allowedHosts === null ? null : new Set(settings.allowedHosts),
    requestTimeoutMs: settings.requestTimeoutMs,
    apiToken: settings.apiToken,
    introspection: settings.introspection,
    limits: settings.limits,
    counts,
    requestLog: settings.requestLog,
    onUsed: (operation) => tell({ type: 'used', operation }),
    logger: createLogger('gateway', settings.logLevel),
    readiness: () => readinessAsked.ask((id) => tell({ type: 'readiness', id })),
  });
  tell({ type: 'booted' });
}

async function load(plane: DataPlane, { id, supergraphSdl, endpoints }: WireGeneration): Promise<void> {
  try {
    const byName = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
    await plane.load({ id, supergraphSdl, endpoints: byName });
    tell({ type: 'loaded', generation: id });
  } catch (error) {
    tell({
      type: 'load-failed',
      generation: id,
      error: ForgeError.from(error, 'COMPOSITION_FAILED').toWire(),
    });
  }
}

async function receive(plane: DataPlane, message: ToServing, handle: unknown): Promise<void> {
  switch (message.type) {
    case 'boot':
      return;
    case 'load':
      await load(plane, message.generation);
      return;
    case 'accept':
      await plane.accept(listenFd);
      tell({ type: 'accepting' });
      return;
    case 'connection':
      if (handle instanceof Socket) plane.adopt(handle);
      tell({ type: 'connection-taken', id: message.id });
      return;
    case 'connection-taken':
      handedOver.answer(message.id);
      return;
    case 'readiness':
      readinessAsked.answer(message.id, message.readiness);
      return;
    case 'retire':
      await plane.retire(
        (socket) => handedOver.ask((id) => tell({ type: 'connection', id }, socket)),
        message.graceMs,
      );
      await end();
      return;
    case 'drain':
      await plane.drain(message.graceMs);
      await end();
      return;
    case 'figures':
      tell({ type: 'figures', id: message.id, figures: figures() });
  }
}

process.on('message', (message: ToServing, handle: unknown) => {
  if (message.type === 'boot') boot(message.settings);
  else if (dataPlane !== undefined) void receive(dataPlane, message, handle);
});
process.on('disconnect', () => {
  if (dataPlane === undefined) process.exit();
  else void dataPlane.drain(orphanGraceMs).then(() => process.exit());
});
// The control process alone decides: Ctrl-C and service managers signal the whole group.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
