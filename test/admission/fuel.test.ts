import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { meterModule } from '../../subgraph-host/admission/metering/meter-module.ts';
import { maxUnchargedUnits, unitsPerLongPath } from '../../subgraph-host/admission/metering/prices.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { encodeBinary, encodeU32 } from '../../subgraph-host/wasm-binary/write-sections.ts';
import { refusal } from './support/admission.ts';
import { meteredInstance } from './support/metered.ts';

const budget = 1_000_000n;

describe('a guest that never ends', () => {
  const endless: readonly (readonly [string, string])[] = [
    ['in an empty loop', '(func (export "f") (loop (br 0)))'],
    ['in a loop that is left and entered again', '(func (export "f") (loop (block (br 1))))'],
    ['by a branch table', '(func (export "f") (loop (block (br_table 0 1 1 (i32.const 1)))))'],
    ['by a conditional branch', '(func (export "f") (loop (br_if 0 (i32.const 1))))'],
    ['by a branch on a reference', '(func (export "f") (loop (br_on_null 0 (ref.null func)) drop))'],
    ['in a loop with parameters', '(func (export "f") i32.const 1 loop (param i32) br 0 end)'],
    ['by calling itself in its last step', '(func $f (export "f") (return_call $f))'],
    [
      'by calling through a table in its last step',
      '(type $t (func)) (table funcref (elem $f)) (func $f (export "f") (return_call_indirect (type $t) (i32.const 0)))',
    ],
    [
      'by calling a reference in its last step',
      '(type $t (func)) (elem declare func $f) (func $f (export "f") (return_call_ref $t (ref.func $f)))',
    ],
    [
      'by a call tree that is deep, but not too deep',
      `(func (export "f") (loop (call $g (i32.const 30)) (br 0)))
       (func $g (param i32) (if (local.get 0) (then
         (call $g (i32.sub (local.get 0) (i32.const 1))) (call $g (i32.sub (local.get 0) (i32.const 1))))))`,
    ],
    [
      'filling memory',
      '(memory 16) (func (export "f") (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 1000000)) (br 0)))',
    ],
    [
      'copying memory',
      '(memory 16) (func (export "f") (loop (memory.copy (i32.const 0) (i32.const 9) (i32.const 1000000)) (br 0)))',
    ],
    ['asking for memory', '(memory 1) (func (export "f") (loop (drop (memory.grow (i32.const 1))) (br 0)))'],
    [
      'asking for elements',
      '(table 1 2 funcref) (func (export "f") (loop (drop (table.grow 0 (ref.null func) (i32.const 1))) (br 0)))',
    ],
    ['in the start function', '(func $f (loop (br 0))) (start $f)'],
  ];
  for (const [how, fields] of endless) {
    it(`is stopped: ${how}`, async () => {
      if (fields.includes('(start')) {
        await assert.rejects(meteredInstance(`(module ${fields})`), /unreachable/);
        return;
      }
      const { trap, fuel } = (await meteredInstance(`(module ${fields})`)).run('f', budget);
      assert.equal(trap, 'fuel');
      assert.ok(fuel > Number(budget) && fuel < Number(budget) + 100_000, String(fuel));
    });
  }
});

describe('fuel', () => {
  it('is the same for the same work on fresh instances', async () => {
    const text = `(module (memory 1) (func (export "f") (param i32) (result i32) (local i32)
      (loop (i32.store (i32.and (local.get 0) (i32.const 1020)) (local.get 1))
        (local.set 1 (i32.add (local.get 1) (i32.load (i32.const 16))))
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (local.get 1)))`;
    const first = (await meteredInstance(text)).run('f', 10n ** 9n, 1_000);
    assert.deepEqual((await meteredInstance(text)).run('f', 10n ** 9n, 1_000), first);
    assert.equal(first.trap, undefined);
  });

  it('is used in proportion to the work', async () => {
    const { run } = await meteredInstance(
      '(module (func (export "f") (param i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))',
    );
    const [one, ten] = [run('f', budget, 1_000).fuel, run('f', budget, 10_000).fuel];
    assert.ok(ten > 9.9 * one && ten <= 10 * one, `${one} and ${ten}`);
  });

  it('can be used up to the last unit, and not further', async () => {
    const { run } = await meteredInstance('(module (func (export "f")))');
    const { fuel } = run('f', budget);
    assert.deepEqual(run('f', BigInt(fuel)), { fuel, returned: undefined });
    assert.equal(run('f', BigInt(fuel - 1)).trap, 'fuel');
  });

  it('is charged for the host: the guest stops at its next step', async () => {
    const host: { charge?: () => void } = {};
    const { counters, run } = await meteredInstance(
      `(module (import "host" "work" (func $work)) (func $step) (func (export "f") (call $work) (call $step)))`,
      { imports: { host: { work: () => host.charge?.() } } },
    );
    assert.equal(run('f', budget).trap, undefined);
    host.charge = () => counters.charge(Number(budget));
    assert.equal(run('f', budget).trap, 'fuel');
  });

  it('is gone outside of calls', async () => {
    const { exports, run } = await meteredInstance('(module (func (export "f")))');
    assert.equal(run('f', budget).trap, undefined);
    assert.throws(exports['f'] as () => void, /unreachable/);
  });

  it('is dear where the engine has to be called', async () => {
    const { run } = await meteredInstance(
      `(module (memory 1) (table 1 2 funcref)
        (func (export "memory") (drop (memory.grow (i32.const 0))))
        (func (export "table") (drop (table.grow 0 (ref.null func) (i32.const 0))))
        (func (export "fill") (memory.fill (i32.const 0) (i32.const 1) (i32.const 64000))))`,
    );
    for (const name of ['memory', 'table', 'fill']) assert.ok(run(name, budget).fuel > 1_000, name);
  });

  it('tells other traps from its end', async () => {
    const { run } = await meteredInstance(
      '(module (func (export "trap") unreachable) (func $deeper (export "deeper") (call $deeper)))',
    );
    assert.equal(run('trap', budget).trap, 'unreachable');
    assert.match(run('deeper', 10n ** 12n).trap ?? '', /stack/);
    assert.equal(run('deeper', 1_000n).trap, 'fuel');
  });
});

describe('code without loops', () => {
  const step = '(local.set 0 (i32.add (local.get 0) (i32.const 1)))';
  const stepUnits = 4;
  const perUnit = maxUnchargedUnits / unitsPerLongPath;

  /** @returns instructions that ran, for each unit of fuel that was used */
  const instructionsPerUnit = async (body: string): Promise<number> => {
    const { run } = await meteredInstance(
      `(module (func (export "f") (result i32) (local i32) ${body} (local.get 0)))`,
    );
    const { fuel, returned } = run('f', 10n ** 9n);
    return (Number(returned) * stepUnits) / fuel;
  };

  it('is charged however long it goes straight on', async () => {
    const ratio = await instructionsPerUnit(step.repeat(20_000));
    assert.ok(ratio < perUnit * 1.1, String(ratio));
  });

  it('is charged on the path that is taken, wherever others would be', async () => {
    const dodges: readonly string[] = [
      // Just before a charge could be due, code that is never reached.
      `(block ${step.repeat(240)} (br 0) ${step.repeat(30)})`,
      `(block (br_if 0 (i32.eqz (i32.const 0))) ${step.repeat(300)}) ${step.repeat(200)}`,
      // Beside code that is left at once.
      `(if (i32.const 0) (then (br 0)) (else ${step.repeat(300)}))`,
      `(block (if (i32.const 0) (then (br 1))) ${step.repeat(300)})`,
      `(if (i32.const 0) (then ${step.repeat(250)}) (else ${step.repeat(200)}))`,
      `(if (i32.const 1) (then ${step.repeat(200)} (br 0)) (else ${step.repeat(300)}))`,
      `(block (block (block (br_table 1 0 2 (i32.const 0))) ${step.repeat(300)} ) ${step.repeat(240)})`,
    ];
    for (const dodge of dodges) {
      const ratio = await instructionsPerUnit(dodge.repeat(40));
      assert.ok(ratio < perUnit * 1.1, `${ratio} for ${dodge.slice(0, 60)}`);
    }
  });
});

describe('indices of globals', () => {
  it('are moved wherever they stand', async () => {
    const { exports, run } = await meteredInstance(
      `(module
        (import "env" "offset" (global $offset i32))
        (import "env" "count" (global $count (mut i32)))
        (import "env" "function" (global $function funcref))
        (global $own (mut i32) (i32.const 7))
        (global $copy i32 (global.get $offset))
        (global $made funcref (ref.func $three))
        (global (export "exported") (mut i64) (i64.const 5))
        (memory (export "memory") 1)
        (table $t 8 funcref)
        (elem (table $t) (global.get $offset) func $three)
        (elem (table $t) (i32.const 6) funcref (global.get $function) (ref.null func))
        (elem declare func $three)
        (global $place i32 (i32.const 5))
        (elem (table $t) (global.get $place) func $three)
        (data (global.get $offset) "x")
        (data (global.get $place) "y")
        (func $three (result i32) (i32.const 3))
        (func (export "f") (result i32 i32 i32 i32 i32)
          (global.set $own (i32.add (global.get $own) (i32.const 1)))
          (global.set $count (i32.const 11))
          (global.get $own) (global.get $copy)
          (call_indirect $t (result i32) (global.get $offset))
          (call_indirect $t (result i32) (global.get $place))
          (global.get $count)))`,
      {
        imports: {
          env: {
            offset: new WebAssembly.Global({ value: 'i32', mutable: false }, 4),
            function: null,
            count: new WebAssembly.Global({ value: 'i32', mutable: true }, 1),
          },
        },
      },
    );
    assert.deepEqual(run('f', budget).returned, [8, 4, 3, 3, 11]);
    assert.equal((exports['exported'] as WebAssembly.Global).value, 5n);
    const memory = Buffer.from((exports['memory'] as WebAssembly.Memory).buffer);
    assert.equal(memory.toString('latin1', 4, 6), 'xy');
  });
});

describe('memories', () => {
  const text = `(module (memory $a (export "a") 1) (memory $b (export "b") 1)
    (func (export "growA") (param i32) (result i32) (memory.grow $a (local.get 0)))
    (func (export "growB") (param i32) (result i32) (memory.grow $b (local.get 0)))
    (func (export "trap") (drop (memory.grow $a (i32.const 1000))) unreachable))`;

  it('share one grant, and are told −1 beyond it', async () => {
    const { run } = await meteredInstance(text, { growPages: 10 });
    assert.equal(run('growA', budget, 6).returned, 1);
    assert.equal(run('growB', budget, 5).returned, -1);
    assert.equal(run('growB', budget, 4).returned, 1);
    assert.equal(run('growA', budget, 1).returned, -1);
    assert.equal(run('growA', budget, 0).returned, 7);
    assert.equal(run('growA', budget, -1).returned, -1);
  });

  it('are named as the cause when a guest traps after it was refused', async () => {
    const { run } = await meteredInstance(text, { growPages: 10 });
    assert.equal(run('trap', budget).trap, 'memory');
  });
});

describe('what cannot be counted', () => {
  const unknown: readonly (readonly [string, string])[] = [
    ['objects', '(type $s (struct (field i32))) (func (drop (struct.new $s (i32.const 1))))'],
    ['small integers as references', '(func (drop (ref.i31 (i32.const 1))))'],
    ['exceptions', '(tag $t) (func (throw $t))'],
    ['exceptions that are caught', '(tag $t) (func (block $h (try_table (catch_all $h) (throw $t))))'],
    ['atomic access to memory', '(memory 1) (func (drop (i32.atomic.load (i32.const 0))))'],
    [
      '128-bit arithmetic',
      '(func (result i64 i64) (i64.add128 (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0)))',
    ],
  ];
  for (const [what, fields] of unknown) {
    it(`is refused: ${what}`, async () => {
      await assert.rejects(
        meteredInstance(`(module ${fields})`),
        refusal('EXTENSION_FEATURE_REFUSED', /can't count/),
      );
    });
  }

  it('is refused when it grows beyond what a component may have', async () => {
    const module = await parse(`(module (func ${'(loop)'.repeat(10_000)}))`);
    assert.throws(
      () => meterModule(module, 100_000, refuseFor('issues')),
      refusal('EXTENSION_TOO_LARGE', /more than 100000 bytes of code/),
    );
  });

  it('is refused: blocks nested without end', async () => {
    const body = Buffer.concat([Buffer.from([0]), Buffer.alloc(200_000, Buffer.from([0x02, 0x40]))]);
    const empty = await parse('(module (func))');
    const module = encodeBinary(empty, [
      { id: 1, payload: Buffer.from([1, 0x60, 0, 0]) },
      { id: 3, payload: Buffer.from([1, 0]) },
      { id: 10, payload: Buffer.concat([Buffer.from([1]), encodeU32(body.length), body]) },
    ]);
    assert.throws(() => meterModule(module, 10 ** 9, refuseFor('issues')), /nests blocks deeper/);
  });
});
