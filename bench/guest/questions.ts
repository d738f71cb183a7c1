import { isDeepStrictEqual } from 'node:util';
import { interleaved, type Measured } from '../p50.ts';
import { valueOf, type answer } from './row-calls.ts';

const rounds = 150;
const warmUp = 50;

type Run = () => ReturnType<typeof answer> | string;

/** What is asked, by the ways of asking it; the first is plain JavaScript, if it is among them. */
export type Questions = Readonly<Record<string, Readonly<Record<string, Run>>>>;

export interface Answered {
  readonly table: string;
  /** By question and way. */
  readonly results: Readonly<Record<string, Measured>>;
}

/** Measures all ways in turns. @throws Error when one doesn't answer what the others do */
export function measureQuestions(questions: Questions): Answered {
  for (const [question, ways] of Object.entries(questions)) assertSameAnswers(question, ways);
  const cases = Object.entries(questions).flatMap(([question, ways]) =>
    Object.entries(ways).map(([way, run]) => [nameOf(question, way), run] as const),
  );
  const results = interleaved<string>(Object.fromEntries(cases), rounds, warmUp);
  return { table: tableOf(questions, results), results };
}

/** Nothing is measured that does not answer what the others do. @throws Error */
function assertSameAnswers(question: string, ways: Readonly<Record<string, Run>>): void {
  const answers = Object.entries(ways).map(([way, run]) => ({ way, items: leavesOf(valueOf(run())) }));
  for (const { way, items } of answers) {
    if (isDeepStrictEqual(items, answers[0]?.items)) continue;
    throw new Error(`${question}: "${way}" answers something else than "${answers[0]?.way}"`);
  }
}

/** All that is no list, in order: a call's answer stands in a list of its own, and so does a parent's that is asked alone. */
function leavesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]).flatMap(leavesOf) : [value];
}

function nameOf(question: string, way: string): string {
  return `${question}: ${way}`;
}

function tableOf(questions: Questions, results: Readonly<Record<string, Measured>>): string {
  const lines = [
    '| Question | Way | p50, µs | p90, µs | CPU, µs | p50, of the first |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const [question, ways] of Object.entries(questions)) {
    const names = Object.keys(ways);
    const base = results[nameOf(question, names[0] ?? '')]?.p50 ?? Number.NaN;
    for (const way of names) {
      const { p50 = Number.NaN, p90 = Number.NaN, cpu = Number.NaN } = results[nameOf(question, way)] ?? {};
      lines.push(
        `| ${question} | ${way} | ${p50.toFixed(1)} | ${p90.toFixed(1)} | ${cpu.toFixed(1)} | ${(p50 / base).toFixed(2)} |`,
      );
    }
  }
  return lines.join('\n');
}
