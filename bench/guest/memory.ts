import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answer, root } from './row-calls.ts';
import type { RunningGuest } from './running-guest.ts';

const calls = 100_000;
const samples = 20;
/** Samples at the beginning in which caches fill. */
const settling = 4;
const pageBytes = 64 * 1024;

interface Sample {
  /** How many calls were made before. */
  readonly at: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** By which the memory of the guest has grown since it began. */
  readonly guestBytes: number;
}

/** How memory grows while one instance answers 100,000 calls with a row. @returns a table, with slopes in bytes per call */
export function memoryTable(guests: Readonly<Record<'0.2.0' | '0.3.0', RunningGuest>>): string {
  return [
    '| 100,000 calls to one instance | its memory has grown at first by, MiB | at last by, MiB | slope, B a call | heap of the host, B a call | resident, B a call |',
    '| --- | --- | --- | --- | --- | --- |',
    rowOf('0.2.0', guests['0.2.0'], ['rows']),
    rowOf('0.3.0', guests['0.3.0'], ['passed', 'referred']),
  ].join('\n');
}

/** @param fields asked in turns */
function rowOf(version: string, guest: RunningGuest, fields: readonly string[]): string {
  const collectGarbage = garbageCollector();
  const taken: Sample[] = [];
  for (let call = 0; call <= calls; call += 1) {
    if (call % (calls / samples) === 0) {
      collectGarbage();
      const { heapUsed, rss } = process.memoryUsage();
      const guestBytes = guest.parts.counters.grownPages * pageBytes;
      taken.push({ at: call, heapBytes: heapUsed, residentBytes: rss, guestBytes });
    }
    answer(guest, [root(fields[call % fields.length] ?? '', 1)]);
  }
  const settled = taken.slice(settling);
  const mib = (sample: Sample | undefined): string => ((sample?.guestBytes ?? 0) / 1024 ** 2).toFixed(2);
  const slope = (of: (sample: Sample) => number): string => slopeOf(settled, of).toFixed(2);
  return `| ${version} | ${mib(taken[0])} | ${mib(taken.at(-1))} | ${slope((sample) => sample.guestBytes)} | ${slope((sample) => sample.heapBytes)} | ${slope((sample) => sample.residentBytes)} |`;
}

/** Of the line with the least squares; per call. */
function slopeOf(taken: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanAt = mean(taken.map(({ at }) => at));
  const meanOf = mean(taken.map(of));
  const covariance = mean(taken.map((sample) => (sample.at - meanAt) * (of(sample) - meanOf)));
  return covariance / mean(taken.map(({ at }) => (at - meanAt) ** 2));
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
