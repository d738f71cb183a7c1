import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { counterModule } from '@forgepoint/common/admission/counters.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { withCanonicalNames } from '../../subgraph-host/admission/canonical-names.ts';
import { meterModule } from '../../subgraph-host/admission/metering/meter-module.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { transpileComponent } from '../../subgraph-host/admission/transpile-component.ts';
import { GuestCounters } from '../../subgraph-host/component/worker/guest-counters.ts';
import { withoutCustomSections } from '../../subgraph-host/wasm-binary/custom-sections.ts';
import { exampleIssues } from '../support/guests.ts';
import { mutate } from '../support/mutants/mutate.ts';
import { Random } from '../support/random.ts';
import { admitBytes } from './support/admission.ts';
import type { Exported } from './support/metered.ts';
import { functionCount, randomProgram } from './support/random-program.ts';
import { call, runModules, type RunningGuest } from './support/run-artifact.ts';

const refuse = refuseFor('issues');
const fuel = 10n ** 10n;
const inputs = [
  [0, 0],
  [1, -1],
  [12_345, 678],
  [-(2 ** 31), 2 ** 31 - 1],
] as const;

/** All that a program does with the inputs: what it returns or how it traps, and what it leaves behind. */
function behaviour(module: Uint8Array): { readonly seen: readonly unknown[]; readonly used: number } {
  const counters = new GuestCounters(10);
  const globals = counters.renew();
  const shared = new WebAssembly.Global({ value: 'i32', mutable: true }, 3);
  const heard: number[] = [];
  const env = {
    base: new WebAssembly.Global({ value: 'i32', mutable: false }, 32),
    shared,
    host: (value: number) => (heard.push(value), value ^ 5),
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(module)), {
    env,
    [counterModule]: globals,
  });
  counters.begin(fuel);
  const ends: unknown[] = [];
  for (let index = 0; index < functionCount; index += 1) {
    for (const input of inputs) {
      try {
        ends.push((exports[`f${index}`] as Exported)(...input));
      } catch (error) {
        ends.push(String(error));
      }
    }
  }
  const memory = new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer);
  const left = [exports['g'], exports['h'], shared].map((global) => (global as WebAssembly.Global).value);
  const hash = createHash('sha256').update(memory).digest('hex');
  return { seen: [ends, left, memory.length, hash, heard], used: counters.end() };
}

describe('a program that is metered', () => {
  it('does what it did, for 150 generated programs', async () => {
    let traps = 0;
    let values = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const module = await parse(randomProgram(new Random(seed)));
      const plain = behaviour(module);
      const metered = behaviour(meterModule(module, 10 ** 8, refuse));
      assert.deepEqual(metered.seen, plain.seen, `program ${seed}`);
      assert.equal(plain.used, 0);
      assert.ok(metered.used > 0);
      for (const end of plain.seen[0] as unknown[]) {
        if (typeof end === 'string') traps += 1;
        else values += 1;
      }
    }
    assert.ok(traps > 100 && values > 500, `${traps} traps and ${values} values`);
  });
});

function isRefusedOrValid(module: Uint8Array): boolean {
  try {
    return WebAssembly.validate(meterModule(module, 10 ** 8, refuse));
  } catch (error) {
    return error instanceof ForgeError && error.code === 'EXTENSION_FEATURE_REFUSED';
  }
}

describe('a module that is metered', () => {
  it('stays valid, whatever it holds: 2000 mutants of generated programs', async () => {
    let valid = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const program = await parse(randomProgram(new Random(seed)));
      for (let number = 0; number < 200; number += 1) {
        const module = mutate(program, seed * 1_000 + number);
        if (!WebAssembly.validate(module)) continue;
        valid += 1;
        assert.ok(isRefusedOrValid(module), `mutant ${number} of ${seed}`);
      }
    }
    assert.ok(valid > 100, String(valid));
  });
});

describe('a guest that a compiler of JavaScript made', () => {
  it('answers as it does without metering and with the names of its parts', async () => {
    const component = readFileSync(await exampleIssues());
    const plain = await transpileComponent(withoutCustomSections(component), refuse);
    const admitted = await admitBytes(component);
    assert.deepEqual(
      converse(await runModules(admitted.glue, admitted.modules)),
      converse(await runModules(plain.glue, plain.modules)),
    );
    const canonical = await transpileComponent(withCanonicalNames(withoutCustomSections(component)), refuse);
    assert.deepEqual([...canonical.modules.keys()], [...plain.modules.keys()]);
  });
});

function converse(guest: RunningGuest): readonly unknown[] {
  guest.init({ name: 'issues', version: '1.0.0', databasePath: 'issues.db' });
  const calls = [
    call('Mutation.createIssue', { input: { title: 'First', description: 'é ☃ 𝄞'.repeat(500) } }),
    call('Mutation.createIssue', { input: { title: 'Second' } }, undefined, 'r1'),
    call('Mutation.createIssue', { input: { title: '' } }),
    call('Mutation.updateIssue', { id: 'issue-1', input: { status: 'CLOSED' } }),
    call('Query.getAllIssues', { first: 10 }),
    call('Query.getIssue', { id: 'issue-2' }),
    call('Query.getIssue', { id: 'none' }),
    call('Repository.issues', {}, { id: 'r1' }),
    call('Query.unknown'),
  ];
  const answers = calls.map((info) => guest.resolveField(info));
  const times = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
  return [
    guest.getInfo(),
    guest.getSchema(),
    ...answers.map(({ tag, val }) => [tag, val.replaceAll(times, '<time>')]),
  ];
}
