import { exampleIssues, fixture } from '../../test/support/guests.ts';
import { Gateway } from '../../test/support/gateway.ts';
import { median } from '../interleaved.ts';
import { ClosedLoop } from './closed-loop.ts';

const rounds = 7;
const windowMs = 3_000;
const clients = 8;
const query = '{ getAllIssues(first: 20) { id title } }';
const leastShare = 0.4;

/** What an extension has left of its throughput while another burns a processor without end. @returns a table */
export async function benchNeighbours(): Promise<string> {
  await using gateway = await Gateway.start({
    extensions: { issues: await exampleIssues(), burns: await fixture('misbehaves-on-demand') },
    env: { FORGE_LOG_LEVEL: 'info' },
  });
  for (let number = 0; number < 20; number += 1)
    await gateway.data('mutation { createIssue(input: { title: "Something is wrong" }) { id } }');
  const expected = JSON.stringify({ data: await gateway.data(query) });
  using load = new ClosedLoop(gateway.url, query, expected, clients);
  await load.run(windowMs);

  const quiet: number[] = [];
  const noisy: number[] = [];
  const shares: number[] = [];
  const failures: string[] = [];
  let spins = 0;
  for (let round = 0; round < rounds; round += 1) {
    const before = await load.run(windowMs);
    const burning = new Burning(gateway);
    const during = await load.run(windowMs);
    spins += await burning.stop();
    quiet.push(before.perSecond);
    noisy.push(during.perSecond);
    shares.push(during.perSecond / before.perSecond);
    failures.push(...before.failures, ...during.failures);
  }
  const share = median(shares);
  return [
    '| Answers a second, alone | beside the burning one | share | lost requests | calls that spun |',
    '| --- | --- | --- | --- | --- |',
    `| ${median(quiet).toFixed(0)} | ${median(noisy).toFixed(0)} | ${share.toFixed(2)} | ${failures.length} | ${spins} |`,
    ...failures.slice(0, 3),
    share >= leastShare && failures.length === 0 ? '' : `The bar is ${leastShare}, and no lost request.`,
    '',
  ].join('\n');
}

/** Calls that spin until their limits, one after the other. */
class Burning {
  readonly #running: Promise<number>;
  #stopping = false;

  constructor(gateway: Gateway) {
    this.#running = this.#run(gateway);
  }

  /** @returns how many calls there were, once the last has ended */
  async stop(): Promise<number> {
    this.#stopping = true;
    return this.#running;
  }

  async #run(gateway: Gateway): Promise<number> {
    let calls = 0;
    for (; !this.#stopping; calls += 1) {
      const { errors } = await gateway.query('{ spin }');
      if (errors?.[0]?.extensions?.['extension'] !== 'burns') throw new Error('it does not burn');
    }
    return calls;
  }
}
