import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { pino } from 'pino';
import { ErrorsOfRequests } from '../../gateway/graph/errors-of-requests.ts';
import { createErrorFormatter } from '../../gateway/graph/format-error.ts';

describe('errors that reach a client', () => {
  const logged: string[] = [];
  const format = createErrorFormatter(
    new ErrorsOfRequests(),
    pino({}, { write: (line: string) => logged.push(line) }),
  );
  const formatted = (error: GraphQLError): GraphQLFormattedError => format(error.toJSON(), error);

  it('say nothing of what is not coded, which is logged instead', () => {
    const cause = new Error('cannot read /srv/secret.db');
    for (const code of [undefined, 'INTERNAL_SERVER_ERROR']) {
      const error = new GraphQLError(cause.message, {
        path: ['a', 0],
        originalError: cause,
        extensions: { code, stacktrace: ['at x.ts:1'] },
      });
      assert.deepEqual(formatted(error), {
        message: 'Internal error',
        path: ['a', 0],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      });
      assert.match(logged.pop() ?? '', /secret\.db/);
    }
  });

  it('keep code and extension, but neither a stack nor what a terminal would obey', () => {
    const error = new GraphQLError('went wrong \u001b[31m', {
      extensions: { code: 'EXTENSION_ERROR', extension: 'issues', stacktrace: ['at x.ts:1'] },
    });
    assert.deepEqual(formatted(error), {
      message: 'went wrong  [31m',
      extensions: { code: 'EXTENSION_ERROR', extension: 'issues' },
    });
    assert.deepEqual(logged, []);
  });
});
