import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { jailEnvironment, jailFlags } from '@forgepoint/common/process/host-jail.ts';
import { projectRoot } from '../support/program.ts';
import { attacks, needsImports, type Outcome } from './attacker/attacks.js';
import { placeCanaries, type Canaries } from './support/canaries.ts';

type Outcomes = Readonly<Record<'load' | 'call', Readonly<Record<string, Outcome>>>>;

/**
 * What Node's permission model leaves open. Only the seal of the thread closes it; beyond that, a user of its own for
 * each host (FORGE_HOST_UID_BASE), or a container.
 */
const leftOpen: Readonly<Record<string, 'always' | 'while loading'>> = {
  // Node follows links in what may be read.
  'a symbolic link in its folder': 'while loading',
  'a hard link in its folder': 'while loading',
  // Native code asks nobody.
  'the addon of SQLite in the cache of modules': 'always',
  'the flags of V8': 'always',
  // Signals are not restricted: the kernel asks only for the user.
  'a signal to the gateway': 'always',
  'a signal to a sibling': 'always',
  'a signal to its own process': 'always',
  // Descriptors that are open are not asked for.
  'descriptors that are open': 'always',
  'the channel to the gateway': 'always',
  'words on the output of the process': 'always',
  // Harmless by themselves: the environment is empty, the command line and the report name paths.
  'the environment': 'always',
  'the command line': 'always',
  'a report': 'always',
  'what the machine is': 'always',
  'a module from its text': 'always',
  'a message to the main thread': 'always',
  'a channel between threads': 'always',
  // The language itself.
  'a method of the language that the host calls': 'always',
  'something shared that can be changed': 'always',
};

const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');

describe('JavaScript in the thread of a guest, were that not sealed', () => {
  let dir: string;
  let canaries: Canaries;
  let outcomes: Outcomes;
  let ownFolder: string;

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'forgepoint-escape-'));
    canaries = await placeCanaries(dir);
    ownFolder = join(dir, 'own');
    mkdirSync(ownFolder);
    canaries.linkInto(ownFolder);
    const addon = join(ownFolder, 'written.node');
    copyFileSync(
      join(dirname(dirname(sqlite)), 'prebuilds', `${process.platform}-${process.arch}.node`),
      addon,
    );
    const core = join(dir, 'forge.db');
    new Database(core).exec('CREATE TABLE node (a)').close();
    const { secret, tcp, udp, unix } = canaries;
    const targets = {
      secret,
      tcp,
      udp,
      unix,
      ownFolder,
      addon,
      core,
      sqlite: pathToFileURL(sqlite).href,
      parent: process.pid,
      sibling: process.pid,
    };
    const flags = jailFlags({
      program: 'subgraph-host',
      read: [join(projectRoot, 'test/escape')],
      write: [ownFolder],
      worker: true,
      memoryMb: 64,
    });
    const program = join(projectRoot, 'test/escape/support/jailed-program.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...flags, program, JSON.stringify(targets)],
      { cwd: ownFolder, env: jailEnvironment },
    );
    const line = stdout.split('\n').find((text) => text.startsWith('{"outcomes"'));
    assert.ok(line, stdout);
    outcomes = (JSON.parse(line) as { outcomes: Outcomes }).outcomes;
  });
  after(async () => {
    await canaries[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  for (const name of Object.keys(attacks).filter((one) => !needsImports.includes(one))) {
    const open = leftOpen[name];
    it(open === undefined ? `does not get ${name}` : `gets ${name}, ${open}`, () => {
      const { load, call } = outcomes;
      assert.equal('got' in (load[name] ?? {}), open !== undefined, JSON.stringify(load[name]));
      assert.equal('got' in (call[name] ?? {}), open === 'always', JSON.stringify(call[name]));
    });
  }

  it('reaches nobody, and leaves no file', () => {
    assert.deepEqual(canaries.visits, []);
    assert.ok(canaries.isSecretUntouched());
    assert.deepEqual(
      readdirSync(ownFolder)
        .filter((name) => !name.startsWith('taken-over.db'))
        .toSorted(),
      ['hard', 'symbolic', 'written.node'],
    );
  });
});
