import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { handWrittenComponent, type HandWritten } from '../admission/support/hand-written-guest.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { subgraphsOf } from '../support/processes.ts';
import { alarms, assertRefused, readyz, type Refusal } from './support/refusals.ts';

const initFailed = 'EXTENSION_INIT_FAILED';
const fuelExhausted = 'EXTENSION_FUEL_EXHAUSTED';
const timeout = 'EXTENSION_TIMEOUT';
const schemaInvalid = 'EXTENSION_SCHEMA_INVALID';
const conflict = 'SCHEMA_CONFLICT';

const trap = 'unreachable';
const loop = '(loop $endless (br $endless))';
const start = (body: string): HandWritten => ({ fields: `(func $begin ${body}) (start $begin)` });
/** A string that begins beyond the end of the memory. */
const strayText =
  '(i32.store (i32.const 1024) (i32.const -9)) (i32.store (i32.const 1028) (i32.const 64)) (return (i32.const 1024))';

/** Guests in WebAssembly itself. */
const machines: Readonly<Record<string, Refusal & { readonly guest: HandWritten }>> = {
  'traps-at-once': { guest: start(trap), code: initFailed, says: /trapped.*unreachable.*author/ },
  'traps-in-init': {
    guest: { first: { init: trap } },
    code: initFailed,
    says: /trapped in init: .*unreachable.*author/,
  },
  'traps-in-get-info': {
    guest: { first: { 'get-info': trap } },
    code: initFailed,
    says: /trapped in get-info: .*unreachable.*author/,
  },
  'traps-in-get-schema': {
    guest: { first: { 'get-schema': trap } },
    code: initFailed,
    says: /trapped in get-schema: .*unreachable.*author/,
  },
  'points-nowhere': {
    guest: { first: { 'get-schema': strayText } },
    code: initFailed,
    says: /trapped in get-schema: .*author/,
  },
  'loops-at-once': {
    guest: start(loop),
    code: fuelExhausted,
    says: /used up the fuel for its start in instantiation: .*author.*raise fuelForStart/,
  },
  'loops-in-init': {
    guest: { first: { init: loop } },
    code: fuelExhausted,
    says: /fuel for its start in init: .*raise fuelForStart/,
  },
  'loops-in-get-info': {
    guest: { first: { 'get-info': loop } },
    code: fuelExhausted,
    says: /fuel for its start in get-info: /,
  },
  'loops-in-get-schema': {
    guest: { first: { 'get-schema': loop } },
    code: fuelExhausted,
    says: /fuel for its start in get-schema: /,
  },
};

/** Guests in JavaScript, by their configuration. */
const programs: Readonly<Record<string, Refusal & { readonly config: object }>> = {
  'refuses-in-init': {
    config: { in: 'init', how: 'refuses' },
    code: initFailed,
    says: /refuses to start: the key "apiUrl" is missing.*extensions\.refuses-in-init\.config/,
  },
  'throws-in-init': {
    config: { in: 'init', how: 'throws' },
    code: initFailed,
    says: /thrown in init.*author/,
  },
  'breaks-its-migration': {
    config: { in: 'init', how: 'breaks-its-migration' },
    code: initFailed,
    says: /Statement 2 of the migration .*author/,
  },
  'loops-in-sql': {
    config: { in: 'init', how: 'loops-in-sql' },
    code: timeout,
    says: /3000 ms: its init does not return/,
  },
  'throws-in-get-schema': {
    config: { in: 'get-schema', how: 'throws' },
    code: initFailed,
    says: /trapped in get-schema.*author/,
  },
  'answers-no-schema': {
    config: { in: 'get-schema', how: 'answers-nothing' },
    code: initFailed,
    says: /trapped in get-schema/,
  },

  'sdl-empty': { config: { sdl: '' }, code: schemaInvalid, says: /SDL is empty/ },
  'sdl-invalid': {
    config: { sdl: 'type Query {\n  broken(: String\n}' },
    code: schemaInvalid,
    says: /line 2.*\. /,
  },
  'sdl-large': {
    config: { sdl: 'type Query { a: Int } ', open: '# padding\n', times: 50_000 },
    code: schemaInvalid,
    says: /at most 262144 are permitted/,
  },
  'sdl-huge': {
    config: { sdl: 'type Query { a: Int } ', open: '# padding\n', times: 150_000 },
    code: schemaInvalid,
    says: /characters/,
  },
  'sdl-deep-list': {
    config: { sdl: 'type Query { a: ', open: '[', close: ']', times: 20_000 },
    code: schemaInvalid,
    says: /deep/,
  },
  'sdl-reserved-type': {
    config: { sdl: 'type Query { a: __Mine } type __Mine { a: Int }' },
    code: schemaInvalid,
    says: /__Mine.*reserved/,
  },
  'sdl-reserved-field': {
    config: { sdl: 'type Query { _service: String }' },
    code: schemaInvalid,
    says: /_service/,
  },
  'sdl-overrides': {
    config: { sdl: 'type Query { getAllGroups: [Int] @override(from: "core") }' },
    code: schemaInvalid,
    says: /@override.*"?federation"?/,
  },
  'takes-a-type-of-core': {
    config: { sdl: 'type Query { a: Int } type Repository { name: String }' },
    code: conflict,
    says: /"Repository".*"core".*/,
  },
  'takes-a-type': {
    config: { sdl: 'type Query { b: Int } type Issue { id: ID! mine: Int }' },
    code: conflict,
    says: /"Issue".*"issues"/,
  },
  'takes-a-field-of-core': {
    config: { sdl: 'type Query { getAllGroups: Int }' },
    code: conflict,
    says: /getAllGroups.*"core"/,
  },
  'takes-a-field': {
    config: { sdl: 'type Query { getAllIssues: Int }' },
    code: conflict,
    says: /getAllIssues.*"issues"/,
  },
};

describe('extensions that do not start', () => {
  const dir = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
  const folder = join(dir, 'extensions_dir');
  const all: Readonly<Record<string, Refusal>> = { ...machines, ...programs };
  let gateway: Gateway;

  before(async () => {
    mkdirSync(folder);
    for (const [name, { guest }] of Object.entries(machines)) {
      writeFileSync(join(folder, `${name}.wasm`), await handWrittenComponent(guest));
    }
    const component = await fixture('misbehaves-as-configured');
    const extensions = Object.fromEntries(Object.keys(programs).map((name) => [name, component]));
    for (const name of Object.keys(all)) storeNote(name);
    const configured = Object.entries(programs).map(([name, { config }]) => [name, { config }]);
    // Fuel that no endless loop gets by with.
    const fuelled = Object.keys(machines).map((name) => [name, { fuelForStart: 10_000_000 }]);
    gateway = await Gateway.start({
      dir,
      extensions: { ...extensions, issues: await exampleIssues() },
      config: { startTimeoutMs: 3_000, extensions: Object.fromEntries([...configured, ...fuelled]) },
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  /** What an earlier version of it has stored. */
  function storeNote(name: string): void {
    mkdirSync(join(folder, name));
    using database = open(name);
    database.exec(`CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('kept for ${name}')`);
  }

  function open(name: string): Database.Database & Disposable {
    const database = new Database(join(folder, name, `${name}.db`));
    return Object.assign(database, { [Symbol.dispose]: () => database.close() });
  }

  for (const [name, refusal] of Object.entries(all)) {
    it(`${name}: one line with ${refusal.code}`, () => assertRefused(gateway, name, refusal));
  }

  it('keep nothing else from being served', async () => {
    assert.deepEqual(await gateway.data('{ getAllGroups { id } getAllIssues { id } }'), {
      getAllGroups: [],
      getAllIssues: [],
    });
    const { ready, subgraphs } = await readyz(gateway);
    assert.equal(ready, true);
    assert.deepEqual(
      subgraphs.filter(({ state }) => state !== 'refused').map(({ name }) => name),
      ['core', 'issues'],
    );
  });

  it('are told of in as many lines as there are extensions', () => {
    assert.equal(alarms(gateway).length, Object.keys(all).length);
    assert.deepEqual(gateway.program.errors.lines, []);
  });

  it('leave no process', () => {
    assert.equal(subgraphsOf(gateway.program.pid).length, 2);
  });

  it('have lost nothing of their data, and nothing half-done was added', () => {
    for (const name of Object.keys(all)) {
      using database = open(name);
      assert.deepEqual(database.prepare('SELECT text FROM note').pluck().all(), [`kept for ${name}`]);
      assert.equal(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get(), undefined);
    }
  });
});
