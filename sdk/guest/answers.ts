import type { Answer, Outcome } from 'forge:extension/extension-api@0.3.0';
import { isPromise } from './database.ts';
import { failure } from './failures.ts';
import { MisuseError } from './misuse.ts';
import { OneRow, isQuery, type AnyQuery } from './queries.ts';

/** @param place such as `Query.issues`, for the sentence that says what is wrong */
export function answerOf(value: unknown, place: string): Answer {
  if (isQuery(value)) {
    const { alreadyRead } = value;
    if (alreadyRead !== undefined) {
      return jsonAnswer(value instanceof OneRow ? (alreadyRead[0] ?? null) : alreadyRead, place);
    }
    return { tag: value instanceof OneRow ? 'row' : 'rows', val: value.refer() };
  }
  return jsonAnswer(value, place);
}

/** For all parents of a call: the rows of a query, dealt out by a column. */
export function groupedAnswer(query: AnyQuery, column: string, parentField: string): Outcome {
  if (query.alreadyRead !== undefined) {
    throw new MisuseError(
      `${query.shown} was read. Return it as it is, or write { values: … } and return a value for each object.`,
    );
  }
  return {
    tag: query instanceof OneRow ? 'row-by' : 'rows-by',
    val: { rows: query.refer(), column, parentField },
  };
}

/** For all parents of a call: a value for each. */
export function listAnswer(values: unknown, count: number, place: string): Outcome {
  if (!Array.isArray(values))
    throw new MisuseError(`${place} has to give an array with a value for each object.`);
  if (values.length !== count) {
    throw new MisuseError(
      `${place} gave ${values.length} values for ${count} objects. Give one for each, in their order, null where there is none.`,
    );
  }
  const list = values as readonly unknown[];
  return list.some(isQuery)
    ? eachAnswer(list.map((value) => answerOf(value, place)))
    : jsonAnswer(list, place);
}

/** For all parents of a call, each asked for on its own: so one that fails takes no other along. */
export function answerEach<Parent>(
  parents: readonly Parent[],
  place: string,
  resolve: (parent: Parent) => unknown,
): Outcome {
  return eachAnswer(
    parents.map((parent) => {
      try {
        return answerOf(resolve(parent), place);
      } catch (error) {
        return failure(error, place);
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

function jsonAnswer(value: unknown, place: string): Answer & { tag: 'json' } {
  if (isPromise(value)) {
    throw new MisuseError(
      `${place} gave a promise. Everything in an extension is there at once: write the resolver without async and await.`,
    );
  }
  return { tag: 'json', val: JSON.stringify(value ?? null) };
}
