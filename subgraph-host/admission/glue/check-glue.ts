import { parse, type AnyNode, type Program } from 'acorn';
import { freeNames } from './free-names.ts';

/** Globals that the transpiler's own code uses. */
const knownGlobals: ReadonlySet<string> = new Set([
  'Array',
  'ArrayBuffer',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'Boolean',
  'DataView',
  'Error',
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'RangeError',
  'Set',
  'String',
  'Symbol',
  'TextDecoder',
  'TextEncoder',
  'TypeError',
  'Uint8Array',
  'Uint16Array',
  'Uint32Array',
  'WeakMap',
  'WebAssembly',
  'clearInterval',
  'console',
  'globalThis',
  'queueMicrotask',
  'setInterval',
  'setTimeout',
  'undefined',
  // Which it forgets to declare, in code for what no guest may use.
  'componentIdx',
  'rep',
  'vals',
]);

/** What the transpiler looks up on the global object. */
const knownOnGlobal: ReadonlySet<string> = new Set(['process', 'WebAssembly']);
const knownExports: ReadonlySet<string> = new Set(['instantiate', '_util']);

/** Forms of the language by which code gets at more than it was given, and that the transpiler doesn't write. */
const refusedForms: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ImportExpression',
  'MetaProperty',
  'ExportAllDeclaration',
  'ExportDefaultDeclaration',
  'TaggedTemplateExpression',
  'YieldExpression',
  'WithStatement',
  'DebuggerStatement',
]);

/** Properties that lead from any value to the language's own machinery. */
const refusedProperties: ReadonlySet<string> = new Set([
  'constructor',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  'prepareStackTrace',
  'getBuiltinModule',
  'mainModule',
  'binding',
  'dlopen',
]);

/**
 * Checks that generated JavaScript is made of nothing but what the transpiler writes: two exports and nothing else at its
 * top, no import, no global but those that the transpiler's own code uses. No text of a guest should be in it; this is for
 * the day on which one is.
 * @param glue generated JavaScript
 * @throws Error that says what is in it, and where
 */
export function checkGlue(glue: Uint8Array): void {
  const text = Buffer.from(glue.buffer, glue.byteOffset, glue.byteLength).toString('utf8');
  const program = parse(text, { ecmaVersion: 2025, sourceType: 'module' });
  const refuse = (node: AnyNode, what: string): never => {
    throw new Error(`the glue holds ${what}, which the transpiler does not write (at ${node.start})`);
  };
  checkTop(program, refuse);
  const free = freeNames(program, (node, parent) => {
    if (refusedForms.has(node.type)) refuse(node, `a ${node.type}`);
    const property = propertyOf(node);
    if (property !== undefined && refusedProperties.has(property)) refuse(node, `the property "${property}"`);
    if (node.type === 'Identifier' && node.name === 'globalThis') checkGlobalObject(node, parent, refuse);
  });
  for (const name of free) if (!knownGlobals.has(name)) refuse(program, `the global "${name}"`);
}

type RefuseNode = (node: AnyNode, what: string) => never;

function checkTop({ body }: Program, refuse: RefuseNode): void {
  for (const statement of body) {
    const isDirective = statement.type === 'ExpressionStatement' && statement.directive !== undefined;
    if (isDirective || statement.type === 'EmptyStatement') continue;
    if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration)
      return refuse(statement, 'a statement outside of its function');
    const { declaration } = statement;
    const names =
      declaration.type === 'VariableDeclaration'
        ? declaration.declarations.map(({ id }) => (id.type === 'Identifier' ? id.name : ''))
        : [declaration.id.name];
    if (!names.every((name) => knownExports.has(name)))
      refuse(statement, `the export "${names.join('", "')}"`);
  }
}

function checkGlobalObject(node: AnyNode, parent: AnyNode | undefined, refuse: RefuseNode): void {
  const name = parent?.type === 'MemberExpression' && parent.object === node ? propertyOf(parent) : undefined;
  if (name === undefined || !knownOnGlobal.has(name)) refuse(node, 'the global object');
}

/** The name of the property that a node reads or writes, as far as it stands there. */
function propertyOf(node: AnyNode): string | undefined {
  if (node.type === 'Property') return nameIn(node.key, node.computed);
  return node.type === 'MemberExpression' ? nameIn(node.property, node.computed) : undefined;
}

function nameIn(key: AnyNode, computed: boolean): string | undefined {
  if (key.type === 'Identifier') return computed ? undefined : key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}
