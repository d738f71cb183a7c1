import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentProblem, type DocumentLimits } from '../../gateway/graph/document-limits.ts';
import { createDocumentGate } from '../../gateway/graph/document-gate.ts';

const limits: DocumentLimits = {
  maxTokens: 5_000,
  maxDepth: 5,
  maxRootFields: 10,
  maxFields: 100,
  maxAliases: 8,
  maxDirectives: 6,
};
const problem = (source: string): string | undefined => documentProblem(source, limits);
const repeated = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('the limits of a document', () => {
  it('let pass what is within them', () => {
    assert.equal(problem('query q($a: Int) { a(x: $a) { b { c { d { e } } } } }'), undefined);
    assert.equal(problem(`{ ${repeated(10, (index) => `f${index}`)} }`), undefined);
  });

  it('leave syntax errors, unknown fragments and cycles to those who explain them', () => {
    for (const source of [
      '',
      '{',
      '{ ...a }',
      '{ ...a } fragment a on Q { ...b } fragment b on Q { ...a }',
    ]) {
      assert.equal(problem(source), undefined, source);
    }
  });

  it('count root fields, aliases and depth through fragments, named and inline', () => {
    assert.match(problem(`{ ${repeated(11, (index) => `f${index}`)} }`) ?? '', /11 root fields; 10/);
    assert.match(problem('{ ...a ...a ...a } fragment a on Q { a b c d }') ?? '', /12 root fields/);
    assert.match(
      problem('{ ... { a b c d } ... on Q { ...a ...a } } fragment a on Q { a b c d }') ?? '',
      /12 root/,
    );
    assert.match(
      problem('{ a { ...a } b { ...a } c { ...a } } fragment a on Q { x: a y: a z: a }') ?? '',
      /9 aliases; 8/,
    );
    assert.match(
      problem(
        '{ a { b { ...a } } } fragment a on Q { c { d { e { ...b } } } } fragment b on Q { f { g } }',
      ) ?? '',
      /6 levels deep; 5/,
    );
    assert.match(
      problem('{ a { ... { b { ... { c { d { e { f { g } } } } } } } } }') ?? '',
      /6 levels deep; 5/,
    );
  });

  it('look at every operation of the document', () => {
    assert.match(
      problem(`query a { a } query b { ${repeated(11, (index) => `f${index}`)} }`) ?? '',
      /11 root fields/,
    );
  });

  it('count the fields of fragments wherever they are spread, also when that is a number beyond all bounds', () => {
    assert.match(
      problem('{ a { ...a ...a ...a } } fragment a on Q { ' + repeated(40, (index) => `f${index}`) + ' }') ??
        '',
      /121 fields; 100/,
    );
    const levels = 200;
    const bomb = repeated(levels, (index) => `fragment f${index} on Q { ...f${index + 1} ...f${index + 1} }`);
    assert.match(
      problem(`{ a { ...f0 } } ${bomb} fragment f${levels} on Q { a }`) ?? '',
      /more than a thousand million fields/,
    );
  });

  it('count directives wherever they stand', () => {
    assert.match(problem(`{ a ${'@x '.repeat(7)} }`) ?? '', /more than 6 directives/);
    assert.match(
      problem(`query @x { a @x ... @x { b @x } ...f @x } fragment f on Q @x { c @x }`) ?? '',
      /more than 6 directives/,
    );
  });

  it('do not count the depth of introspection, but its fields', () => {
    assert.equal(problem('{ __schema { a { b { c { d { e { f } } } } } } }'), undefined);
    assert.match(problem(`{ __schema { ${repeated(101, () => 'a')} } }`) ?? '', /102 fields/);
  });

  it('end the counting where the stack ends', () => {
    const generous = { ...limits, maxTokens: 1_000_000 };
    const deep = [
      `{ ${'a {'.repeat(50_000)} a ${'}'.repeat(50_000)} }`,
      `{ a(x: ${'['.repeat(50_000)}${']'.repeat(50_000)}) }`,
      `query ($a: ${'['.repeat(50_000)}Int${']'.repeat(50_000)}) { a }`,
      `{ ...f0 } ${repeated(50_000, (index) => `fragment f${index} on Q { ...f${index + 1} }`)} fragment f50000 on Q { a }`,
    ];
    for (const source of deep)
      assert.equal(documentProblem(source, generous), 'The document nests too deeply.');
  });

  it('are applied again only to documents that have not passed lately', () => {
    const gate = createDocumentGate(limits);
    const source = '{ a }';
    assert.equal(gate(source), undefined);
    assert.equal(gate(source), undefined);
    const refused = `{ a ${'@x '.repeat(7)} }`;
    assert.equal(gate(refused), gate(refused));
    assert.match(gate(refused) ?? '', /directives/);
  });
});
