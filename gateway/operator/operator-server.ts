import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { makeFolder, useFolder, type NeededFolder } from '@forgepoint/common/folder.ts';
import { timeoutsOf } from '@forgepoint/common/http/client-patience.ts';
import { listen } from '@forgepoint/common/http/listen.ts';
import { portUnavailable } from '@forgepoint/common/http/port-unavailable.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { placeFileIn, readPlace, tokenFileIn, type GatewayPlace } from '../operated/gateway-place.ts';
import { writeWhole } from '../write-whole.ts';
import { createDispatch } from './dispatch.ts';
import { openApiDocument } from './openapi.ts';
import type { Route } from './route.ts';
import { keepToken } from './token.ts';

export interface OperatorServerOptions {
  readonly routes: readonly Route[];
  readonly address: {
    readonly host: string;
    /** 0: any free one. */
    readonly port: number;
    /** The operator has named the port: another will not do. */
    readonly isPortChosen: boolean;
  };
  /** @see isLocalRequest */
  readonly allowedHosts: ReadonlySet<string> | null;
  /** Gets token and address. */
  readonly stateFolder: NeededFolder;
  readonly logger: Logger;
}

/** The operator's interface: an address of its own, and a token that only this user can read. */
export class OperatorServer implements AsyncDisposable {
  readonly #http: Server;
  readonly #stateFolder: NeededFolder;
  readonly #place: GatewayPlace;

  /** @throws ForgeError PORT_UNAVAILABLE, FOLDER_UNUSABLE */
  static async start(options: OperatorServerOptions): Promise<OperatorServer> {
    const { routes, address, allowedHosts, stateFolder, logger } = options;
    const stateDir = makeFolder(stateFolder);
    const token = useFolder(stateFolder, () => keepToken(tokenFileIn(stateDir)));
    const dispatch = createDispatch({
      routes: withDocument(routes),
      token,
      host: address.host,
      allowedHosts,
      logger,
    });
    const http = createServer(timeoutsOf(), (request, response) => void dispatch(request, response));
    const port = await bind(http, address, logger);
    const place = { url: `http://${inUrl(address.host)}:${port}`, pid: process.pid };
    try {
      useFolder(stateFolder, () => writeWhole(placeFileIn(stateDir), `${JSON.stringify(place)}\n`));
    } catch (error) {
      http.close();
      throw error;
    }
    logger.info({ operatorUrl: place.url }, 'the operator’s interface answers');
    return new OperatorServer(http, stateFolder, place);
  }

  private constructor(http: Server, stateFolder: NeededFolder, place: GatewayPlace) {
    this.#http = http;
    this.#stateFolder = stateFolder;
    this.#place = place;
  }

  /** Ends all connections, those that follow the log among them. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#http.close(() => resolve());
    this.#http.closeAllConnections();
    await promise;
    // Another gateway that was started on the same folder meanwhile has written its own.
    const stateDir = this.#stateFolder.path;
    if (isSame(stateDir, this.#place)) rmSync(placeFileIn(stateDir), { force: true });
  }
}

/**
 * Nobody has to know the port: `forge` reads it. So one that nobody has chosen and that is taken, such as by a second
 * gateway of this machine, is no reason not to serve; one that was chosen is what somebody relies on.
 * @returns the port @throws ForgeError PORT_UNAVAILABLE
 */
async function bind(
  http: Server,
  { host, port, isPortChosen }: OperatorServerOptions['address'],
  logger: Logger,
): Promise<number> {
  try {
    return (await listen(http, host, port)).port;
  } catch (error) {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    const failure = portUnavailable(host, port, cause, operatorSettings);
    if (isPortChosen || cause?.code !== 'EADDRINUSE') throw failure;
    const free = await listen(http, host, 0);
    logger.warn(
      { ...failure.toLog(), port: free.port },
      'the port of the operator’s interface is taken; it has another',
    );
    return free.port;
  }
}

const operatorSettings = { port: 'FORGE_OPERATOR_PORT', host: 'FORGE_OPERATOR_HOST' };

/** Where programs of this machine reach an address that is listened on. */
function inUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function isSame(stateDir: string, { url, pid }: GatewayPlace): boolean {
  try {
    const place = readPlace(stateDir);
    return place?.url === url && place.pid === pid;
  } catch {
    return false;
  }
}

function withDocument(routes: readonly Route[]): readonly Route[] {
  const all: Route[] = [
    ...routes,
    {
      method: 'GET',
      path: '/openapi.json',
      id: 'getDescription',
      summary: 'This description.',
      answer: z.looseObject({ openapi: z.string() }),
      handle: () => ({ json: document }),
    },
  ];
  const document = openApiDocument(all);
  return all;
}
