import type { Answer, Outcome } from 'forge:extension/extension-api@0.3.0';
import { isPromise } from './database.ts';
import { failure } from './failures.ts';
import { MisuseError } from './misuse.ts';
import { OneRow, isQuery, refer, shownQuery, type AnyQuery } from './queries.ts';

export function answerOf(value: unknown): Answer {
  if (!isQuery(value)) return jsonAnswer(value);
  const isOne = value instanceof OneRow;
  const { rows } = value;
  if (rows === undefined) return { tag: isOne ? 'row' : 'rows', val: refer(value) };
  return jsonAnswer(isOne ? (rows[0] ?? null) : rows);
}

/** For all parents of a call: the rows of a query, dealt out by a column. */
export function groupedAnswer(query: AnyQuery, column: string, parentField: string): Outcome {
  if (query.rows !== undefined) {
    throw new MisuseError(
      `${shownQuery(query)} was read. Return it as it is, or write { values: … } and return a value for each object.`,
    );
  }
  return {
    tag: query instanceof OneRow ? 'row-by' : 'rows-by',
    val: { rows: refer(query), column, parentField },
  };
}

/** For all parents of a call: a value for each. */
export function listAnswer(values: unknown, count: number): Outcome {
  if (!Array.isArray(values)) throw new MisuseError('It has to give an array with a value for each object.');
  if (values.length !== count) {
    throw new MisuseError(
      `It gave ${values.length} values for ${count} objects. Give one for each, in their order, null where there is none.`,
    );
  }
  const list = values as readonly unknown[];
  return list.some(isQuery) ? eachAnswer(list.map(answerOf)) : jsonAnswer(list);
}

/** For all parents of a call, each asked for on its own: so one that fails takes no other along. */
export function answerEach<Parent>(
  parents: readonly Parent[],
  parentType: string,
  field: string,
  resolve: (parent: Parent) => unknown,
): Outcome {
  return eachAnswer(
    parents.map((parent) => {
      try {
        return answerOf(resolve(parent));
      } catch (error) {
        return failure(error, `${parentType}.${field}`);
      }
    }),
  );
}

function eachAnswer(answers: readonly Answer[]): Outcome {
  const texts: string[] = [];
  for (const answer of answers) {
    if (answer.tag !== 'json') return { tag: 'each', val: [...answers] };
    texts.push(answer.val);
  }
  return { tag: 'json', val: `[${texts.join(',')}]` };
}

function jsonAnswer(value: unknown): Answer & { tag: 'json' } {
  if (isPromise(value)) {
    throw new MisuseError(
      'It gave a promise. Everything in an extension is there at once: write the resolver without async and await.',
    );
  }
  return { tag: 'json', val: JSON.stringify(value ?? null) };
}
