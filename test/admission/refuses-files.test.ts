import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { extensionNameOfFile } from '@forgepoint/common/extension-name.ts';
import { AdmissionFolder, admissionProgram, admitBytes, refusal } from './support/admission.ts';
import { handWrittenComponent, handWrittenModule } from './support/hand-written-guest.ts';

describe('what is no file of a component', () => {
  let folder: AdmissionFolder;

  before(() => {
    folder = new AdmissionFolder();
  });
  after(() => folder[Symbol.dispose]());

  const unreadable: readonly (readonly [string, (path: string) => void, RegExp])[] = [
    ['a link', (path) => symlinkSync(admissionProgram, path), /is a link/],
    ['a folder', (path) => mkdirSync(path), /is no regular file/],
    ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path]), /is no regular file/],
    ['nothing', () => undefined, /is not there/],
  ];
  for (const [what, make, message] of unreadable) {
    it(`${what} is refused before anything is read`, async () => {
      const path = join(folder.path, `${what.replaceAll(' ', '-')}.wasm`);
      make(path);
      await assert.rejects(folder.admit(path), refusal('EXTENSION_FILE_UNREADABLE', message));
    });
  }

  it('a file above the limit is refused before it is read', async () => {
    const path = folder.file('large.wasm', '');
    truncateSync(path, 32 * 1024 * 1024 + 1);
    await assert.rejects(folder.admit(path), refusal('EXTENSION_TOO_LARGE', /32 MiB/));
  });

  it('leaves no artifact behind', async () => {
    const path = folder.file('text.wasm', 'print("hello")');
    await assert.rejects(folder.admit(path), refusal('EXTENSION_FILE_INVALID', /not WebAssembly/));
    assert.deepEqual(readdirSync(folder.cacheDir), []);
  });

  it('has a name that is none, and is told the rename to make', () => {
    assert.throws(() => extensionNameOfFile('forgepoint_extension_issues.wasm'), {
      code: 'EXTENSION_NAME_INVALID',
      remedy: 'Rename it: mv "forgepoint_extension_issues.wasm" "issues.wasm".',
    });
    for (const name of ['core.wasm', 'Issues.wasm', '-a.wasm', `${'a'.repeat(64)}.wasm`, '..wasm', '.wasm']) {
      assert.throws(() => extensionNameOfFile(name), { code: 'EXTENSION_NAME_INVALID' }, name);
    }
  });
});

describe('what holds no component', () => {
  const contents: readonly (readonly [string, () => Uint8Array | Promise<Uint8Array>, RegExp])[] = [
    ['an empty file', () => Buffer.alloc(0), /The file is empty/],
    ['text', () => Buffer.from('#!/bin/sh\n'), /not WebAssembly/],
    ['WebAssembly as text', () => Buffer.from('  (component)'), /in its text form/],
    ['an archive', async () => gzipSync(await handWrittenComponent()), /gzip/],
    ['a library', () => Buffer.from('\x7fELF\x02'), /native program/],
    ['a binary of the future', () => Buffer.from('\0asm\x0e\0\x01\0', 'latin1'), /unknown version/],
    ['a header cut short', () => Buffer.from('\0asm\x0d\0', 'latin1'), /unknown version/],
    [
      'a component cut short',
      async () => (await handWrittenComponent()).subarray(0, 3_000),
      /damaged .* it ends in the middle/,
    ],
    [
      'a core module that implements nothing',
      () => parse('(module (func (export "add") (param i32) (result i32) local.get 0))'),
      /does not say which interface/,
    ],
    [
      'a core module that lacks what it says it has',
      async () =>
        Buffer.from(
          Buffer.from(await handWrittenModule())
            .toString('latin1')
            .replaceAll('#shutdown', '#shotdown'),
          'latin1',
        ),
      /can't be made a component/,
    ],
    [
      'a component that is not valid',
      () =>
        parse(`(component (core instance (instantiate 7))
          (instance $i) (export "forge:extension/extension-api@0.2.0" (instance $i)))`),
      /is no valid component: .*unknown module/,
    ],
  ];
  for (const [what, content, message] of contents) {
    it(`${what} is refused with a sentence that says so`, async () => {
      const bytes = await content();
      await assert.rejects(admitBytes(bytes), refusal('EXTENSION_FILE_INVALID', message));
    });
  }
});
