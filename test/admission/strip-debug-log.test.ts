import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripDebugLog } from '../../subgraph-host/admission/glue/strip-debug-log.ts';

const stripped = (text: string): string => Buffer.from(stripDebugLog(Buffer.from(text))).toString();

describe('glue without its logging', () => {
  it('has no statement left that only logs, whatever it would log', () => {
    assert.equal(
      stripped(`a(); _debugLog('text; }', { b, "c;": [_debugLog(1)] });\nd("_debugLog('x');");`),
      `a(); ;\nd("_debugLog('x');");`,
    );
  });

  it('keeps what a condition decides on', () => {
    const text = stripped(
      `let x = 0; if (x) _debugLog('x'); else x = 2; while (x-- > 1) _debugLog(x)\nexport { x };`,
    );
    assert.equal(text, `let x = 0; if (x) ; else x = 2; while (x-- > 1) ;\nexport { x };`);
  });

  it('keeps every other call, and logging whose result is used', () => {
    const text = `const _debugLog = (...all) => all; log._debugLog(1); const y = _debugLog(2); f(() => _debugLog(3));`;
    assert.equal(stripped(text), text);
  });
});
