import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { execa } from 'execa';
import { generatedModule } from '../../sdk/types/generated-module.ts';
import { projectRoot } from '../support/program.ts';

const folder = join(projectRoot, 'test/fixtures/sdk-mistakes');
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.includes('.generated.'));

describe('types made from the SDL', () => {
  let said: ReadonlyMap<string, string>;

  before(async () => {
    const { stdout } = await execa(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      reject: false,
    });
    const blocks = stdout.split(/^(?=\S)/m);
    said = new Map(
      files.map((file) => [file, blocks.filter((block) => block.startsWith(`${file}(`)).join('')]),
    );
  });

  for (const file of files) {
    const expected = /^\/\/ error: (.*)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
    if (expected === undefined) {
      it(`take what fits: ${file}`, () => assert.equal(said.get(file), ''));
    } else {
      it(`refuse when the author compiles: ${file}`, () =>
        assert.match(said.get(file) ?? '', new RegExp(expected)));
    }
  }
});

describe('the module written from schema.graphql', () => {
  const written = (sdl: string): string =>
    generatedModule({ sdl, sdlFile: 'schema.graphql', configSchema: undefined, name: 'x', version: '1.0.0' });

  it('has the place of an error in the SDL', () => {
    assert.throws(
      () => written('type Query {\n  a: [Int\n}'),
      /^Error: schema\.graphql:3:1: Syntax Error: Expected "\]"/,
    );
  });

  it('says which fields of a repository a resolver gets', () => {
    const text = written('extend type Repository { url: String @requires(fields: "slug path") }');
    assert.match(
      text,
      /url: forge\.FieldResolver<\{ readonly id: string; readonly slug: string; readonly path: string; \}/,
    );
  });

  it('tells members of a union apart by __typename', () => {
    const text = written(
      'union Item = A | B  type A { a: Int } type B { b: Int } type Query { items: [Item!]! }',
    );
    assert.match(text, /export type Item = \(A & \{ readonly __typename: 'A' \}\) \| \(B & /);
    assert.match(
      text,
      /items: forge\.RootResolver<object, Ctx, forge\.ListQuery<Item> \| readonly \(Item\)\[\]>/,
    );
  });

  it('keeps names that TypeScript or the module itself needs', () => {
    assert.match(written('type string { a: Int } type Query { a: string }'), /export interface string_ \{/);
  });
});
