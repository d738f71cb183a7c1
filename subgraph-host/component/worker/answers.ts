import type { CallState } from '../../host-functions/call-state.ts';
import {
  encodeAnswerList,
  encodeAnswers,
  InvalidJsonCell,
  type AnswerRows,
} from '../../storage/json/answer-rows.ts';
import { failed, type CallEnd, type GuestCall, type ValueOutcome } from '../guest-call.ts';
import { member, text } from './exported.ts';
import { groupRows, type Grouping } from './group-rows.ts';
import { InterfaceViolation } from './instance.ts';

/** What is wrong with an answer; goes on after "It answered … with ". */
class InvalidAnswer extends Error {}

/**
 * Makes outcomes of what a guest of 0.3.0 answers, with the rows that its handles stand for. An answer that does
 * not fit its call is a failed outcome, and no reason to throw the instance away.
 * @param state of the call that is being answered
 */
export function answerReader(state: CallState): (outcome: unknown, call: GuestCall) => CallEnd {
  const rowsOf = (handle: unknown): AnswerRows => {
    const rows = typeof handle === 'number' ? state.rowsOf(handle) : undefined;
    if (rows === undefined)
      throw new InvalidAnswer(`the handle ${String(handle)}, which is none of this call`);
    return rows;
  };

  /** Refuses before it writes: else a thousand copies of the same rows would be made and thrown away. */
  const written = (write: () => string): string => {
    if (state.isAnswerTooLong) throw tooLong();
    const json = write();
    if (!state.countAnswer(json)) throw tooLong();
    return json;
  };

  const valueOf = (tag: unknown, value: unknown): ValueOutcome | undefined => {
    switch (tag) {
      case 'json':
        return { kind: 'json', json: text(value, 'the answer') };
      case 'rows':
        return { kind: 'json', json: written(() => encodeAnswerList(rowsOf(value))) };
      case 'row':
        return { kind: 'json', json: written(() => firstOf(rowsOf(value))) };
      case 'failure':
        return toFailure(value);
      default:
        return undefined;
    }
  };

  /** @param read gives the end, or throws what is wrong with the answer */
  const checked = <End>(read: () => End): End | ValueOutcome => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InvalidAnswer || error instanceof InvalidJsonCell)) throw error;
      return failed(
        'EXTENSION_RESULT_INVALID',
        `It answered with ${error.message}; its author has to correct that.`,
      );
    }
  };

  const forParents = (
    tag: unknown,
    value: unknown,
    call: GuestCall & { readonly kind: 'field' | 'entities' },
  ): CallEnd => {
    switch (tag) {
      case 'rows-by':
      case 'row-by': {
        const grouping = toGrouping(value);
        const rows = rowsOf(grouping.rows);
        if (!rows.columns.names.includes(grouping.column)) {
          throw new InvalidAnswer(`rows that have no column "${grouping.column}" to group them by`);
        }
        const values = groupRows(rows, grouping, call.parents, tag === 'rows-by', written);
        return { kind: 'json', json: `[${values.join(',')}]` };
      }
      case 'each':
        return {
          kind: 'each',
          outcomes: listOf(value, call.parents.length).map((answer) =>
            checked(() => {
              const of = member(answer, 'tag');
              return valueOf(of, member(answer, 'val')) ?? violation(of);
            }),
          ),
        };
      case 'rows':
      case 'row':
        throw new InvalidAnswer(`"${tag}" for what is asked on several objects; answer with "${tag}-by"`);
      default:
        return valueOf(tag, value) ?? violation(tag);
    }
  };

  return (outcome, call) => {
    const tag = member(outcome, 'tag');
    const value = member(outcome, 'val');
    return checked(() => {
      if (call.kind !== 'root') return forParents(tag, value, call);
      const end = valueOf(tag, value);
      if (end !== undefined) return end;
      throw new InvalidAnswer(
        `"${String(tag)}", which answers for several objects, and it was asked for one value`,
      );
    });
  };
}

function tooLong(): InvalidAnswer {
  return new InvalidAnswer('rows that take more characters than are permitted, which it has to page');
}

function firstOf(answer: AnswerRows): string {
  return encodeAnswers({ ...answer, rows: answer.rows.slice(0, 1) })[0] ?? 'null';
}

function listOf(value: unknown, count: number): readonly unknown[] {
  const answers = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (answers.length === count) return answers;
  throw new InvalidAnswer(`${answers.length} answers for ${count} objects`);
}

function toGrouping(value: unknown): Grouping & { readonly rows: unknown } {
  return {
    rows: member(value, 'rows'),
    column: text(member(value, 'column'), 'the column of a grouping'),
    parentField: text(member(value, 'parentField'), 'the parent-field of a grouping'),
  };
}

function toFailure(value: unknown): ValueOutcome {
  const details = member(value, 'details');
  return {
    kind: 'failure',
    code: text(member(value, 'code'), 'the code of a failure'),
    message: text(member(value, 'message'), 'the message of a failure'),
    details: details === undefined ? null : text(details, 'the details of a failure'),
  };
}

function violation(tag: unknown): never {
  throw new InterfaceViolation(`it answered with the unknown case ${String(tag)}`);
}
