import { once } from 'node:events';
import type { Server } from 'node:http';
import { portUnavailable } from './port-unavailable.ts';

/**
 * Listens on a TCP address.
 * @param port 0 for any
 * @returns the port
 * @throws ForgeError PORT_UNAVAILABLE
 */
export async function listen(server: Server, host: string, port: number): Promise<{ readonly port: number }> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw portUnavailable(host, port, error);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  return { port: address.port };
}
