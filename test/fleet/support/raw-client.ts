import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client's connection that speaks HTTP when it is asked to. */
export class RawClient implements Disposable {
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** @returns the body of the answer. @throws Error when the connection is closed instead */
  async ask(query: string): Promise<string> {
    const json = JSON.stringify({ query });
    this.socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n\r\n${json}`,
    );
    let text = '';
    const closed = once(this.socket, 'close').then(() => {
      throw new Error(`the connection was closed after "${text}"`);
    });
    closed.catch(() => undefined);
    for (;;) {
      const [chunk] = (await Promise.race([once(this.socket, 'data'), closed])) as [string];
      text += chunk;
      const head = text.indexOf('\r\n\r\n');
      if (head === -1) continue;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (text.length >= head + 4 + length) return text.slice(head + 4).trim();
    }
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
