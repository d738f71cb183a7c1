import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { alarms, assertStops, type Refusal } from './support/refusals.ts';
import { assertKept, snapshot } from './support/snapshot.ts';

interface BadSurroundings extends Refusal {
  /** Written into the folder in which the gateway is started; a path that ends with a slash is a folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

const root = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
after(() => rmSync(root, { recursive: true, force: true }));

const invalid = 'CONFIG_INVALID';
const folder = 'FOLDER_UNUSABLE';
const claims = 'CLAIMS_UNUSABLE';
const port = 'PORT_UNAVAILABLE';

const config = (text: string): Readonly<Record<string, string>> => ({ 'forge.config.json': text });
const claimsFile = (text: string): Readonly<Record<string, string>> => ({ '.forge/state/claims.json': text });
const occupied = { occupied: 'a file' };
const standsThere = (what: string, variable: string): RegExp =>
  new RegExp(`^The ${what} cannot be used: a file stands in its place.* name another .*${variable}\\.$`);

const bad: Readonly<Record<string, BadSurroundings>> = {
  'a configuration that is no JSON': {
    files: config('{\n  "port": 8000,\n}'),
    code: invalid,
    says: /forge\.config\.json" is not JSON: line 3, column 1: .* Correct it there/,
  },
  'a configuration with an unknown key': {
    files: config('{ "extensionDir": "x" }'),
    code: invalid,
    says: /unknown key "extensionDir"\. Write "extensionsDir" instead/,
  },
  'a configuration with values of other types': {
    files: config('{ "callTimeoutMs": "5000", "extensions": [] }'),
    code: invalid,
    says: /"callTimeoutMs" in .* is "5000"; it has to be a whole number .*"extensions" .* is \[\]; it has to be an object/,
  },
  'a configuration that is not where it is said to be': {
    env: { FORGE_CONFIG_PATH: 'elsewhere.json' },
    code: invalid,
    says: /elsewhere\.json" cannot be read: .*ENOENT.*FORGE_CONFIG_PATH/,
  },
  'a variable that is mistyped': {
    env: { FORGE_PROT: '8000' },
    code: invalid,
    says: /FORGE_PROT\. Write FORGE_PORT/,
  },
  'a variable with a value of another type': {
    env: { FORGE_CALL_TIMEOUT_MS: '5s' },
    code: invalid,
    says: /FORGE_CALL_TIMEOUT_MS is "5s"; it has to be a whole number .*\(milliseconds\)/,
  },

  'an address of another machine': {
    env: { FORGE_HOST: '192.0.2.1' },
    code: port,
    says: /^Cannot listen on 192\.0\.2\.1:0: .*EADDRNOTAVAIL.* Name an address of this machine by FORGE_HOST/,
  },

  'a file for the extensions folder': {
    files: occupied,
    env: { FORGE_EXTENSIONS_DIR: 'occupied' },
    code: folder,
    says: standsThere('extensions folder', 'FORGE_EXTENSIONS_DIR'),
  },
  'a file for the state folder': {
    files: occupied,
    env: { FORGE_STATE_DIR: 'occupied' },
    code: folder,
    says: standsThere('folder of the gateway’s state', 'FORGE_STATE_DIR'),
  },
  'a file for the store': {
    files: occupied,
    env: { FORGE_STORE_DIR: 'occupied' },
    code: folder,
    says: standsThere('folder for copies of components', 'FORGE_STORE_DIR'),
  },
  'a file for the cache': {
    files: occupied,
    env: { FORGE_CACHE_DIR: 'occupied' },
    code: folder,
    says: standsThere('folder of admitted components', 'FORGE_CACHE_DIR'),
  },
  'a file for the folder of the core’s database': {
    files: occupied,
    env: { FORGE_DB_PATH: 'occupied' },
    code: folder,
    says: standsThere('folder of the core’s database', 'FORGE_DB_PATH'),
  },
  // Not even root may make a folder there.
  'a state folder that nobody can make': {
    env: { FORGE_STATE_DIR: '/sys/forgepoint' },
    code: folder,
    says: /^The folder of the gateway’s state cannot be used: .*\(E[A-Z]+\)\. Make it .*FORGE_STATE_DIR\.$/,
  },
  'a folder for temporary files that is not there': {
    env: { TMPDIR: '/nowhere' },
    code: folder,
    says: /^The folder for temporary files cannot be used: .*ENOENT.*TMPDIR\.$/,
  },
  'a folder for temporary files with a very long path': {
    files: { ['deep/'.repeat(30)]: '' },
    env: { TMPDIR: 'deep/'.repeat(30) },
    code: folder,
    says: /^The folder for temporary files cannot be used: its path is too long.*TMPDIR\.$/,
  },

  'claims that are no JSON': {
    files: claimsFile('{"order":['),
    code: claims,
    says: /"claims\.json", cannot be used: .* Restore the file/,
  },
  'claims of another shape': {
    files: claimsFile('{"order":["issues"],"owners":{"Issue":7}}'),
    code: claims,
    says: /it holds something else\. Restore the file/,
  },
  'claims that are a folder': {
    files: { '.forge/state/claims.json/': '' },
    code: claims,
    says: /EISDIR.* Restore the file/,
  },
  'claims that cannot be written': {
    files: { '.forge/state/claims.json.tmp/': '' },
    code: claims,
    says: /"claims\.json", cannot be used: .*EISDIR/,
  },
};

/** A folder of its own for one gateway. */
function makeFolder(name: string, files: Readonly<Record<string, string>>): string {
  const own = join(root, name.replaceAll(/\W+/g, '-'));
  for (const [path, text] of Object.entries(files)) {
    const file = join(own, path);
    mkdirSync(path.endsWith('/') ? file : dirname(file), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(file, text);
  }
  mkdirSync(own, { recursive: true });
  return own;
}

describe('surroundings in which the gateway cannot serve', { concurrency: 2 }, () => {
  for (const [name, { files = {}, env = {}, ...refusal }] of Object.entries(bad)) {
    it(`${name}: it says so in one line with ${refusal.code}, and changes nothing`, async () => {
      const own = makeFolder(name, files);
      const found = snapshot(own);
      const temporary = env['TMPDIR'] === undefined ? {} : { TMPDIR: join(own, env['TMPDIR']) };
      await using gateway = await Gateway.spawn({ dir: own, env: { ...env, ...temporary } });
      await assertStops(gateway, refusal);
      assertKept(found, snapshot(own));
    });
  }

  it('a port that is taken: it names the port and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const own = makeFolder('port', {});
    await using gateway = await Gateway.spawn({ dir: own, env: { FORGE_PORT: String(taken) } });
    await assertStops(gateway, {
      code: port,
      says: new RegExp(
        `^Cannot listen on 127\\.0\\.0\\.1:${taken}: .*EADDRINUSE.* choose another by FORGE_PORT`,
      ),
    });
    other.close();
  });
});

describe('a gateway whose surroundings change while it serves', () => {
  const own = makeFolder(
    'changing',
    config('{ "extensions": { "isues": {}, "wiki": {}, "off": { "enabled": false } } }'),
  );
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({
      dir: own,
      extensions: { issues: await exampleIssues(), demo: await fixture('misbehaves-on-demand') },
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('has warned, once each, of settings for extensions that are not there', () => {
    const warnings = gateway.program.log.lines.filter(({ code }) => code === 'EXTENSION_MISSING');
    assert.deepEqual(
      warnings.map(({ level, extension }) => [level, extension]),
      [
        ['warn', 'isues'],
        ['warn', 'wiki'],
      ],
    );
    assert.match(String(warnings[0]?.['reason']), /holds no isues\.wasm\. Write "issues" if that is meant/);
    assert.match(
      String(warnings[1]?.['reason']),
      /holds no wiki\.wasm\. Put the file there, or remove its settings\.$/,
    );
    assert.deepEqual(alarms(gateway), []);
  });

  it('refuses an extension whose database goes bad, when it is started again, and serves the others', async () => {
    const pid = await gateway.pidOf('demo');
    const database = join(own, 'extensions_dir/demo/demo.db');
    process.kill(pid, 'SIGSTOP');
    for (const file of [`${database}-wal`, `${database}-shm`]) rmSync(file, { force: true });
    writeFileSync(database, 'Dear diary,\n'.repeat(500));
    const refused = gateway.program.log.next('the refusal', ({ level }) => level === 'error');
    process.kill(pid, 'SIGKILL');
    const { code, extension } = await refused;
    assert.deepEqual({ code, extension }, { code: 'DATABASE_UNUSABLE', extension: 'demo' });

    const { data, errors } = await gateway.query('{ fine getAllIssues { id } }');
    assert.deepEqual(data, { fine: null, getAllIssues: [] });
    assert.equal(errors?.[0]?.extensions?.['code'], 'EXTENSION_UNAVAILABLE');
    assert.equal(errors[0].extensions['extension'], 'demo');
    assert.ok(!JSON.stringify(errors).includes(root));
    assert.equal(alarms(gateway).length, 1);
  });

  it('says so when it is the core whose database goes bad, and serves the extensions', async () => {
    const pid = await gateway.pidOf('core');
    const database = join(own, '.forge/db/forge.db');
    process.kill(pid, 'SIGSTOP');
    for (const file of [`${database}-wal`, `${database}-shm`]) rmSync(file, { force: true });
    writeFileSync(database, 'Dear diary,\n'.repeat(500));
    const refused = gateway.program.log.next('the refusal', ({ level }) => level === 'error');
    process.kill(pid, 'SIGKILL');
    const { code, subgraph, path } = await refused;
    assert.deepEqual(
      { code, subgraph, path },
      { code: 'DATABASE_UNUSABLE', subgraph: 'core', path: database },
    );

    const { data, errors } = await gateway.query('{ getAllGroups { id } getAllIssues { id } }');
    assert.equal(data, null, 'what core promises is never null');
    assert.equal(errors?.[0]?.extensions?.['code'], 'SUBGRAPH_UNAVAILABLE');
    assert.deepEqual(await gateway.data('{ getAllIssues { id } }'), { getAllIssues: [] });
    assert.equal(alarms(gateway).length, 2);
  });
});
