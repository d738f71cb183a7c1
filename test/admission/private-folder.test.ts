import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { AdmissionFolder } from './support/admission.ts';
import { handWrittenComponent } from './support/hand-written-guest.ts';

const isSuperuser = process.getuid?.() === 0;
const someoneElse = 12_345;

describe('a folder whose content is run', () => {
  let folder: AdmissionFolder;
  let file: string;

  beforeEach(async () => {
    folder = new AdmissionFolder();
    file = folder.file('pages.wasm', await handWrittenComponent());
  });
  afterEach(() => folder[Symbol.dispose]());

  const unusable = (path: string, what: RegExp): object => ({
    code: 'FOLDER_UNUSABLE',
    path,
    message: what,
    remedy: /\.$/,
  });

  it('is made for this user alone', async () => {
    const { artifactDir } = await folder.admit(file);
    for (const path of [folder.cacheDir, folder.storeDir, artifactDir]) {
      assert.equal(lstatSync(path).mode & 0o777, 0o700, path);
    }
  });

  for (const mode of [0o720, 0o702]) {
    it(`is not used when others can write to it: ${mode.toString(8)}`, async () => {
      mkdirSync(folder.cacheDir);
      chmodSync(folder.cacheDir, mode);
      await assert.rejects(
        folder.admit(file),
        unusable(folder.cacheDir, /written by other users.*chmod go-w/),
      );
    });
  }

  it('is not even looked at when what it holds was admitted before', async () => {
    await folder.admit(file);
    chmodSync(folder.cacheDir, 0o777);
    await assert.rejects(folder.admit(file), unusable(folder.cacheDir, /written by other users/));
  });

  it('makes an artifact anew that others could have written to', async () => {
    const { artifactDir } = await folder.admit(file);
    chmodSync(artifactDir, 0o777);
    await folder.admit(file);
    assert.equal(lstatSync(artifactDir).mode & 0o777, 0o700);
  });

  it('is not used when it is a link', async () => {
    const elsewhere = join(folder.path, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, folder.cacheDir);
    await assert.rejects(folder.admit(file), unusable(folder.cacheDir, /is a link/));
  });

  it('is not used when it belongs to someone else', { skip: !isSuperuser }, async () => {
    mkdirSync(folder.cacheDir, { mode: 0o700 });
    chownSync(folder.cacheDir, someoneElse, someoneElse);
    await assert.rejects(folder.admit(file), unusable(folder.cacheDir, /belongs to another user/));
  });
});
