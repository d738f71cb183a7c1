import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildSchema, printSchema } from 'graphql';
import { schemaFor } from '../../examples/issues/schema.ts';
import { projectRoot } from '../support/program.ts';

describe('the example in Rust', () => {
  it('has the schema of the one in TypeScript', () => {
    const template = readFileSync(join(projectRoot, 'examples/issues-rust/src/schema.graphql'), 'utf8');
    assert.equal(shown(template.replaceAll('__PAGE_SIZE__', '50')), shown(schemaFor(50)));
  });

  it('has the manifest of the one in TypeScript', () => {
    const manifests = ['issues', 'issues-rust'].map((name) =>
      readFileSync(join(projectRoot, 'examples', name, 'manifest.json'), 'utf8'),
    );
    assert.equal(manifests[0], manifests[1]);
  });
});

/** With what it extends, and descriptions. */
function shown(sdl: string): string {
  return printSchema(buildSchema(`${sdl}\ntype Repository { id: ID! }`));
}
