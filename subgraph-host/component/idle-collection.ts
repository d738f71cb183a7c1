// A sealed thread has no globals of Node.
import { setInterval } from 'node:timers';
import { getHeapStatistics } from 'node:v8';

const everyMs = 500;
/** Less isn't worth the milliseconds that collecting takes. */
const worthwhileBytes = 2 * 1024 ** 2;
/** V8 gives the pages that one collection has freed back during a later one. */
const collectionsAtATime = 4;

/**
 * Gives memory back that this thread has used for something large or for an instance that was discarded: once it has had
 * nothing to do for a moment, it collects its garbage. V8 by itself waits until the heap has grown again, which in a
 * quiet thread may be hours. Only a process with --expose-gc can do so.
 * @param activity any number that is another one when the thread has done something
 * @param collectGarbage of this thread, as it was before the thread was sealed
 */
export function collectWhenIdle(activity: () => number, collectGarbage = globalThis.gc): void {
  if (collectGarbage === undefined) return;
  let before = activity();
  let settledBytes = 0;
  let collectionsLeft = collectionsAtATime;
  const timer = setInterval(() => {
    const now = activity();
    const isIdle = now === before;
    before = now;
    if (!isIdle) return;
    if (collectionsLeft === 0 && takenBytes() > settledBytes + worthwhileBytes)
      collectionsLeft = collectionsAtATime;
    if (collectionsLeft === 0) return;
    collectGarbage();
    collectionsLeft -= 1;
    settledBytes = takenBytes();
  }, everyMs);
  timer.unref();
}

function takenBytes(): number {
  const { total_physical_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}
