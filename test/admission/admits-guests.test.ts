import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadArtifact } from '@forgepoint/common/admission/artifact.ts';
import { exampleIssues } from '../support/guests.ts';
import { admissionProgram, AdmissionFolder, refusal } from './support/admission.ts';
import { handWrittenComponent, handWrittenModule } from './support/hand-written-guest.ts';
import { call, runArtifact } from './support/run-artifact.ts';

/** Beside the real program, so that it stands for the same policy; there is nothing to run. */
const absentProgram = admissionProgram.replace(/main\.ts$/, 'absent.ts');

describe('admission of a component', () => {
  let folder: AdmissionFolder;
  let issues: string;
  let pages: string;

  before(async () => {
    folder = new AdmissionFolder();
    issues = await exampleIssues();
    pages = folder.file('pages.wasm', await handWrittenComponent());
  });
  after(() => folder[Symbol.dispose]());

  it('gives an artifact that runs', async () => {
    const admitted = await folder.admit(issues);
    assert.equal(admitted.abiVersion, '0.2.0');
    assert.ok(admitted.imports.includes('forge:extension/host-database'));
    const guest = await runArtifact(loadArtifact(admitted.artifactDir));
    guest.init({ name: 'issues', version: '1.0.0', databasePath: 'issues.db' });
    const created = guest.resolveField(call('Mutation.createIssue', { input: { title: 'First' } }));
    assert.equal(created.tag, 'success');
    assert.equal((JSON.parse(created.val) as { id: string }).id, 'issue-1');
  });

  it('takes a component that it has admitted before without starting a process', async () => {
    const first = await folder.admit(issues);
    assert.deepEqual(await folder.admit(issues, { program: absentProgram }), first);
  });

  it('says why when its process can do nothing', async () => {
    const other = folder.file('other.wasm', await handWrittenComponent());
    await assert.rejects(
      folder.admit(other, { program: absentProgram }),
      refusal('EXTENSION_ADMISSION_FAILED', /without a result/),
    );
  });

  it('ends a process that takes too long, and leaves nothing of it', async () => {
    const other = folder.file('slow.wasm', await handWrittenComponent());
    await assert.rejects(
      folder.admit(other, { timeoutMs: 1 }),
      refusal('EXTENSION_ADMISSION_FAILED', /longer than 1 ms/),
    );
    assert.deepEqual(
      readdirSync(folder.cacheDir).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('works on a copy: a file that is replaced afterwards changes nothing', async () => {
    const file = join(folder.path, 'replaced.wasm');
    copyFileSync(pages, file);
    const { artifactDir, digest } = await folder.admit(file);
    writeFileSync(file, 'something else');
    assert.equal(loadArtifact(artifactDir).digest, digest);
    await assert.rejects(folder.admit(file), refusal('EXTENSION_FILE_INVALID', /not WebAssembly/));
  });

  it('gives one artifact to all that admit one component at a time', async () => {
    using other = new AdmissionFolder();
    const file = other.file('pages.wasm', await handWrittenComponent());
    const admitted = await Promise.all([other.admit(file), other.admit(file)]);
    assert.deepEqual(admitted[0], admitted[1]);
    assert.equal(readdirSync(other.cacheDir).length, 1);
  });

  it('keeps an artifact to this user alone', async () => {
    const { artifactDir } = await folder.admit(pages);
    assert.equal(statSync(artifactDir).mode & 0o777, 0o700);
    for (const name of readdirSync(artifactDir)) {
      assert.equal(statSync(join(artifactDir, name)).mode & 0o077, 0, name);
    }
  });

  it('notices an artifact that was changed, and makes it again', async () => {
    const { artifactDir } = await folder.admit(pages);
    const glue = join(artifactDir, 'component.mjs');
    const original = readFileSync(glue);
    writeFileSync(glue, Buffer.concat([original, Buffer.from('\nglobalThis.PWN = 1;')]));
    assert.throws(() => loadArtifact(artifactDir), {
      code: 'EXTENSION_ADMISSION_FAILED',
      message: /component\.mjs has changed/,
    });
    assert.equal((await folder.admit(pages)).artifactDir, artifactDir);
    assert.deepEqual(readFileSync(glue), original);
  });

  it('does not trust a manifest that names files elsewhere', async () => {
    const { artifactDir } = await folder.admit(pages);
    const manifest = join(artifactDir, 'manifest.json');
    const parsed = JSON.parse(readFileSync(manifest, 'utf8')) as { files: Record<string, string> };
    parsed.files['../../../etc/passwd'] = '0'.repeat(64);
    writeFileSync(manifest, JSON.stringify(parsed));
    assert.throws(() => loadArtifact(artifactDir), { message: /not a manifest/ });
  });

  it('makes a component of a core module for wasm32-wasip1 that says what it implements', async () => {
    const file = folder.file('module.wasm', await handWrittenModule());
    const { artifactDir, imports } = await folder.admit(file);
    assert.ok(imports.includes('wasi:random/random'));
    const guest = await runArtifact(loadArtifact(artifactDir));
    guest.init({ name: 'pages', version: '1.0.0', databasePath: 'pages.db' });
    assert.equal(guest.getInfo().name, 'pages');
    assert.equal(guest.getSchema(), 'type Query{pages: Int!}');
  });
});
