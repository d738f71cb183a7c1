import { counterModule } from '@forgepoint/common/admission/counters.ts';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { meterModule } from '../../subgraph-host/admission/metering/meter-module.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { GuestCounters } from '../../subgraph-host/component/worker/guest-counters.ts';

/**
 * What an optimising compiler makes of a tight program, such as one in Rust, whose small functions it has inlined: fills a
 * table with random numbers, sorts it by insertion, and adds up a hash over it.
 */
const text = `(module
  (memory 1)
  (func $fill (param $count i32) (param $seed i32)
    (local $i i32)
    (loop $next
      (local.set $seed (i32.xor (local.get $seed) (i32.shl (local.get $seed) (i32.const 13))))
      (local.set $seed (i32.xor (local.get $seed) (i32.shr_u (local.get $seed) (i32.const 17))))
      (local.set $seed (i32.xor (local.get $seed) (i32.shl (local.get $seed) (i32.const 5))))
      (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $seed))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count)))))
  (func $sort (param $count i32)
    (local $i i32) (local $j i32) (local $value i32) (local $before i32)
    (local.set $i (i32.const 1))
    (loop $outer
      (local.set $value (i32.load (i32.shl (local.get $i) (i32.const 2))))
      (local.set $j (local.get $i))
      (block $placed
        (loop $inner
          (br_if $placed (i32.eqz (local.get $j)))
          (br_if $placed (i32.le_u (local.tee $before
            (i32.load (i32.shl (i32.sub (local.get $j) (i32.const 1)) (i32.const 2)))) (local.get $value)))
          (i32.store (i32.shl (local.get $j) (i32.const 2)) (local.get $before))
          (local.set $j (i32.sub (local.get $j) (i32.const 1)))
          (br $inner)))
      (i32.store (i32.shl (local.get $j) (i32.const 2)) (local.get $value))
      (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count)))))
  (func (export "run") (param $count i32) (result i64)
    (local $i i32) (local $hash i64)
    (call $fill (local.get $count) (i32.const 2463534242))
    (call $sort (local.get $count))
    (local.set $hash (i64.const -3750763034362895579))
    (loop $next
      (local.set $hash (i64.mul (i64.const 1099511628211)
        (i64.xor (local.get $hash) (i64.load32_u (i32.shl (local.get $i) (i32.const 2))))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
    (local.get $hash)))`;

const numbers = 1_000;
const maxBytes = 1024 * 1024;

export interface ComputingModule {
  /** @returns the fuel that was used */
  run(times: number): number;
}

/** The same module as it is, and metered. */
export async function computingTwins(): Promise<Readonly<Record<'plain' | 'metered', ComputingModule>>> {
  const binary = await parse(text);
  return {
    plain: start(binary),
    metered: start(meterModule(binary, maxBytes, refuseFor('computes'))),
  };
}

function start(binary: Uint8Array): ComputingModule {
  const counters = new GuestCounters(0);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(binary)), {
    [counterModule]: counters.renew(),
  });
  const run = exports['run'] as (count: number) => bigint;
  return {
    run: (times) => {
      counters.begin(10n ** 15n);
      for (let time = 0; time < times; time += 1) run(numbers);
      return counters.end();
    },
  };
}
