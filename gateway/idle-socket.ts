import type { Socket } from 'node:net';

/** The part of libuv's handle that Node has no name for. */
interface StreamHandle {
  readStop(): void;
}

/**
 * Stops reading at once, in the kernel's eyes too: what a client sends from now on waits for whoever takes the
 * connection over. `pause()` alone takes effect a turn too late.
 */
export function stopReading(socket: Socket): void {
  socket.pause();
  (socket as { readonly _handle?: StreamHandle | null })._handle?.readStop();
}
