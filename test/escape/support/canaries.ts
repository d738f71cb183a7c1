import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Things beside an extension that it has no business with, and that notice who comes near them. */
export interface Canaries extends AsyncDisposable {
  readonly secret: string;
  readonly tcp: number;
  readonly udp: number;
  readonly unix: string;
  /** What has reached them. */
  readonly visits: readonly string[];
  /** Puts links to the secret into a folder. */
  linkInto(folder: string): void;
  isSecretUntouched(): boolean;
}

const words = 'the secret of somebody else';

export async function placeCanaries(folder: string): Promise<Canaries> {
  const visits: string[] = [];
  const secret = join(folder, 'secret');
  const unix = join(folder, 'sibling.sock');
  writeFileSync(secret, words);
  const tcp = await listen(visits, 'tcp', 0);
  const local = await listen(visits, 'unix', unix);
  const udp = createSocket('udp4', () => visits.push('udp'));
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  return {
    secret,
    unix,
    visits,
    tcp: (tcp.address() as AddressInfo).port,
    udp: udp.address().port,
    linkInto: (linked) => {
      symlinkSync(secret, join(linked, 'symbolic'));
      linkSync(secret, join(linked, 'hard'));
    },
    isSecretUntouched: () => readFileSync(secret, 'utf8') === words,
    [Symbol.asyncDispose]: async () => {
      udp.close();
      for (const server of [tcp, local]) {
        server.close();
        await once(server, 'close');
      }
    },
  };
}

async function listen(visits: string[], what: string, where: number | string): Promise<Server> {
  const server = createServer((socket) => {
    visits.push(what);
    socket.destroy();
  });
  if (typeof where === 'number') server.listen(where, '127.0.0.1');
  else server.listen(where);
  await once(server, 'listening');
  return server;
}
