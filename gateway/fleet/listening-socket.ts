import { lookup } from 'node:dns/promises';
import { BoundSocket } from 'node:net';
import { portUnavailable } from '@forgepoint/common/http/port-unavailable.ts';

/** The public address, bound once and for as long as the gateway lives; whoever serves listens on it. */
export interface ListeningSocket extends Disposable {
  readonly host: string;
  readonly port: number;
  /** To be inherited by the processes that serve. */
  readonly fd: number;
}

/**
 * Binds the address without accepting anything.
 * @param port 0 for any
 * @throws ForgeError PORT_UNAVAILABLE
 */
export async function bindAddress(host: string, port: number): Promise<ListeningSocket> {
  try {
    const { address } = await lookup(host);
    const socket = new BoundSocket({ host: address, port });
    return {
      host,
      port: socket.address().port,
      fd: socket.fd(),
      [Symbol.dispose]: () => socket.close(),
    };
  } catch (error) {
    throw portUnavailable(host, port, error);
  }
}
