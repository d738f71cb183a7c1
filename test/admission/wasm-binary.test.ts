import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { classify } from '../../subgraph-host/admission/classify.ts';
import { withCanonicalNames } from '../../subgraph-host/admission/canonical-names.ts';
import { finishModules } from '../../subgraph-host/admission/finish-modules.ts';
import { checkNames } from '../../subgraph-host/admission/name-gate.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { ByteReader } from '../../subgraph-host/wasm-binary/byte-reader.ts';
import { customSections, withoutCustomSections } from '../../subgraph-host/wasm-binary/custom-sections.ts';
import { MalformedBinary } from '../../subgraph-host/wasm-binary/malformed-binary.ts';
import { kindOf } from '../../subgraph-host/wasm-binary/sections.ts';
import { nestedBinaries } from '../../subgraph-host/wasm-binary/walk.ts';
import { encodeU32 } from '../../subgraph-host/wasm-binary/write-sections.ts';
import { exampleIssues } from '../support/guests.ts';
import { Random } from '../support/random.ts';
import { handWrittenComponent, handWrittenModule } from './support/hand-written-guest.ts';

const refuse = refuseFor('issues');

/** Everything that reads a binary before the transpiler does. */
function readAll(bytes: Uint8Array): void {
  classify(bytes, refuse);
  checkNames(bytes, refuse);
  withoutCustomSections(bytes);
  if (kindOf(bytes) === 'component') withCanonicalNames(bytes);
  for (const { kind, bytes: nested } of nestedBinaries(bytes)) {
    if (kind === 'module') finishModules(new Map([['module', nested]]), refuse);
  }
}

/** @returns what reading has thrown; anything but a refusal or MalformedBinary fails the test */
function expectRefusalOrNothing(bytes: Uint8Array, mutant: string): boolean {
  try {
    readAll(bytes);
    return false;
  } catch (error) {
    assert.ok(error instanceof MalformedBinary || error instanceof ForgeError, `${mutant}: ${String(error)}`);
    return true;
  }
}

describe('reading a binary', () => {
  let component: Uint8Array;
  let module: Uint8Array;

  before(async () => {
    component = await handWrittenComponent();
    module = await handWrittenModule();
  });

  it('ends in a refusal, or in nothing, for 300 mutants of a component', () => {
    const random = new Random(20_260_131);
    const next = (bound: number): number => random.below(bound);
    let refused = 0;
    for (let mutant = 0; mutant < 300; mutant += 1) {
      const bytes = Uint8Array.from(mutant % 2 === 0 ? component : module);
      const changes = 1 + next(4);
      for (let change = 0; change < changes; change += 1) bytes[next(bytes.length)] = next(256);
      const cut = mutant % 5 === 0 ? bytes.subarray(0, next(bytes.length)) : bytes;
      if (expectRefusalOrNothing(cut, `mutant ${mutant}`)) refused += 1;
    }
    assert.ok(refused > 50, `only ${refused} of the mutants were refused`);
  });

  it('ends so wherever a component is cut short', () => {
    for (let length = 0; length < component.length; length += 7) {
      expectRefusalOrNothing(component.subarray(0, length), `cut at ${length}`);
    }
  });

  it('ends so for a guest that a compiler of JavaScript made, with any byte of its first and last 200 changed', async () => {
    const issues = Uint8Array.from(readFileSync(await exampleIssues()));
    for (let place = 8; place < 200; place += 16) {
      for (const at of [place, issues.length - place]) {
        const original = issues[at] ?? 0;
        issues[at] = original ^ 0xff;
        expectRefusalOrNothing(issues, `byte ${at}`);
        issues[at] = original;
      }
    }
  });

  it('refuses components nested without end, and does not recurse into them', () => {
    const header = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
    let nested: Uint8Array = Uint8Array.from(header);
    for (let depth = 0; depth < 20_000; depth += 1) {
      nested = Buffer.concat([Uint8Array.from(header), Uint8Array.of(4), encodeU32(nested.length), nested]);
      if (nested.length > 200_000) break;
    }
    assert.throws(() => checkNames(nested, refuse), /deeper than 16/);
    assert.throws(() => withoutCustomSections(nested), /deeper than 16/);
  });

  it('does not believe a list that announces more than there is', () => {
    const exportsWithout = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 7, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]);
    assert.throws(() => checkNames(exportsWithout, refuse), /more elements than there are bytes/);
  });
});

describe('the reader of bytes', () => {
  it('reads what the encoder writes', () => {
    for (const value of [0, 1, 127, 128, 16_383, 16_384, 2 ** 28, 2 ** 31, 2 ** 32 - 1]) {
      assert.equal(new ByteReader(encodeU32(value)).u32(), value);
    }
  });

  it('reads 64-bit numbers exactly', () => {
    const largest = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
    assert.equal(new ByteReader(largest).u64(), 2n ** 64n - 1n);
  });

  it('refuses numbers that are too long or too large', () => {
    const tooLong = Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
    const tooLarge = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x1f);
    assert.throws(() => new ByteReader(tooLong).u32(), MalformedBinary);
    assert.throws(() => new ByteReader(tooLarge).u32(), MalformedBinary);
    assert.throws(() => new ByteReader(Uint8Array.of(0x80)).u32(), MalformedBinary);
  });

  it('refuses names that are no UTF-8', () => {
    assert.throws(() => new ByteReader(Uint8Array.of(2, 0xc3, 0x28)).name(), /UTF-8/);
  });
});

describe('dropping custom sections', () => {
  it('drops them at every depth and nothing else', async () => {
    const bytes = await parse(
      '(component (@custom "a" "x") (component (core module (@custom "b" "y") (func (export "f")))))',
    );
    const without = withoutCustomSections(bytes);
    for (const { bytes: nested } of nestedBinaries(without)) {
      assert.deepEqual([...customSections(nested)], []);
    }
    const plain = await parse('(component (component (core module (func (export "f")))))');
    assert.deepEqual(Buffer.from(without), Buffer.from(withoutCustomSections(plain)));
  });

  it('keeps those of the outermost binary that are asked for', async () => {
    const bytes = await parse('(module (@custom "component-type:a" "x") (@custom "b" "y"))');
    const kept = withoutCustomSections(bytes, (name) => name.startsWith('component-type'));
    assert.deepEqual(
      [...customSections(kept)].map(({ name }) => name),
      ['component-type:a'],
    );
  });
});
