import type { Random } from '../../support/random.ts';

/** Functions of a program; each calls only those before it, so that every program ends. */
export const functionCount = 6;

const i32Locals = ['$x', '$y', '$a', '$b', '$c'] as const;
const deepest = 5;

const calculations = ['add', 'sub', 'mul', 'and', 'or', 'xor', 'shl', 'shr_s', 'shr_u', 'rotl'] as const;
const comparisons = ['eq', 'ne', 'lt_s', 'gt_u', 'le_s'] as const;
const divisions = ['div_s', 'div_u', 'rem_s', 'rem_u'] as const;
const unary = ['clz', 'ctz', 'popcnt', 'eqz', 'extend8_s', 'extend16_s'] as const;

/**
 * A module in the text format that computes something: all control flow, calls of every kind, memory, tables, globals,
 * vectors, and traps. It exports `f0` to `f5` (two i32 to one), `memory` and the globals `g` and `h`.
 */
export function randomProgram(random: Random): string {
  const functions = Array.from({ length: functionCount }, (_, index) => functionText(random, index));
  return `(module
    (import "env" "base" (global $base i32))
    (import "env" "shared" (global $shared (mut i32)))
    (import "env" "host" (func $host (param i32) (result i32)))
    (type $binary (func (param i32 i32) (result i32)))
    (memory (export "memory") 1 4)
    (table $t ${functionCount} ${functionCount + 4} funcref)
    (table $e 4 externref)
    (global $g (export "g") (mut i32) (i32.const 1))
    (global $h (export "h") (mut i64) (i64.const 2))
    (global $copy i32 (global.get $base))
    (elem $all (table $t) (i32.const 0) func ${functions.map((_, index) => `$f${index}`).join(' ')})
    (elem $passive func $f0)
    (data (global.get $base) "some data that is read")
    (data $passive "more data")
    ${functions.join('\n')})`;
}

function functionText(random: Random, index: number): string {
  const statements = Array.from({ length: 3 + random.below(6) }, () => statement(random, index, 0));
  // Now and then so long that a path needs a charge within it.
  const long = random.below(3) === 0 ? `(local.set $a ${expression(random, index, 3)})`.repeat(60) : '';
  return `(func $f${index} (export "f${index}") (param $x i32) (param $y i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $w i64) (local $d f64) (local $v v128)
    (local $n0 i32) (local $n1 i32) (local $n2 i32) (local $n3 i32) (local $n4 i32) (local $n5 i32)
    ${statements.join('\n    ')}
    ${long}
    ${expression(random, index, 0)})`;
}

function statement(random: Random, index: number, depth: number): string {
  const value = (): string => expression(random, index, depth + 1);
  const body = (): string => {
    return Array.from({ length: 1 + random.below(3) }, () => statement(random, index, depth + 1)).join(' ');
  };
  const simple: readonly [() => string, ...(() => string)[]] = [
    () => `(local.set ${random.pick(i32Locals)} ${value()})`,
    () => `(global.set ${random.pick(['$g', '$shared'])} ${value()})`,
    () => `(global.set $h (i64.add (global.get $h) (i64.extend_i32_s ${value()})))`,
    () => `(i32.store offset=${random.below(200)} (i32.and ${value()} (i32.const 1023)) ${value()})`,
    () => `(i32.store8 ${value()} ${value()})`,
    () =>
      `(memory.fill (i32.and ${value()} (i32.const 511)) ${value()} (i32.and ${value()} (i32.const 255)))`,
    () => '(memory.copy (i32.const 64) (i32.const 100) (i32.const 60))',
    () => `(memory.init $passive (i32.const 300) (i32.const 0) (i32.const ${random.below(12)}))`,
    () => `(table.init $t $passive (i32.const 0) (i32.const 0) (i32.const 1))`,
    () => '(drop (table.grow $t (ref.null func) (i32.const 1)))',
    () => `(local.set $w (i64.mul (local.get $w) (i64.extend_i32_u ${value()})))`,
    () => `(local.set $d (f64.add (local.get $d) (f64.convert_i32_s ${value()})))`,
    () => `(local.set $v (i32x4.add (local.get $v) (i32x4.splat ${value()})))`,
    () => `(drop (memory.grow (i32.const ${random.below(2)})))`,
  ];
  const nested: readonly [() => string, ...(() => string)[]] = [
    () => `(if ${value()} (then ${body()}) (else ${body()}))`,
    () => `(if ${value()} (then ${body()}))`,
    () => `(block ${body()} (br_if 0 ${value()}) ${body()})`,
    () => `(block (block (block (br_table 0 1 2 1 ${value()})) ${body()} (br 1)) ${body()})`,
    () => `(block ${body()} (br 0) ${body()})`,
    () => `(if (i32.eqz ${value()}) (then (return ${value()})))`,
    () => loop(random, depth, body()),
  ];
  return (depth < deepest && random.below(2) === 0 ? random.pick(nested) : random.pick(simple))();
}

/** Passed through a few times; its counter belongs to its depth, so that nothing inside changes it. */
function loop(random: Random, depth: number, body: string): string {
  const counter = `$n${depth}`;
  return `(local.set ${counter} (i32.const ${1 + random.below(6)}))
    (loop ${body} (br_if 0 (local.tee ${counter} (i32.sub (local.get ${counter}) (i32.const 1)))))`;
}

function expression(random: Random, index: number, depth: number): string {
  const value = (): string => expression(random, index, depth + 1);
  const leaves: readonly [() => string, ...(() => string)[]] = [
    () => `(i32.const ${random.below(2 ** 31) - 2 ** 30})`,
    () => `(i32.const ${random.below(20) - 5})`,
    () => `(local.get ${random.pick(i32Locals)})`,
    () => `(global.get ${random.pick(['$g', '$shared', '$base', '$copy'])})`,
    () => '(memory.size)',
  ];
  if (depth >= deepest) return random.pick(leaves)();
  const inner: readonly [() => string, ...(() => string)[]] = [
    () => `(i32.${random.pick(calculations)} ${value()} ${value()})`,
    () => `(i32.${random.pick(comparisons)} ${value()} ${value()})`,
    () => `(i32.${random.pick(divisions)} ${value()} ${value()})`,
    () => `(i32.${random.pick(unary)} ${value()})`,
    () => `(i32.load offset=${random.below(100)} (i32.and ${value()} (i32.const 1023)))`,
    () => `(i32.load8_s ${value()})`,
    () => `(select ${value()} ${value()} ${value()})`,
    () => `(if (result i32) ${value()} (then ${value()}) (else ${value()}))`,
    () => `(block (result i32) (br_if 0 ${value()} ${value()}) (drop) ${value()})`,
    () => `(block (result i32) (br 0 ${value()}))`,
    () => `(i32.wrap_i64 (local.get $w))`,
    () => `(i32.trunc_sat_f64_s (local.get $d))`,
    () => `(i32x4.extract_lane ${random.below(4)} (local.get $v))`,
    () => `(ref.is_null (table.get $e (i32.and ${value()} (i32.const 3))))`,
    () => `(local.tee ${random.pick(i32Locals)} ${value()})`,
    () => `(call $host ${value()})`,
    ...(index > 0
      ? [
          () => `(call $f${random.below(index)} ${value()} ${value()})`,
          () => `(call_indirect $t (type $binary) ${value()} ${value()} (i32.const ${random.below(index)}))`,
        ]
      : []),
  ];
  return random.below(4) === 0 ? random.pick(leaves)() : random.pick(inner)();
}
