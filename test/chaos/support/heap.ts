import { once } from 'node:events';
import type { Program } from '../../support/program.ts';

const announced = /Debugger listening on (ws:\/\/\S+)/;

/**
 * Heaps of processes of a program that was started with `inspectable`, from outside: by Node's inspector, which SIGUSR1
 * opens. The processes of extensions can't be asked, because their jail has none.
 */
export class Heaps {
  static readonly inspectable: Readonly<Record<string, string>> = { NODE_OPTIONS: '--inspect-port=0' };
  readonly #program: Program;
  readonly #addresses = new Map<number, string>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** @returns bytes in use after a collection of all that isn't */
  async usedBy(pid: number): Promise<number> {
    const socket = new WebSocket(await this.#address(pid));
    await once(socket, 'open');
    try {
      // Finalizers of the first leave something to the second.
      await call(socket, 'HeapProfiler.collectGarbage');
      await call(socket, 'HeapProfiler.collectGarbage');
      const { usedSize } = await call(socket, 'Runtime.getHeapUsage');
      return Number(usedSize);
    } finally {
      socket.close();
    }
  }

  async #address(pid: number): Promise<string> {
    const known = this.#addresses.get(pid);
    if (known !== undefined) return known;
    const line = this.#program.errors.next('its inspector', ({ text }) => announced.test(String(text)));
    process.kill(pid, 'SIGUSR1');
    const address = announced.exec(String((await line)['text']))?.[1] ?? '';
    this.#addresses.set(pid, address);
    return address;
  }
}

async function call(socket: WebSocket, method: string): Promise<Readonly<Record<string, unknown>>> {
  const answered = once(socket, 'message') as Promise<[MessageEvent<string>]>;
  socket.send(JSON.stringify({ id: 1, method }));
  const [{ data }] = await answered;
  return (JSON.parse(data) as { result: Readonly<Record<string, unknown>> }).result;
}
