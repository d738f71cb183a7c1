import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { jailFlags } from '@forgepoint/common/admission/jail-flags.ts';
import { AdmissionFolder, admissionProgram } from './support/admission.ts';

describe('the process that admits a component', () => {
  let folder: AdmissionFolder;
  let copy: string;
  let secret: string;

  before(() => {
    folder = new AdmissionFolder();
    copy = folder.file('copy.wasm', 'component');
    secret = folder.file('secret.txt', 'secret');
    folder.file('staged', '');
  });
  after(() => folder[Symbol.dispose]());

  /** Runs a piece of code as that process would. @returns the code of the error that it met, or `done` */
  const run = (code: string): string => {
    const script = `
      import fs from 'node:fs'; import net from 'node:net'; import { spawnSync } from 'node:child_process';
      import { Worker } from 'node:worker_threads'; import { once } from 'node:events';
      const [copy, secret, staged] = ${JSON.stringify([copy, secret, join(folder.path, 'staged')])};
      try { ${code}; console.log('done'); } catch (error) { console.log(error.code); }`;
    const flags = jailFlags({
      program: admissionProgram,
      read: [copy],
      write: [join(folder.path, 'staged')],
    });
    return execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: {},
    }).trim();
  };

  it('reads the copy and its own code, and writes its result', () => {
    assert.equal(run('fs.readFileSync(copy); fs.writeFileSync(staged, "x")'), 'done');
    assert.equal(run(`fs.readFileSync(${JSON.stringify(admissionProgram)})`), 'done');
    assert.equal(readFileSync(join(folder.path, 'staged'), 'utf8'), 'x');
  });

  const denied: readonly (readonly [string, string])[] = [
    ['read another file', 'fs.readFileSync(secret)'],
    ['change the copy', 'fs.writeFileSync(copy, "x")'],
    ['start a program', 'spawnSync("true")'],
    ['connect', 'await once(net.connect(9, "127.0.0.1"), "connect")'],
    ['listen', 'await once(net.createServer().listen(0), "listening")'],
    [
      'start a thread once it has dropped that',
      'process.permission.drop("worker"); new Worker("0", { eval: true })',
    ],
    ['read the copy once it has dropped that', 'process.permission.drop("fs.read"); fs.readFileSync(copy)'],
  ];
  for (const [what, code] of denied) {
    it(`can't ${what}`, () => {
      assert.equal(run(code), 'ERR_ACCESS_DENIED');
    });
  }

  it('has no SQLite, which would not ask for permission', () => {
    assert.equal(run('await import("node:sqlite")'), 'ERR_UNKNOWN_BUILTIN_MODULE');
  });
});
