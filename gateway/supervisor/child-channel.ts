import type { ChildProcess } from 'node:child_process';

/** The part of libuv's pipe that Node has no name for. */
interface PipeHandle {
  onread: (this: PipeHandle, bytes: ArrayBuffer | undefined) => void;
  /** A descriptor that came with what is read. */
  pendingHandle: { close(): void } | null;
}

export interface ChannelEvents {
  /** One line of the child, without its end; not yet parsed. */
  readonly onLine: (line: string) => void;
  /** It did what no child of ours does; nothing more is read. @param what to go on with "it …" */
  readonly onMisuse: (what: string) => void;
}

const lineEnd = 0x0a;
/** What a child answers by itself to a connection that it was sent. */
const handleTaken = '{"cmd":"NODE_HANDLE_ACK"}';

/**
 * Reads the IPC channel of a child that isn't trusted, in Node's place: Node keeps a line without an end in memory
 * whatever its length, throws at one that isn't JSON, fails at an acknowledgement that nothing is waiting for, and takes
 * in descriptors that nobody asked for; none of these can be caught. Sending stays Node's.
 * @param maxLineBytes what is kept of a line at most
 * @throws Error when this version of Node keeps its channel elsewhere
 */
export function readChildChannel(
  child: ChildProcess,
  maxLineBytes: number,
  { onLine, onMisuse }: ChannelEvents,
): void {
  const handle = channelOf(child);
  const readByNode = handle.onread;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let state: 'read' | 'misused' = 'read';

  const misuse = (what: string): typeof state => {
    state = 'misused';
    kept = [];
    onMisuse(what);
    return state;
  };
  const take = (line: string): typeof state => {
    if (line !== handleTaken) onLine(line);
    else if (isWaitingForHandle(child)) child.emit('internalMessage', { cmd: 'NODE_HANDLE_ACK' }, undefined);
    else return misuse('acknowledged a connection that it was not sent');
    return state;
  };

  handle.onread = function (bytes) {
    const descriptor = this.pendingHandle;
    this.pendingHandle = null;
    descriptor?.close();
    if (bytes === undefined) {
      readByNode.call(this, bytes);
      return;
    }
    if (state === 'misused') return;
    if (descriptor !== null) {
      misuse('sent a descriptor');
      return;
    }
    let rest = Buffer.from(bytes);
    for (let end = rest.indexOf(lineEnd); end !== -1; end = rest.indexOf(lineEnd)) {
      if (take(Buffer.concat([...kept, rest.subarray(0, end)]).toString('utf8')) === 'misused') return;
      kept = [];
      keptBytes = 0;
      rest = rest.subarray(end + 1);
    }
    keptBytes += rest.length;
    if (keptBytes > maxLineBytes) misuse(`sent a line of more than ${maxLineBytes} bytes`);
    else if (rest.length > 0) kept.push(rest);
  };
}

function channelOf(child: ChildProcess): PipeHandle {
  const name = Object.getOwnPropertySymbols(child).find(
    ({ description }) => description === 'kChannelHandle',
  );
  const handle: unknown = name === undefined ? undefined : Reflect.get(child, name);
  if (typeof handle === 'object' && handle !== null && 'onread' in handle) return handle as PipeHandle;
  throw new Error('this version of Node keeps the channel to a child where it cannot be bounded');
}

/** Node sends one connection at a time, and queues what comes after it. */
function isWaitingForHandle(child: ChildProcess): boolean {
  return Array.isArray((child as { readonly _handleQueue?: unknown })._handleQueue);
}
