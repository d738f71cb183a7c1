import { appendCustomSection } from '@forgepoint/cli/build/custom-section.ts';
import { handWrittenComponent } from '../../admission/support/hand-written-guest.ts';

/** Each field answers with an `Int`: what its instructions leave. */
const fields: Readonly<Record<string, string>> = {
  fineMachine: '(i32.const 7)',
  trapMachine: '(unreachable)',
  spin: '(loop $endless (br $endless)) (unreachable)',
  deeper: '(call $deeper) (i32.const 0)',
  growMemory: '(call $take-memory) (unreachable)',
  growTable: '(call $take-table)',
  countVariables: '(drop (call $environ (i32.const 2048) (i32.const 2056))) (i32.load (i32.const 2048))',
  argumentsGiven: '(drop (call $args (i32.const 2048) (i32.const 2056))) (i32.load (i32.const 2048))',
  openedFiles: '(call $open-files)',
  readInput: '(call $read-input)',
  secondsSince1970:
    '(drop (call $clock (i32.const 0) (i64.const 1) (i32.const 2048))) (i32.wrap_i64 (i64.div_u (i64.load (i32.const 2048)) (i64.const 1000000000)))',
  // A subscription of the clock for a year.
  waitForAYear: `(i64.store (i32.const 2048) (i64.const 1)) (i32.store8 (i32.const 2056) (i32.const 0))
    (i32.store (i32.const 2064) (i32.const 1)) (i64.store (i32.const 2072) (i64.const 31536000000000000))
    (i64.store (i32.const 2080) (i64.const 0)) (i32.store16 (i32.const 2088) (i32.const 0))
    (call $poll (i32.const 2048) (i32.const 2112) (i32.const 1) (i32.const 2176))`,
  exit: '(call $exit (i32.const 0)) (i32.const 0)',
  // All that the guest has, or says it has, as the text of an answer.
  wholeMemory: `(call $take-memory) (memory.fill (i32.const 65536) (i32.const 0x31) (i32.const 67000000))
    (return (call $text (i32.const 65536) (i32.const 67000000)))`,
  gigabyte: '(return (call $text (i32.const 0) (i32.const 0x40000000)))',
  fourGigabytes: '(return (call $text (i32.const 0xffff0000) (i32.const -1)))',
  reenter: '(global.set $mode (i32.const 1)) (call $ask) (i32.const 1)',
  // 0 for rows.
  askDatabase: '(call $ask) (i32.load8_u (i32.const 2048))',
  spinInAllocation: '(global.set $mode (i32.const 2)) (call $ask) (i32.const 2)',
  lieInAllocation: '(global.set $mode (i32.const 3)) (call $ask) (i32.const 3)',
};

const imports = `
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "forge:extension/host-database@0.2.0" "query" (func $query (param i32 i32 i32 i32 i32)))`;

const sql = 'SELECT 1, hex(zeroblob(100))';
const paths = ['/etc/passwd', '../issues/issues.db', '.'] as const;

const functions = `
  (global $mode (mut i32) (i32.const 0))
  (table $bomb 1 externref)
  (data (i32.const 3072) "${sql}")
  ${paths.map((path, index) => `(data (i32.const ${3200 + index * 64}) "${path}")`).join(' ')}
  (func $deeper (call $deeper) (call $deeper))
  (func $ask (call $query (i32.const 3072) (i32.const ${sql.length}) (i32.const 0) (i32.const 0) (i32.const 2048)))
  (func $take-memory (loop $grow (br_if $grow (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (memory.fill (i32.const 65536) (i32.const 1) (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 65536))))
  (func $take-table (result i32)
    (loop $grow (br_if $grow (i32.ne (table.grow $bomb (ref.null extern) (i32.const 1000)) (i32.const -1))))
    (table.size $bomb))
  ;; How many of the paths can be opened at any of the first 16 descriptors.
  (func $open-files (result i32) (local $fd i32) (local $opened i32)
    (loop $next
      ${paths
        .map(
          (path, index) =>
            `(local.set $opened (i32.add (local.get $opened) (i32.eqz (call $open (local.get $fd) (i32.const 1)
              (i32.const ${3200 + index * 64}) (i32.const ${path.length}) (i32.const 0) (i64.const -1) (i64.const -1)
              (i32.const 0) (i32.const 2048)))))`,
        )
        .join(' ')}
      (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $fd) (i32.const 16))))
    (local.get $opened))
  ;; How many bytes come from any of the first 16 descriptors.
  (func $read-input (result i32) (local $fd i32) (local $bytes i32)
    (i32.store (i32.const 2048) (i32.const 2112)) (i32.store (i32.const 2052) (i32.const 64))
    (loop $next
      (i32.store (i32.const 2056) (i32.const 0))
      (drop (call $read (local.get $fd) (i32.const 2048) (i32.const 1) (i32.const 2056)))
      (local.set $bytes (i32.add (local.get $bytes) (i32.load (i32.const 2056))))
      (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $fd) (i32.const 16))))
    (local.get $bytes))
  (func $text (param $at i32) (param $length i32) (result i32)
    (i32.store8 (i32.const 1048) (i32.const 0))
    (i32.store (i32.const 1052) (local.get $at))
    (i32.store (i32.const 1056) (local.get $length))
    (i32.const 1048))`;

/** What the host calls when it has a value for the guest. */
const allocate = `
  (if (i32.eq (global.get $mode) (i32.const 1)) (then (call $ask)))
  (if (i32.eq (global.get $mode) (i32.const 2)) (then (loop $endless (br $endless))))
  (if (i32.eq (global.get $mode) (i32.const 3)) (then (return (i32.const 0xfffffff0))))`;

/** A guest in WebAssembly itself, for what no compiler would make. @returns its component */
export async function hostileMachine(): Promise<Uint8Array> {
  const names = Object.keys(fields);
  const component = await handWrittenComponent({
    memory: '2',
    imports,
    fields: functions,
    first: { cabi_realloc: allocate },
    schema: `type Query{${names.join(':Int ')}:Int}`,
    resolve: names.map(answerTo).join('\n'),
  });
  // It declares neither clock nor randomness, and so gets stand-ins for them.
  const manifest = JSON.stringify({ manifestVersion: 1, permissions: ['database', 'log'] });
  return appendCustomSection(component, 'forge:manifest', Buffer.from(manifest));
}

/** Tells fields apart by their first four letters. */
function answerTo(name: string): string {
  const letters = Buffer.from(name.padEnd(4)).readInt32LE();
  const begins = `(i32.eq (i32.load (i32.load (local.get 0))) (i32.const ${letters}))`;
  const length = `(i32.eq (i32.load offset=4 (local.get 0)) (i32.const ${name.length}))`;
  return `(if (i32.and ${begins} ${length}) (then (return (call $answer ${fields[name]}))))`;
}
