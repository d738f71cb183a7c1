import { writeSync } from 'node:fs';
import { createServer } from 'node:net';

/** What a host could do with its channel whose extension has taken it over. The first argument says which. */
const channel = 3;
const ready = JSON.stringify({
  type: 'ready',
  isUncommitted: false,
  sdl: 'type Query { a: Int }',
  info: { name: 'a', version: '1', abiVersion: '0.2.0', capabilities: [] },
});

function write(text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(channel, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

function figuresWith(value: number) {
  const durations = { counts: Array<number>(15).fill(value), sumSeconds: value };
  const loopDelay = { p50: value, p99: value, max: value };
  return {
    process: { residentBytes: value, heapUsedBytes: value, cpuSeconds: value, loopDelay },
    guest: {
      calls: durations,
      errors: {},
      fuel: value,
      statements: { durations, rows: value, failed: value },
    },
  };
}

function answerPings(figures: object): void {
  process.on('message', (message: { readonly type: string; readonly id: number }) => {
    if (message.type === 'ping') write(`${JSON.stringify({ type: 'pong', id: message.id, figures })}\n`);
  });
  write(`${ready}\n`);
}

function forever(text: string): void {
  for (;;) write(text);
}

const behaviours: Readonly<Record<string, () => void>> = {
  'a line that never ends': () => forever('x'.repeat(64 * 1024)),
  'a line that never ends, after it is ready': () => {
    write(`${ready}\n`);
    forever('x'.repeat(64 * 1024));
  },
  'lines that are no JSON': () => forever('no JSON\n'),
  'an acknowledgement of Node’s that nothing waits for': () => forever('{"cmd":"NODE_HANDLE_ACK"}\n'),
  'a message of Node’s own': () => forever('{"cmd":"NODE_HANDLE","type":"net.Nothing","msg":{}}\n'),
  'a descriptor': () => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => process.send?.({ type: 'pong', id: 1 }, server));
  },
  'pongs without end': () =>
    forever(`${JSON.stringify({ type: 'pong', id: 77, figures: figuresWith(1) })}\n`.repeat(100)),
  'a farewell that nobody asked for': () =>
    forever(`${JSON.stringify({ type: 'last-figures', figures: figuresWith(1) })}\n`),
  'figures of more than there can be': () => answerPings(figuresWith(1e300)),
  'figures below zero': () => answerPings(figuresWith(-1)),
  'errors of a code of its own': () =>
    answerPings({ ...figuresWith(1), guest: { ...figuresWith(1).guest, errors: { 'x"} 1': 1 } } }),
  'a connection that it was not given': () => forever('{"type":"connection-accepted","id":77}\n'),
  'being ready again and again': () => forever(`${ready}\n`),
  'an SDL of more than is permitted': () =>
    write(
      `${JSON.stringify({ type: 'ready', sdl: '#'.repeat(2_000_001), info: JSON.parse(ready).info as unknown })}\n`,
    ),
  'lists within lists': () => write(`${'['.repeat(1_000_000)}\n`),
  'a million values': () => write(`{"type":"pong","id":[${'1,'.repeat(1_000_000)}1]}\n`),
  'a prototype': () => write('{"__proto__":{"type":"pong"},"id":1}\n'),
  'a code that there is not': () =>
    write('{"type":"refused","error":{"code":"constructor","message":"a"}}\n'),
};

behaviours[process.argv[2] ?? '']?.();
