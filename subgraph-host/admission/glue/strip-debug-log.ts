import { parse, type AnyNode } from 'acorn';
import { childrenOf } from './free-names.ts';

/** A function of the glue that writes to the console when it is told to by the environment, which is empty here. */
const debugLog = '_debugLog';

/**
 * Takes the statements out of generated JavaScript that only log: there are dozens on the way of each call, and each of them
 * makes the object that it doesn't log.
 * @param glue generated JavaScript
 */
export function stripDebugLog(glue: Uint8Array): Uint8Array {
  const text = Buffer.from(glue.buffer, glue.byteOffset, glue.byteLength).toString('utf8');
  let stripped = '';
  let end = 0;
  const walk = (node: AnyNode): void => {
    if (isDebugLog(node)) {
      // What stands alone behind a condition has to leave something there.
      stripped += `${text.slice(end, node.start)};`;
      ({ end } = node);
      return;
    }
    for (const child of childrenOf(node)) walk(child);
  };
  walk(parse(text, { ecmaVersion: 2025, sourceType: 'module' }));
  return Buffer.from(stripped + text.slice(end), 'utf8');
}

function isDebugLog(node: AnyNode): boolean {
  if (node.type !== 'ExpressionStatement' || node.expression.type !== 'CallExpression') return false;
  const { callee } = node.expression;
  return callee.type === 'Identifier' && callee.name === debugLog;
}
