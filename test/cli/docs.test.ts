import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Workplace } from './support/forge.ts';

describe('forge docs', () => {
  const place = new Workplace();
  after(() => place[Symbol.dispose]());

  it('writes Markdown of the interfaces, each item with what is said of it', async () => {
    const { code, stdout } = await place.forge(['docs']);
    assert.equal(code, 0);
    assert.match(stdout, /^# forge:extension@0\.2\.0$/m);
    assert.match(
      stdout,
      /^## interface `host-database`$[\s\S]*^### `query`\n\nOne statement that returns rows;.*\n\n```wit\nquery: func\(/m,
    );
    assert.match(stdout, /### `config`\n\n```wit\nrecord config \{\n {4}name: string,[\s\S]*?\n\}\n```/);
    assert.match(
      stdout,
      /## world `extension`\n\n```wit\nimport host-log;\nimport host-database;\nexport extension-api;\n```\n$/,
    );
  });

  it('writes Markdown of what a component adds to the graph', async () => {
    copyFileSync(await exampleIssues(), place.path('issues.wasm'));
    const { code, stdout } = await place.forge(['docs', 'issues.wasm']);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^# issues 0\.1\.0\n\n## type `Query`\n\n- `getAllIssues\(status, first, after\): \[Issue!\]!`: Issues of all/,
    );
    assert.match(stdout, /\n {2}- `first: Int = 50`: How many issues at most, 1 to 100\.\n/);
    assert.match(stdout, /\n## fields of `Repository`\n\n- `issues\(status\): \[Issue!\]!`: /);
  });

  it('lets nothing of a description become markup or steer a terminal', async () => {
    copyFileSync(await fixture('hostile-descriptions'), place.path('hostile.wasm'));
    const markup = await place.forge(['docs', 'hostile.wasm']);
    assert.equal(markup.code, 0);
    assert.match(markup.stdout, /\\<script\\>/);
    assert.doesNotMatch(markup.stdout, /(?<!\\)[<[](?:script|img|inline|iframe)/);
    copyFileSync(await fixture('hostile-text'), place.path('controls.wasm'));
    const controls = await place.forge(['docs', 'controls.wasm']);
    assert.match(controls.stdout, /red/);
    assert.doesNotMatch(controls.stdout, /[^\P{Cc}\n]|\u202e/u);
  });

  it('ends with 1 when there is no schema to describe', async () => {
    copyFileSync(await fixture('invalid-schema'), place.path('invalid.wasm'));
    const { code, stderr } = await place.forge(['docs', 'invalid.wasm']);
    assert.equal(code, 1);
    assert.match(stderr, /EXTENSION_SCHEMA_INVALID/);
  });
});
