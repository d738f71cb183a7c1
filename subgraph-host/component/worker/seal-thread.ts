import { Buffer } from 'node:buffer';
import { registerHooks } from 'node:module';

/** What a thread that runs the glue has beside the language itself. */
const keptGlobals: ReadonlySet<string> = new Set(['WebAssembly', 'TextDecoder', 'TextEncoder', 'globalThis']);

/** Objects of the language that no global leads to. */
const hiddenIntrinsics = (): readonly object[] => [
  function* () {},
  async function () {},
  async function* () {},
  [][Symbol.iterator](),
  new Map()[Symbol.iterator](),
  new Set()[Symbol.iterator](),
  ''[Symbol.iterator](),
  ''.matchAll(/./g),
  [].values().map(Boolean),
  Iterator.from({ next: () => ({ done: true, value: undefined }) }),
  (function () {
    // oxlint-disable-next-line prefer-rest-params -- an object of this kind is what is wanted
    return arguments;
  })(),
];

const quiet = (): void => undefined;

/**
 * Leaves the thread nothing but the language: no module can be imported but one, the globals of Node are gone, and
 * nothing that code of the host shares with the glue can be changed by it. So JavaScript that got into the glue finds
 * no way to what Node's permission model doesn't guard: SQLite, open descriptors, signals, V8's flags, the main thread.
 * Code of the host that runs afterwards has to import what it needs of Node's globals.
 * @param onlyModule URL of the one module that can still be imported
 * @param shared what the module will be given
 */
export function sealThread(onlyModule: string, shared: object): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier !== onlyModule) throw new Error(`"${specifier}" cannot be imported here`);
      return next(specifier, context);
    },
  });
  for (const name of Reflect.ownKeys(globalThis)) {
    if (typeof name === 'symbol' || !(keptGlobals.has(name) || languageGlobals.has(name)))
      Reflect.deleteProperty(globalThis, name);
  }
  // The glue reports errors to it.
  Object.defineProperty(globalThis, 'console', {
    value: { debug: quiet, error: quiet, log: quiet, warn: quiet },
  });
  harden([globalThis, Buffer, shared, ...hiddenIntrinsics()]);
}

/** Freezes everything that can be reached from these, by properties and prototypes. */
function harden(roots: readonly object[]): void {
  const found = new Set<object>(roots);
  // A set is walked to its end, with what is added on the way.
  for (const object of found) {
    // The elements of a view cannot be frozen.
    if (ArrayBuffer.isView(object)) Object.preventExtensions(object);
    else Object.freeze(object);
    const properties = Object.getOwnPropertyDescriptors(object);
    // Values, getters and setters.
    const parts = Reflect.ownKeys(properties).flatMap((name): readonly unknown[] =>
      Object.values(Reflect.get(properties, name) as object),
    );
    for (const part of [Object.getPrototypeOf(object) as unknown, ...parts])
      if (isObject(part)) found.add(part);
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** @see https://tc39.es/ecma262/#sec-global-object */
const languageGlobals: ReadonlySet<string> = new Set([
  'Infinity',
  'NaN',
  'undefined',
  'eval',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'decodeURI',
  'decodeURIComponent',
  'encodeURI',
  'encodeURIComponent',
  'AggregateError',
  'Array',
  'ArrayBuffer',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'Boolean',
  'DataView',
  'Date',
  'Error',
  'EvalError',
  'FinalizationRegistry',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Function',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Iterator',
  'Map',
  'Number',
  'Object',
  'Promise',
  'Proxy',
  'RangeError',
  'ReferenceError',
  'RegExp',
  'Set',
  'SharedArrayBuffer',
  'String',
  'Symbol',
  'SyntaxError',
  'TypeError',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'URIError',
  'WeakMap',
  'WeakRef',
  'WeakSet',
  'Atomics',
  'Intl',
  'JSON',
  'Math',
  'Reflect',
]);
