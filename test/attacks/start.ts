import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { handWrittenComponent, renamed, type HandWritten } from '../admission/support/hand-written-guest.ts';
import type { Refusal } from '../bad-input/support/refusals.ts';
import { fixture } from '../support/guests.ts';

/** An extension that attacks while it is admitted or started, and how it is refused. */
export interface HostileStart extends Refusal {
  /** What it does; goes on from "an extension that". */
  readonly title: string;
  /** @returns its component, or the path of one */
  readonly component: () => Promise<Uint8Array | string>;
  readonly config?: object;
}

const namesRefused = 'EXTENSION_NAME_IN_BINARY_REFUSED';
const importRefused = 'EXTENSION_IMPORT_REFUSED';
const schemaInvalid = 'EXTENSION_SCHEMA_INVALID';
const outOfFuel = 'EXTENSION_FUEL_EXHAUSTED';

/** Ends the gateway, if it ever is part of the code that the host is generated. */
const code = "a'];process.kill(process.ppid,9);//";
const exported = 'forge:extension/extension-api@0.2.0#shutdown';
const exportsApi = '(instance $i) (export "forge:extension/extension-api@0.2.0" (instance $i))';
const loop = '(loop $endless (br $endless))';

const guest = (options: HandWritten) => () => handWrittenComponent(options);
const text = (component: string) => () => parse(component);
const configured = (): Promise<string> => fixture('misbehaves-as-configured');

/** By the name of the extension. */
export const hostileStarts: Readonly<Record<string, HostileStart>> = {
  'name-of-an-export': {
    title: 'exports a name that is code',
    component: async () => renamed(await handWrittenComponent(), exported, code.padEnd(exported.length, 'x')),
    code: namesRefused,
    says: /process\.kill/,
  },
  'name-of-an-import': {
    title: 'imports a name that is code',
    component: text(`(component (core module (import "a" "${code}" (func))) ${exportsApi})`),
    code: namesRefused,
    says: /process\.kill/,
  },
  'name-of-an-instance': {
    title: 'puts its instances together by a name that is code',
    component: text(
      `(component (core module $m) (core instance $i (instantiate $m)) (core instance (instantiate $m (with "${code}" (instance $i)))) ${exportsApi})`,
    ),
    code: namesRefused,
    says: /process\.kill/,
  },
  'name-in-a-type': {
    title: 'has a name that is code in the type of an interface',
    component: text(
      `(component (import "forge:extension/host-log@0.2.0" (instance (export "${code}" (func)))) ${exportsApi})`,
    ),
    code: namesRefused,
    says: /process\.kill/,
  },
  sockets: {
    title: 'imports sockets',
    component: text(`(component (import "wasi:sockets/tcp@0.2.0" (instance)) ${exportsApi})`),
    code: importRefused,
    says: /no network/,
  },
  http: {
    title: 'imports HTTP',
    component: text(`(component (import "wasi:http/outgoing-handler@0.2.0" (instance)) ${exportsApi})`),
    code: importRefused,
    says: /no network/,
  },
  'spins-in-start': {
    title: 'spins in its start function',
    component: guest({ fields: `(func $begin ${loop}) (start $begin)` }),
    code: outOfFuel,
    says: /in instantiation/,
  },
  'spins-in-init': {
    title: 'spins in init',
    component: guest({ first: { init: loop } }),
    code: outOfFuel,
    says: /in init/,
  },
  'spins-in-get-schema': {
    title: 'spins in get-schema',
    component: guest({ first: { 'get-schema': loop } }),
    code: outOfFuel,
    says: /in get-schema/,
  },
  'sql-in-init': {
    title: 'runs a statement without end in init',
    component: configured,
    config: { in: 'init', how: 'loops-in-sql' },
    code: 'EXTENSION_TIMEOUT',
    says: /its init does not return/,
  },
  'begins-large': {
    title: 'begins with more memory than it may have',
    component: guest({ memory: '2000' }),
    code: 'EXTENSION_MEMORY_REFUSED',
    says: /begins with 2000 pages/,
  },
  'begins-with-tables': {
    title: 'begins with a table of ten million elements',
    component: guest({ fields: '(table 10000000 externref)' }),
    code: 'EXTENSION_MEMORY_REFUSED',
    says: /table|elements/,
  },
  'overflows-in-start': {
    title: 'calls itself without end in its start function',
    component: guest({ fields: '(func $deeper (call $deeper) (call $deeper)) (start $deeper)' }),
    code: 'EXTENSION_INIT_FAILED',
    says: /stack/,
  },
  'sdl-huge': {
    title: 'has an SDL of 1.5 MB',
    component: configured,
    config: { sdl: 'type Query { a: Int } ', open: '# padding\n', times: 150_000 },
    code: schemaInvalid,
    says: /characters/,
  },
  'sdl-deep': {
    title: 'has an SDL that nests 20,000 levels deep',
    component: configured,
    config: { sdl: 'type Query { a: ', open: '[', close: ']', times: 20_000 },
    code: schemaInvalid,
    says: /deep/,
  },
  'sdl-malformed': {
    title: 'has an SDL that is none',
    component: configured,
    config: { sdl: 'type Query { a(: "\u0000' },
    code: schemaInvalid,
    says: /line 1/,
  },
  'sdl-of-the-core': {
    title: 'takes a field of the core',
    component: configured,
    config: { sdl: 'type Query { getAllGroups: Int }' },
    code: 'SCHEMA_CONFLICT',
    says: /getAllGroups.*"core"/,
  },
  'sdl-of-the-neighbour': {
    title: 'takes a type of its neighbour',
    component: configured,
    config: { sdl: 'type Query { b: Int } type Issue { id: ID! mine: Int }' },
    code: 'SCHEMA_CONFLICT',
    says: /"Issue".*"issues"/,
  },
};
