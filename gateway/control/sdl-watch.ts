import { setTimeout as pause } from 'node:timers/promises';
import { ForgeError } from '@forgepoint/common/forge-error.ts';

export interface SdlWatchOptions {
  /** @throws ForgeError when there is none to be had now */
  readonly fetch: (ending: AbortSignal) => Promise<string>;
  readonly ending: AbortSignal;
  /** Between looks at a subgraph that answers, milliseconds. */
  readonly pollMs: number;
  /** 0 to 1. */
  readonly random: () => number;
  /** Called at each answer. */
  readonly onAnswer: (sdl: string) => void;
  /** Called at each failure. */
  readonly onFailure: (error: ForgeError) => void;
}

const baseDelayMs = 200;
const maxDelayMs = 5_000;

/** Asks for an SDL again and again, until the end. */
export async function watchSdl(options: SdlWatchOptions): Promise<void> {
  const { fetch, ending, pollMs, random, onAnswer, onFailure } = options;
  let failures = 0;
  for (;;) {
    try {
      onAnswer(await fetch(ending));
      failures = 0;
    } catch (error) {
      if (ending.aborted) return;
      failures += 1;
      onFailure(ForgeError.from(error, 'SUBGRAPH_UNAVAILABLE'));
    }
    const delayMs = failures === 0 ? pollMs : retryDelayMs(failures, random);
    await pause(delayMs, undefined, { signal: ending }).catch(() => undefined);
    if (ending.aborted) return;
  }
}

/** Half of the delay is random, so that subgraphs that went down together aren't asked in step. */
function retryDelayMs(failures: number, random: () => number): number {
  return Math.min(maxDelayMs, baseDelayMs * 2 ** (failures - 1)) * (0.5 + random() / 2);
}
