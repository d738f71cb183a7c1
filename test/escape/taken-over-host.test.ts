import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';
import { attacks, needsImports } from './attacker/attacks.js';
import { placeCanaries, type Canaries } from './support/canaries.ts';
import { admitTakenOver } from './support/taken-over.ts';

interface Told {
  readonly stage: string;
  readonly attack?: string;
  readonly got?: string;
  readonly refused?: string;
  readonly ended?: boolean;
}

const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');

describe('JavaScript that got into the glue of an extension', () => {
  let dir: string;
  let canaries: Canaries;
  let gateway: Gateway;
  let ownFolder: string;
  let filesBefore: readonly string[];
  const told: Told[] = [];

  const tell = (line: Readonly<Record<string, unknown>>): Told | undefined => {
    if (line['source'] !== 'guest' || line['extension'] !== 'taken-over') return undefined;
    return JSON.parse(String(line['msg'])) as Told;
  };

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'forgepoint-escape-'));
    canaries = await placeCanaries(dir);
    ownFolder = join(dir, 'extensions_dir/taken-over');
    mkdirSync(ownFolder, { recursive: true });
    canaries.linkInto(ownFolder);
    const addon = join(ownFolder, 'written.node');
    copyFileSync(
      join(dirname(dirname(sqlite)), 'prebuilds', `${process.platform}-${process.arch}.node`),
      addon,
    );
    filesBefore = readdirSync(ownFolder);
    const { secret, tcp, udp, unix } = canaries;
    const takenOver = await admitTakenOver(join(dir, 'cache'), {
      secret,
      tcp,
      udp,
      unix,
      ownFolder,
      addon,
      core: join(dir, '.forge/db/forge.db'),
      sqlite: pathToFileURL(sqlite).href,
      parent: process.pid,
      sibling: process.pid,
    });
    gateway = await Gateway.start({
      dir,
      extensions: { 'taken-over': takenOver, issues: await exampleIssues() },
      env: { FORGE_CACHE_DIR: join(dir, 'cache') },
      config: { extensions: { 'taken-over': { callTimeoutMs: 2_000 } } },
    });
    const end = gateway.program.log.next('the end of the attacks', (line) => {
      const { stage, ended } = tell(line) ?? {};
      return stage === 'call' && ended === true;
    });
    assert.deepEqual(await gateway.data('{ attack(name: "all", targets: "") }'), { attack: 'begun' });
    await end;
    for (const line of gateway.program.log.lines) {
      const one = tell(line);
      if (one !== undefined) told.push(one);
    }
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await canaries[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  for (const [stage, when] of [
    ['load', 'while it is loaded'],
    ['call', 'in a call'],
  ] as const) {
    describe(`${when}, does not get`, () => {
      for (const name of Object.keys(attacks)) {
        if (stage === 'load' && needsImports.includes(name)) continue;
        it(name, () => {
          const outcome = told.find(({ stage: of, attack }) => of === stage && attack === name);
          assert.ok(outcome, 'it was not told of');
          assert.equal(outcome.got, undefined);
          assert.equal(typeof outcome.refused, 'string');
        });
      }
    });
  }

  it('touches nothing outside, and nothing inside but the database', () => {
    assert.deepEqual(canaries.visits, []);
    assert.ok(canaries.isSecretUntouched());
    assert.deepEqual(
      readdirSync(ownFolder)
        .filter((name) => !filesBefore.includes(name))
        .toSorted(),
      ['taken-over.db', 'taken-over.db-shm', 'taken-over.db-wal'],
    );
    const beside = ['.forge', 'cache', 'extensions_dir', 'forge.config.json', 'secret', 'sibling.sock'];
    assert.deepEqual(readdirSync(dir).toSorted(), beside);
  });

  it('cannot keep its thread busy outside of calls', async () => {
    const ended = gateway.program.log.next('the end of the thread', ({ msg }) =>
      /ending the thread of the guest/.test(String(msg)),
    );
    await gateway.data('{ attack(name: "spin", targets: "") }');
    assert.deepEqual(await gateway.data('{ attack(name: "nothing", targets: "") }'), { attack: 'here' });
    await ended;
  });

  it('keeps nobody else from being served', async () => {
    assert.deepEqual(await gateway.data('{ getAllIssues { id } getAllGroups { id } }'), {
      getAllIssues: [],
      getAllGroups: [],
    });
    assert.deepEqual(gateway.program.errors.lines, []);
  });
});
