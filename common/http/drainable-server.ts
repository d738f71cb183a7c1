import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { timeoutsOf } from './client-patience.ts';

/**
 * An HTTP server that takes connections which it did not accept itself, and that can be drained.
 * (`http.Server` tracks its connections only once it listens.)
 */
export interface DrainableServer {
  readonly http: Server;
  /** Takes over a connection that was accepted elsewhere. */
  adopt(socket: Socket): void;
  /** Ends idle connections, lets running requests finish for at most `graceMs`, then ends the rest. */
  drain(graceMs: number): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createDrainableServer(handler: Handler, onError: (error: unknown) => void): DrainableServer {
  const requestsOn = new Map<Socket, number>();
  let draining = false;
  let drained: (() => void) | undefined;

  const finish = (socket: Socket): void => {
    const left = (requestsOn.get(socket) ?? 1) - 1;
    if (requestsOn.has(socket)) requestsOn.set(socket, left);
    if (draining && left === 0) socket.end();
  };

  const http = createServer(timeoutsOf(), (request, response) => {
    const { socket } = request;
    requestsOn.set(socket, (requestsOn.get(socket) ?? 0) + 1);
    if (draining) response.setHeader('connection', 'close');
    response.once('close', () => finish(socket));
    handler(request, response).catch((error: unknown) => {
      onError(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  http.on('connection', (socket: Socket) => {
    requestsOn.set(socket, 0);
    socket.once('close', () => {
      requestsOn.delete(socket);
      if (draining && requestsOn.size === 0) drained?.();
    });
  });

  return {
    http,
    adopt: (socket) => {
      http.emit('connection', socket);
    },
    drain: async (graceMs) => {
      draining = true;
      if (http.listening) http.close();
      for (const [socket, requests] of requestsOn) if (requests === 0) socket.end();
      if (requestsOn.size === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      drained = resolve;
      const timer = setTimeout(resolve, graceMs);
      await promise;
      clearTimeout(timer);
      for (const socket of requestsOn.keys()) socket.destroy();
    },
  };
}
