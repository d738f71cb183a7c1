import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admissionPolicy } from '@forgepoint/common/admission/policy.ts';
import { parse, print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { loadArtifact } from '@forgepoint/common/admission/artifact.ts';
import { capMemories } from '../../subgraph-host/admission/memory-cap.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { admitBytes, AdmissionFolder, refusal } from './support/admission.ts';
import { handWrittenComponent } from './support/hand-written-guest.ts';
import { call, runArtifact } from './support/run-artifact.ts';

const limits = { maxMemoryPages: 10, maxTableElements: 20 };

async function capped(text: string): Promise<WebAssembly.Instance> {
  const { bytes } = capMemories(await parse(text), limits, refuseFor('issues'));
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)));
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
    assert.equal(admissionPolicy.maxMemoryPages, 1024);
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

  it('bounds every memory and table of a module', async () => {
    const { bytes, memories, tables } = capMemories(
      await parse(
        '(module (table 5 funcref) (table 5 50 externref) (memory 1) (memory (export "memory") 1))',
      ),
      limits,
      refuseFor('issues'),
    );
    assert.deepEqual([memories, tables], [2, 2]);
    const text = await print(bytes);
    assert.match(text, /\(table .* 5 20 funcref\)/);
    assert.match(text, /\(table .* 5 20 externref\)/);
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

  it('refuses a component that begins with more than it may have', async () => {
    await assert.rejects(
      admitBytes(await handWrittenComponent({ memory: '1025' })),
      refusal('EXTENSION_MEMORY_REFUSED', /begins with 1025 pages of 64 KiB; it may have 1024/),
    );
  });
});
