import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import process from 'node:process';

/** How late timers ran, for at least the last 30 seconds; seconds. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What a process uses of the machine. */
export interface ProcessFigures {
  readonly residentBytes: number;
  /** Of JavaScript, of the main thread. */
  readonly heapUsedBytes: number;
  /** In user and in system mode, since it began. */
  readonly cpuSeconds: number;
  readonly loopDelay: LoopDelay;
}

const windowMs = 30_000;
const nanosecondsPerSecond = 1e9;
const nanosecondsPerMillisecond = 1e6;
const none: LoopDelay = { p50: 0, p99: 0, max: 0 };

/** Watches the process that it is made in. */
export class ProcessWatch {
  readonly #resolutionMs: number;
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>;
  #before: LoopDelay = none;
  #since = performance.now();

  /** @param resolutionMs each of them the event loop wakes up; a stall shorter than that may be missed */
  constructor(resolutionMs: number) {
    this.#resolutionMs = resolutionMs;
    this.#delay = monitorEventLoopDelay({ resolution: resolutionMs });
    this.#delay.enable();
  }

  figures(): ProcessFigures {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return {
      residentBytes: rss,
      heapUsedBytes: heapUsed,
      cpuSeconds: (user + system) / 1e6,
      loopDelay: this.#loopDelay(),
    };
  }

  /** Of this window and the one before, so that whoever looks less often than once a window misses nothing. */
  #loopDelay(): LoopDelay {
    const now = this.#ofWindow();
    const before = this.#before;
    if (performance.now() - this.#since >= windowMs) {
      this.#since = performance.now();
      this.#before = now;
      this.#delay.reset();
    }
    return {
      p50: Math.max(before.p50, now.p50),
      p99: Math.max(before.p99, now.p99),
      max: Math.max(before.max, now.max),
    };
  }

  #ofWindow(): LoopDelay {
    if (this.#delay.count === 0) return none;
    return {
      p50: this.#late(this.#delay.percentile(50)),
      p99: this.#late(this.#delay.percentile(99)),
      max: this.#late(this.#delay.max),
    };
  }

  /** Node measures from timer to timer. */
  #late(nanoseconds: number): number {
    return Math.max(0, nanoseconds - this.#resolutionMs * nanosecondsPerMillisecond) / nanosecondsPerSecond;
  }
}
