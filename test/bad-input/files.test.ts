import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { handWrittenComponent, handWrittenModule, renamed } from '../admission/support/hand-written-guest.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';
import { subgraphsOf } from '../support/processes.ts';
import { alarms, assertRefused, readyz, type Refusal } from './support/refusals.ts';
import { assertKept, snapshot, type Snapshot } from './support/snapshot.ts';

interface BadFile extends Refusal {
  /** Puts the file there. */
  readonly make: (file: string) => unknown;
}

const bytes =
  (content: () => Uint8Array | Promise<Uint8Array>) =>
  async (file: string): Promise<void> =>
    writeFileSync(file, await content());

const text = (content: string) => bytes(() => Buffer.from(content, 'latin1'));

/** A component in the text format. */
const wat = (content: string) => bytes(() => parse(`(component ${content})`));

const exportsApi = '(instance $i) (export "forge:extension/extension-api@0.2.0" (instance $i))';
const shutdown = 'forge:extension/extension-api@0.2.0#shutdown';
const code = "a'];globalThis.PWN=1;//".padEnd(shutdown.length, 'x');

/** A component in a component in a component … */
function nested(levels: number): Uint8Array {
  const header = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
  let inner = Buffer.from(header);
  for (let level = 1; level < levels; level += 1) {
    // Section 4 with a length in five bytes.
    const length = Buffer.from(
      [0, 1, 2, 3, 4].map((n) => ((inner.length >>> (7 * n)) & 127) | (n < 4 ? 128 : 0)),
    );
    inner = Buffer.concat([Buffer.from(header), Buffer.from([4]), length, inner]);
  }
  return inner;
}

const invalid = 'EXTENSION_FILE_INVALID';
const unreadable = 'EXTENSION_FILE_UNREADABLE';

const badFiles: Readonly<Record<string, BadFile>> = {
  empty: { make: text(''), code: invalid, says: /is empty\. Copy/ },
  text: {
    make: text('not wasm at all\n'),
    code: invalid,
    says: /not WebAssembly\. Put a WebAssembly component/,
  },
  'text-format': { make: text('(component)'), code: invalid, says: /text form\. Translate/ },
  archive: {
    make: bytes(async () => gzipSync(await handWrittenComponent())),
    code: invalid,
    says: /gzip archive\. Put/,
  },
  library: { make: text('\x7fELF\x02'), code: invalid, says: /native program/ },
  'cut-short': {
    make: bytes(async () => readFileSync(await exampleIssues()).subarray(0, 500_000)),
    code: invalid,
    says: /damaged.*copy it whole/,
  },
  'header-only': {
    make: text('\0asm\x0d\0\x01\0'),
    code: 'EXTENSION_ABI_UNSUPPORTED',
    says: /exports no interface/,
  },
  'with-a-tail': {
    make: bytes(async () => Buffer.concat([await handWrittenComponent(), Buffer.from('\x0b\xff\xff\x03')])),
    code: invalid,
    says: /damaged.*copy it whole/,
  },
  'from-the-future': { make: text('\0asm\x0e\0\x01\0'), code: invalid, says: /unknown version/ },
  'too-deep': { make: bytes(() => nested(20_000)), code: invalid, says: /deeper than 16/ },
  'core-module': {
    make: bytes(() => parse('(module (func (export "add") (result i32) i32.const 0))')),
    code: invalid,
    says: /does not say which interface.*Build it with wit-bindgen/,
  },
  'lying-module': {
    make: bytes(async () => renamed(await handWrittenModule(), shutdown, shutdown.replace('down', 'dawn'))),
    code: invalid,
    says: /can't be made a component/,
  },
  'other-world': {
    make: bytes(async () =>
      componentNew(
        await componentEmbed({
          witSource: 'package a:b@1.0.0; interface c { f: func(); } world w { export c; }',
          world: 'w',
          dummy: true,
        }),
      ),
    ),
    code: 'EXTENSION_ABI_UNSUPPORTED',
    says: /exports a:b\/c@1\.0\.0\. Build it against forge:extension@/,
  },
  'abi-of-tomorrow': {
    make: bytes(() => handWrittenComponent({ interface: (wit) => wit.replace('@0.2.0', '@0.9.0') })),
    code: 'EXTENSION_ABI_UNSUPPORTED',
    says: /forge:extension@0\.9\.0; this host speaks .*0\.2\.0.* build the component against/,
  },
  'wants-sockets': {
    make: wat(`(import "wasi:sockets/tcp@0.2.0" (instance)) ${exportsApi}`),
    code: 'EXTENSION_IMPORT_REFUSED',
    says: /wasi:sockets\/tcp.*no network/,
  },
  'wants-secrets': {
    make: wat(`(import "acme:secrets/vault@1.0.0" (instance)) ${exportsApi}`),
    code: 'EXTENSION_IMPORT_REFUSED',
    says: /acme:secrets\/vault.*Build it against/,
  },
  'hostile-export': {
    make: bytes(async () => renamed(await handWrittenComponent(), shutdown, code)),
    code: 'EXTENSION_NAME_IN_BINARY_REFUSED',
    says: /globalThis\.PWN.*Rename that import or export/,
  },
  'too-large': {
    make: (file) => {
      writeFileSync(file, '');
      truncateSync(file, 32 * 1024 * 1024 + 1);
    },
    code: 'EXTENSION_TOO_LARGE',
    says: /32 MiB.*Build it for size/,
  },
  'wants-memory': {
    make: bytes(() => handWrittenComponent({ memory: '20000' })),
    code: 'EXTENSION_MEMORY_REFUSED',
    says: /20000 pages.*smaller initial memory/,
  },
  'a-folder': { make: mkdirSync, code: unreadable, says: /"a-folder\.wasm" is no regular file\. Put/ },
  'a-link': { make: (file) => symlinkSync('issues.wasm', file), code: unreadable, says: /is a link\. Put/ },
  'a-link-to-nothing': {
    make: (file) => symlinkSync('nothing', file),
    code: unreadable,
    says: /is a link\. Put/,
  },
  'a-pipe': {
    make: (file) => execFileSync('mkfifo', [file]),
    code: unreadable,
    says: /is no regular file\. Put/,
  },
  'a-socket': {
    make: async (file) => {
      const server = createServer().listen(file);
      await once(server, 'listening');
      server.unref();
    },
    code: unreadable,
    says: /can't be opened: .*ENXIO.*Let this user read it/,
  },
};

const nameInvalid = 'EXTENSION_NAME_INVALID';

/** By the whole file name. */
const badNames: Readonly<Record<string, RegExp>> = {
  'forgepoint_extension_issues.wasm': /Rename it: mv "forgepoint_extension_issues\.wasm" "issues\.wasm"\.$/,
  'Labels.wasm': /Rename it: mv "Labels\.wasm" "labels\.wasm"\.$/,
  'wiki.WASM': /Rename it: mv "wiki\.WASM" "wiki\.wasm"\.$/,
  'core.wasm': /"core" is reserved\. Rename it: mv "core\.wasm" "core-extension\.wasm"\.$/,
  // Nobody should paste a command with that in it.
  '$(touch pwned).wasm': /Rename it to "touch-pwned\.wasm"\.$/,
  'new\nline.wasm': /Rename it to "new-line\.wasm"\.$/,
  [`${'x'.repeat(100)}.wasm`]: /1 to 63 characters.*Rename it: mv "x{100}\.wasm" "x{63}\.wasm"\.$/,
};

describe('files that are no extension', () => {
  const dir = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
  const folder = join(dir, 'extensions_dir');
  let gateway: Gateway;
  let found: Snapshot;

  before(async () => {
    mkdirSync(folder);
    for (const [name, { make }] of Object.entries(badFiles)) {
      await make(join(folder, `${name}.wasm`));
      // What an earlier version of it has stored.
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, `${name}.db`), `the data of ${name}`);
    }
    for (const name of Object.keys(badNames)) writeFileSync(join(folder, name), '');
    found = snapshot(folder);
    gateway = await Gateway.start({ dir, extensions: { issues: await exampleIssues() } });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  for (const [name, refusal] of Object.entries(badFiles)) {
    it(`${name}: one line with ${refusal.code}`, () => assertRefused(gateway, name, refusal));
  }

  for (const [fileName, says] of Object.entries(badNames)) {
    it(`${JSON.stringify(fileName)}: one line with the rename to make`, () =>
      assertRefused(gateway, fileName.replace(/\.wasm$/i, ''), { code: nameInvalid, says }, fileName));
  }

  it('keep nothing else from being served', async () => {
    assert.deepEqual(await gateway.data('{ getAllGroups { id } getAllIssues { id } }'), {
      getAllGroups: [],
      getAllIssues: [],
    });
    const { ready, subgraphs } = await readyz(gateway);
    assert.equal(ready, true);
    assert.deepEqual(
      subgraphs.filter(({ state }) => state === 'ready').map(({ name }) => name),
      ['core', 'issues'],
    );
  });

  it('are told of in as many lines as there are files', () => {
    assert.equal(alarms(gateway).length, Object.keys(badFiles).length + Object.keys(badNames).length);
    assert.deepEqual(gateway.program.errors.lines, []);
  });

  it('leave no process, and are left as they are with all data', () => {
    assert.equal(subgraphsOf(gateway.program.pid).length, 2);
    assertKept(found, snapshot(folder));
  });
});
