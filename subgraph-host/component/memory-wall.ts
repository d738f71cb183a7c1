import { ForgeError } from '@forgepoint/common/forge-error.ts';

export interface MemoryWall {
  /** Resident memory of the whole process, bytes. */
  readonly maxBytes: number;
  /** How often it is looked at, whole milliseconds. */
  readonly everyMs: number;
}

/** A host takes 140 MiB when it is idle and 180 MiB under load. */
export const memoryWall: MemoryWall = { maxBytes: 768 * 1024 ** 2, everyMs: 50 };

/**
 * Watches what the process takes, to its end. Nothing else bounds the memory of SQLite: better-sqlite3 builds it
 * without the statistics that `PRAGMA hard_heap_limit` works by, a single value may have 512 MiB, and V8's limits don't
 * count it. The main thread watches, as the guest's can do nothing while a statement runs.
 * @param onExceeded called once, with what the process takes; MiB
 */
export function watchMemory(
  { maxBytes, everyMs }: MemoryWall,
  onExceeded: (mebibytes: number) => void,
): void {
  const timer = setInterval(() => {
    const resident = process.memoryUsage.rss();
    if (resident <= maxBytes) return;
    clearInterval(timer);
    onExceeded(Math.round(resident / 1024 ** 2));
  }, everyMs);
  timer.unref();
}

/** Why a host ends that takes too much. */
export function overMemory(extension: string, mebibytes: number): ForgeError {
  return new ForgeError(
    'EXTENSION_OUT_OF_MEMORY',
    `The process of the extension "${extension}" takes ${mebibytes} MiB of memory.`,
    { extension, remedy: 'A statement of its database takes too much; its author has to mend that.' },
  );
}
