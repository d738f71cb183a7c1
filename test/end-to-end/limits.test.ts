import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { handWrittenComponent, type HandWritten } from '../admission/support/hand-written-guest.ts';
import { Gateway } from '../support/gateway.ts';
import type { GraphqlAnswer } from '../support/graphql-client.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { isRunning, residentMebibytes } from '../support/processes.ts';

/** Components for one suite that no compiler makes. */
class HandWrittenFiles implements AsyncDisposable {
  #folder: string | undefined;

  /** @returns the path of the component */
  async file(name: string, options: HandWritten): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'forgepoint-guests-'));
    const path = join(this.#folder, `${name}.wasm`);
    await writeFile(path, await handWrittenComponent(options));
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}

function firstCode({ errors }: GraphqlAnswer): unknown {
  return errors?.[0]?.extensions?.['code'];
}

describe('an extension that uses too much', () => {
  const guests = new HandWrittenFiles();
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({
      extensions: {
        demo: await fixture('misbehaves-on-demand'),
        memory: await fixture('takes-memory'),
        stack: await guests.file('stack', {
          resolve: '(call $deeper)',
          fields: '(func $deeper (call $deeper) (call $deeper))',
        }),
        issues: await exampleIssues(),
      },
      // Fuel that no endless loop gets by with, and time that the slowest machine does not use up.
      config: {
        callTimeoutMs: 60_000,
        requestTimeoutMs: 120_000,
        extensions: { demo: { fuelPerCall: 100_000_000 }, memory: { memoryMb: 24 } },
      },
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('of fuel is stopped; the other fields of the request and its neighbours are answered', async () => {
    const pid = await gateway.pidOf('demo');
    await gateway.data('{ calls }');
    const discarded = gateway.program.log.next(
      'a discarded instance',
      ({ code, msg }) => code === 'EXTENSION_FUEL_EXHAUSTED' && String(msg).includes('discarded'),
    );
    const [spinning, neighbour] = await Promise.all([
      gateway.query('{ fine spin items { id } }'),
      gateway.query('{ getAllIssues { id } }'),
    ]);
    assert.deepEqual(spinning.data, { fine: 'fine', spin: null, items: [] });
    const [error, ...others] = spinning.errors ?? [];
    assert.equal(others.length, 0);
    assert.deepEqual(
      { code: error?.extensions?.['code'], extension: error?.extensions?.['extension'] },
      { code: 'EXTENSION_FUEL_EXHAUSTED', extension: 'demo' },
    );
    assert.match(error?.message ?? '', /used up its 100000000 units of fuel/);
    assert.deepEqual(neighbour.data, { getAllIssues: [] });
    assert.equal((await discarded)['extension'], 'demo');
    // A new instance, which has been called for `items` and now, in the same process.
    assert.deepEqual(await gateway.data('{ calls }'), { calls: 2 });
    assert.equal(await gateway.pidOf('demo'), pid);
  });

  it('of fuel is not asked again for the same field', async () => {
    const discards = (): number =>
      gateway.program.log.lines.filter(
        ({ code, msg }) => code === 'EXTENSION_FUEL_EXHAUSTED' && String(msg).includes('discarded'),
      ).length;
    const earlier = discards();
    assert.equal(firstCode(await gateway.query('{ spin }')), 'EXTENSION_FUEL_EXHAUSTED');
    await gateway.data('{ fine }');
    assert.equal(discards(), earlier + 1);
  });

  it('of fuel in a mutation has stored nothing', async () => {
    const answer = await gateway.query('mutation { writeThenSpin(name: "a") { id } }');
    assert.equal(firstCode(answer), 'EXTENSION_FUEL_EXHAUSTED');
    assert.deepEqual(await gateway.data('{ items { id } }'), { items: [] });
  });

  it('of memory is refused it, and only itself stopped', async () => {
    const pid = await gateway.pidOf('memory');
    assert.deepEqual(await gateway.data('{ take(mebibytes: 4) }'), { take: 4 });
    const { takeAndCatch } = await gateway.data<{ takeAndCatch: string }>('{ takeAndCatch(mebibytes: 60) }');
    assert.match(takeAndCatch, /memory/);
    const answer = await gateway.query('{ take(mebibytes: 60) }');
    assert.equal(firstCode(answer), 'EXTENSION_OUT_OF_MEMORY', JSON.stringify(answer));
    assert.match(answer.errors?.[0]?.message ?? '', /24 MiB/);
    assert.deepEqual(await gateway.data('{ take(mebibytes: 4) remembered }'), { take: 4, remembered: 2 });
    assert.equal(await gateway.pidOf('memory'), pid);
    assert.ok(isRunning(pid));
  });

  it('of memory leaves none of it behind, however often', async () => {
    const pid = await gateway.pidOf('memory');
    const earlier = residentMebibytes(pid);
    for (let time = 0; time < 12; time += 1) {
      assert.equal(firstCode(await gateway.query('{ take(mebibytes: 60) }')), 'EXTENSION_OUT_OF_MEMORY');
    }
    // Two instances for each query, of up to 24 MiB each.
    const grown = residentMebibytes(pid) - earlier;
    assert.ok(grown < 72, `${grown} MiB`);
  });

  it('of the stack is stopped, and its process goes on', async () => {
    const pid = await gateway.pidOf('stack');
    const answer = await gateway.query('{ pages }');
    assert.equal(firstCode(answer), 'EXTENSION_TRAPPED', JSON.stringify(answer));
    assert.match(answer.errors?.[0]?.message ?? '', /"stack" failed in Query\.pages: .*stack/);
    assert.equal(await gateway.pidOf('stack'), pid);
    assert.ok(isRunning(pid));
  });

  it('is known by what each request has used', async () => {
    const used = async (query: string): Promise<number> => {
      const line = gateway.program.log.next(
        'the fuel of a request',
        ({ msg, extension }) => msg === 'the guest was called' && extension === 'demo',
      );
      await gateway.data(query);
      const { fuel, calls, requestId } = await line;
      assert.equal(typeof requestId, 'string');
      return Number(fuel) / Number(calls);
    };
    const [once, again] = [await used('{ fine }'), await used('{ fine }')];
    assert.ok(once > 1_000 && once < 1_000_000, String(once));
    assert.ok(Math.abs(again - once) < once / 100, `${once} and ${again}`);
  });
});

describe('an extension that never ends its start', () => {
  const guests = new HandWrittenFiles();
  let gateway: Gateway;

  before(async () => {
    const names = ['loops-in-init', 'loops-in-get-schema', 'loops-in-start'];
    gateway = await Gateway.start({
      extensions: {
        'loops-in-init': await fixture('loops-in-init'),
        'loops-in-get-schema': await fixture('loops-in-get-schema'),
        'loops-in-start': await guests.file('loops-in-start', {
          fields: '(func $spin (loop (br 0))) (start $spin)',
        }),
        'begins-large': await guests.file('begins-large', { memory: '300' }),
        issues: await exampleIssues(),
      },
      config: {
        startTimeoutMs: 60_000,
        extensions: {
          ...Object.fromEntries(names.map((name) => [name, { fuelForStart: 100_000_000 }])),
          'begins-large': { memoryMb: 16 },
        },
      },
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ['loops-in-init', 'EXTENSION_FUEL_EXHAUSTED', /in init.*used up its 100000000 units/],
    ['loops-in-get-schema', 'EXTENSION_FUEL_EXHAUSTED', /in get-schema/],
    ['loops-in-start', 'EXTENSION_FUEL_EXHAUSTED', /raise fuelForStart/],
    ['begins-large', 'EXTENSION_MEMORY_REFUSED', /begins with 300 pages.*Set its memoryMb to 19 or more/],
  ];
  for (const [extension, code, sentence] of refusals) {
    it(`is refused with ${code}: ${extension}`, async () => {
      const line = await gateway.program.log.waitFor(
        code,
        (candidate) => candidate['code'] === code && candidate['extension'] === extension,
      );
      assert.match(JSON.stringify(line), sentence);
    });
  }

  it('leaves the others serving', async () => {
    assert.deepEqual(await gateway.data('{ getAllIssues { id } }'), { getAllIssues: [] });
  });
});
