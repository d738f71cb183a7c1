import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { loadArtifact } from '@forgepoint/common/admission/artifact.ts';
import { capModule, measureModules } from '../../subgraph-host/admission/memory-cap.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { admitBytes, AdmissionFolder, refusal } from './support/admission.ts';
import { handWrittenComponent } from './support/hand-written-guest.ts';
import { call, runArtifact } from './support/run-artifact.ts';

const limits = { maxMemoryPages: 10, maxTableElements: 20 };

async function capped(text: string): Promise<WebAssembly.Instance> {
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(await cappedBytes(text))));
}

async function cappedBytes(text: string): Promise<Uint8Array> {
  const module = await parse(text);
  return capModule(module, measureModules([module], limits, refuseFor('issues')), limits);
}

function memoryOf(instance: WebAssembly.Instance): WebAssembly.Memory {
  return instance.exports['memory'] as WebAssembly.Memory;
}

describe('a guest that takes all the memory that it can get', () => {
  it('gets 64 MiB', async () => {
    using folder = new AdmissionFolder();
    const file = folder.file('pages.wasm', await handWrittenComponent());
    const { artifactDir } = await folder.admit(file);
    const guest = await runArtifact(loadArtifact(artifactDir));
    assert.deepEqual(guest.resolveField(call('Query.pages')), { tag: 'success', val: '1024' });
  });
});

describe('the memory cap', () => {
  it('bounds a memory without a maximum', async () => {
    const memory = memoryOf(await capped('(module (memory (export "memory") 2))'));
    assert.equal(memory.grow(8), 2);
    assert.throws(() => memory.grow(1), RangeError);
  });

  it('lowers a maximum that is higher, and keeps one that is lower', async () => {
    const lowered = memoryOf(await capped('(module (memory (export "memory") 2 60000))'));
    assert.throws(() => lowered.grow(9), RangeError);
    const kept = memoryOf(await capped('(module (memory (export "memory") 2 3))'));
    assert.equal(kept.grow(1), 2);
    assert.throws(() => kept.grow(1), RangeError);
  });

  it('bounds every memory of a module, and all of its tables together', async () => {
    const text = await print(
      await cappedBytes(
        '(module (table 5 funcref) (table 4 50 externref) (table 1 2 funcref) (memory 1) (memory (export "memory") 1))',
      ),
    );
    assert.match(text, /\(table .* 5 8 funcref\)/);
    assert.match(text, /\(table .* 4 7 externref\)/);
    assert.match(text, /\(table .* 1 2 funcref\)/);
    assert.equal(text.match(/\(memory .* 1 10\)/g)?.length, 2);
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['a memory that begins too large', '(module (memory 11))', /begins with 11 pages/],
    ['a shared memory', '(module (memory 1 2 shared))', /shared/],
    ['a memory with 64-bit addresses', '(module (memory i64 1))', /64-bit/],
    ['a table that begins too large', '(module (table 21 funcref))', /begins with 21 elements/],
    ['a shared memory that is imported', '(module (import "a" "b" (memory 1 2 shared)))', /shared/],
    ['an imported memory that begins too large', '(module (import "a" "b" (memory 11)))', /11 pages/],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(capped(text), refusal('EXTENSION_MEMORY_REFUSED', message));
    });
  }

  it('refuses a component that begins with more than any may have', async () => {
    await assert.rejects(
      admitBytes(await handWrittenComponent({ memory: '16385' })),
      refusal('EXTENSION_MEMORY_REFUSED', /begins with 16385 pages of 64 KiB; it may have 16384/),
    );
  });
});
