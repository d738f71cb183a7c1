import { setTimeout as pause } from 'node:timers/promises';
import { Clients, right } from '../../test/chaos/support/clients.ts';
import { Load } from '../../test/chaos/support/load.ts';
import { RunningFleet } from '../../test/fleet/support/running-fleet.ts';
import { Turns } from './turns.ts';

const extensions = 30;
const swaps = 10;
const quietMs = 2_000;
const barMs = 50;
const leastMs = 1;
const perSecond = 50;

/** How long a process that serves clients is deaf to them while another generation takes its place. @returns a table */
export async function benchSwap(): Promise<string> {
  using turns = new Turns(leastMs);
  /** Since when each process serves; milliseconds since 1970. */
  const serving = new Map<number, number>();
  await using running = await RunningFleet.start(1, ({ childPids }) => {
    for (const pid of (childPids ?? []) as number[]) if (!serving.has(pid)) serving.set(pid, Date.now());
  });
  const others = Array.from({ length: extensions }, (_, index) => ({
    name: `extension-${index}`,
    sdl: sdlOf(index),
  }));
  const generations = Array.from({ length: swaps + 1 }, (_, index) => running.generation(index + 1, others));
  const [first, ...rest] = generations;
  if (first === undefined) throw new Error('there is no generation');
  await running.fleet.serve(first);
  using clients = new Clients(running.url);
  await using load = new Load();
  const outcome = load.every(perSecond, async () => right(await clients.ask('{ getAllGroups { slug } }')));
  // What it has not seen before is planned and compiled once.
  await pause(quietMs);
  const quiet: number[] = [];
  const swapping: number[] = [];
  const during = async (act: () => Promise<unknown>): Promise<readonly number[]> => {
    const begun = Date.now();
    await act();
    const ended = Date.now();
    return turns.long
      .filter(
        ({ pid, at }) => at >= begun && at <= ended && at > (serving.get(pid) ?? Number.POSITIVE_INFINITY),
      )
      .map(({ ms }) => ms);
  };
  for (const generation of rest) {
    quiet.push(...(await during(() => pause(quietMs))));
    const swapped = await during(async () => {
      await running.fleet.serve(generation);
      await running.fleet.retired();
      // The first requests of the new one belong to the swap.
      await pause(quietMs);
    });
    swapping.push(...swapped);
  }
  await load.stop();
  const longest = Math.max(...swapping);
  return [
    `${swaps} swaps of a generation with ${extensions} extensions, ${perSecond} queries a second, ${outcome.failures.length} failed.`,
    '',
    '| Turns of the event loop of a process that serves | of 1 ms and more | longest, ms of processor time |',
    '| --- | --- | --- |',
    `| without a swap | ${quiet.length} | ${Math.max(0, ...quiet).toFixed(1)} |`,
    `| from the begin of a swap to 2 s after its end | ${swapping.length} | ${longest.toFixed(1)} |`,
    longest <= barMs && outcome.failures.length === 0 ? '' : `The bar is ${barMs} ms, and no failure.`,
    '',
  ].join('\n');
}

/** Some types, fields and arguments, as an extension of the size of the example has them. */
function sdlOf(index: number): string {
  const fields = Array.from({ length: 12 }, (_, field) => `field${field}(first: Int, after: String): String`);
  return `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Thing${index} @key(fields: "id") { id: ID! ${fields.join(' ')} }
    input NewThing${index} { title: String! text: String }
    type Query { things${index}(first: Int, after: String): [Thing${index}!] thing${index}(id: ID!): Thing${index} }
    type Mutation { createThing${index}(thing: NewThing${index}!): Thing${index} }
  `;
}
