import { median } from '../interleaved.ts';
import { cpuTimesIn, programOf } from '../gateway/cpu-time.ts';
import { Load } from '../gateway/load.ts';
import { Peer } from '../gateway/peer.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { contestants, federationName, monolithName } from './contestants.ts';
import { seed } from './seed.ts';

const fields = 'id number title description status';
const operations = {
  'list of 20': `{ getAllIssues(first: 20) { ${fields} } }`,
  'join 10×5': `{ getAllRepositories { slug issues { ${fields} } } }`,
  'list of 100': `{ getAllIssues(first: 100) { ${fields} } }`,
} as const;
const warmUpRequests = 1_500;
const requests = 800;
const rounds = 5;
/** Of the processor time of a request; processes with less are not named. */
const leastShare = 0.02;

interface Contestant {
  readonly peer: Peer;
  readonly load: Load;
}

interface Measured {
  readonly name: string;
  /** Of all its processes for one request; microseconds, the median of all rounds. */
  readonly cpuMicros: number;
  /** Of each of its programs; microseconds, the mean. */
  readonly programs: Readonly<Record<string, number>>;
}

/** What a request costs all processes together, beside a monolith and stock federation. @returns tables and JSON */
export async function benchEndToEnd(): Promise<string> {
  using folder = temporaryFolder();
  await using running = new AsyncDisposableStack();
  const started: Contestant[] = [];
  for (const options of await contestants(folder.path)) {
    const peer = running.use(await Peer.start(options));
    const load = running.use(new Load(peer.url));
    await seed(load);
    started.push({ peer, load });
  }
  const sections: string[] = [];
  const results: Record<string, readonly Measured[]> = {};
  for (const [name, query] of Object.entries(operations)) {
    const measured = await measure(query, started);
    sections.push(table(name, query, measured));
    results[name] = measured;
  }
  return `${sections.join('\n')}\n${JSON.stringify(results)}\n`;
}

async function measure(query: string, all: readonly Contestant[]): Promise<readonly Measured[]> {
  const expected = await sameAnswer(query, all);
  for (const { load } of all) await load.run(query, warmUpRequests, expected);
  const samples = new Map(all.map((contestant) => [contestant, [] as Sample[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of round % 2 === 0 ? all : all.toReversed()) {
      const { peer, load } = contestant;
      const before = cpuTimesIn(peer.pid);
      await load.run(query, requests, expected);
      const after = cpuTimesIn(peer.pid);
      samples
        .get(contestant)
        ?.push(new Map([...after].map(([pid, ms]) => [pid, ms - (before.get(pid) ?? 0)])));
    }
  }
  return [...samples].map(([{ peer }, own]) => summary(peer, own));
}

/** Milliseconds of processor time by the id of the process. */
type Sample = ReadonlyMap<number, number>;

function summary({ name }: Peer, samples: readonly Sample[]): Measured {
  const micros = (milliseconds: number): number => (milliseconds * 1_000) / requests;
  const totals = samples.map((sample) => micros([...sample.values()].reduce((sum, ms) => sum + ms, 0)));
  const programs: Record<string, number> = {};
  for (const sample of samples) {
    for (const [pid, ms] of sample) {
      const program = programOf(pid);
      programs[program] = (programs[program] ?? 0) + micros(ms) / samples.length;
    }
  }
  return { name, cpuMicros: median(totals), programs };
}

/** @returns the text of the answer @throws when one of them answers with another */
async function sameAnswer(query: string, all: readonly Contestant[]): Promise<string> {
  let expected: string | undefined;
  for (const { peer, load } of all) {
    const answer = (await load.ask(query)).trimEnd();
    expected ??= answer;
    if (answer !== expected || 'errors' in (JSON.parse(answer) as object))
      throw new Error(`${peer.name} answers differently: ${answer.slice(0, 500)}`);
  }
  return expected ?? '';
}

function table(name: string, query: string, measured: readonly Measured[]): string {
  const cpuOf = (peer: string): number => measured.find((one) => one.name === peer)?.cpuMicros ?? Number.NaN;
  const row = ({ name: peer, cpuMicros, programs }: Measured): string => {
    const ratios = [monolithName, federationName].map((base) => (cpuMicros / cpuOf(base)).toFixed(2));
    const parts = Object.entries(programs)
      .filter(([, micros]) => micros > cpuMicros * leastShare)
      .map(([program, micros]) => `${program} ${micros.toFixed(0)}`);
    return `| ${peer} | ${cpuMicros.toFixed(0)} µs | ${ratios.join(' | ')} | ${parts.join(', ')} |`;
  };
  return [
    `### ${name}: \`${query}\``,
    '',
    `| All processes of | CPU per request | of the ${monolithName} | of ${federationName} | by program |`,
    '| --- | --- | --- | --- | --- |',
    ...measured.map(row),
    '',
  ].join('\n');
}
