import type { CallState } from '../../host-functions/call-state.ts';
import {
  encodeAnswerList,
  encodeAnswers,
  InvalidJsonCell,
  type AnswerRows,
} from '../../storage/json/answer-rows.ts';
import { failed, type CallEnd, type GuestCall, type Parent, type ValueOutcome } from '../guest-call.ts';
import { member, text } from './exported.ts';
import { groupRows, type Grouping } from './group-rows.ts';
import { RowProjections, type RowProjection } from './project-rows.ts';
import { InterfaceViolation } from './instance.ts';

/** What is wrong with an answer; goes on after "It answered … with ". */
class InvalidAnswer extends Error {}

/**
 * Makes outcomes of what a guest of 0.3.0 answers, with the rows that its handles stand for. An answer that does
 * not fit its call is a failed outcome, and no reason to throw the instance away.
 * @param state of the call that is being answered
 */
export function answerReader(state: CallState): (outcome: unknown, call: GuestCall) => CallEnd {
  const projections = new RowProjections();

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

  const projectionOf = (call: GuestCall, isList: boolean): RowProjection | undefined => {
    if (call.kind === 'entities' || call.projection === undefined) return undefined;
    const projection = projections.get(call.projection);
    return projection.isList === isList ? projection : undefined;
  };

  const list = (rows: AnswerRows, call: GuestCall | undefined): ValueOutcome => {
    const objects = call === undefined ? undefined : projectionOf(call, true)?.project(rows);
    return objects === undefined
      ? { kind: 'json', json: written(() => encodeAnswerList(rows)) }
      : { kind: 'written', json: written(() => JSON.stringify(objects)) };
  };

  const first = (all: AnswerRows, call: GuestCall | undefined): ValueOutcome => {
    const rows = { ...all, rows: all.rows.slice(0, 1) };
    const projection = call === undefined ? undefined : projectionOf(call, false);
    const objects = projection?.project(rows);
    if (objects === undefined || (objects.length === 0 && projection?.isNonNull === true)) {
      return { kind: 'json', json: written(() => encodeAnswers(rows)[0] ?? 'null') };
    }
    return { kind: 'written', json: written(() => JSON.stringify(objects[0] ?? null)) };
  };

  /** @param call whose projection the answer can have; none for an answer among several */
  const valueOf = (tag: unknown, value: unknown, call?: GuestCall): ValueOutcome | undefined => {
    switch (tag) {
      case 'json':
        return { kind: 'json', json: text(value, 'the answer') };
      case 'rows':
        return list(rowsOf(value), call);
      case 'row':
        return first(rowsOf(value), call);
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

  const grouped = (
    rows: AnswerRows,
    grouping: Grouping,
    call: GuestCall & { readonly parents: readonly Parent[] },
    isList: boolean,
  ): CallEnd => {
    const projection = projectionOf(call, isList);
    const objects = projection?.project(rows);
    if (objects !== undefined) {
      const groups = groupRows(rows.rows, objects, grouping, call.parents);
      const isWhole = isList || projection?.isNonNull !== true || groups.every((group) => group.length > 0);
      if (isWhole) {
        const valueOfGroup = (group: readonly object[]): unknown => (isList ? group : (group[0] ?? null));
        const json = groups.map((group) => written(() => JSON.stringify(valueOfGroup(group))));
        return { kind: 'written-each', json };
      }
    }
    const values = groupRows(rows.rows, encodeAnswers(rows), grouping, call.parents).map((group) =>
      written(() => (isList ? `[${group.join(',')}]` : (group[0] ?? 'null'))),
    );
    return { kind: 'json', json: `[${values.join(',')}]` };
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
        return grouped(rows, grouping, call, tag === 'rows-by');
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
      const end = valueOf(tag, value, call);
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
