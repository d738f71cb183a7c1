import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { projectRoot } from '../support/program.ts';

/** Runs a process in which a promise is rejected that nobody waits for. @param error an expression */
function rejected(error: string): number | null {
  const program = `
    import { GraphQLError } from 'graphql';
    import { ignoreLateErrors } from './subgraph-host/http/late-errors.ts';
    ignoreLateErrors();
    void Promise.reject(${error});
    setImmediate(() => process.exit(7));`;
  const args = ['--input-type=module', '--eval', program];
  return spawnSync(process.execPath, args, { cwd: projectRoot, stdio: 'ignore' }).status;
}

describe('a promise that nobody waits for', () => {
  it('leaves the host alive when it is one of a field that graphql-js has let go of', () => {
    assert.equal(rejected('new GraphQLError("not now")'), 7);
  });

  it('ends the host when it is any other', () => {
    assert.equal(rejected('new Error("a bug")'), 1);
    assert.equal(rejected('"text"'), 1);
  });
});
