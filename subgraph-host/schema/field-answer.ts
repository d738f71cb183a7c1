import { jsonShapeProblem } from '@forgepoint/common/json-shape.ts';
import type { CallEnd, ValueOutcome } from '../component/guest-call.ts';

/** What became of one value that was asked for. */
export type FieldAnswer =
  | { readonly kind: 'value'; readonly value: unknown }
  /** JSON text of all that the call's projection asks for. */
  | { readonly kind: 'written'; readonly json: string }
  /** `problem` goes on after "It answered … with ". */
  | { readonly kind: 'invalid'; readonly problem: string }
  | Extract<ValueOutcome, { readonly kind: 'failure' | 'failed' }>;

/** What walks over the values recurses, and each of them takes far more memory than its text. */
const maxDepth = 100;
const maxValues = 250_000;
/** An answer for many objects may hold as much as those for a few of them. */
const maxShares = 4;

const notJson: FieldAnswer = { kind: 'invalid', problem: 'text that is not valid JSON' };

/** Of a call that asked for one value without a parent. */
export function answerOf(end: CallEnd): FieldAnswer {
  switch (end.kind) {
    case 'json':
      return parsed(end.json, 1);
    case 'written':
    case 'failure':
    case 'failed':
      return end;
    case 'each':
    case 'written-each':
    case 'parts':
      throw new Error('an outcome for several objects');
  }
}

/** One for each parent of a call, in their order. @param count of the parents, at least 1 */
export function answersOf(end: CallEnd, count: number): readonly FieldAnswer[] {
  switch (end.kind) {
    case 'json':
      return fromArray(parsed(end.json, Math.min(count, maxShares)), count);
    case 'written':
    case 'failure':
    case 'failed':
      return Array.from({ length: count }, () => end);
    case 'written-each':
      return end.json.map((json) => ({ kind: 'written', json }));
    case 'each':
      return end.outcomes.map(answerOf);
    case 'parts':
      return end.outcomes.flatMap((part) => answersOf(part, 1));
  }
}

function fromArray(answer: FieldAnswer, count: number): readonly FieldAnswer[] {
  if (answer.kind === 'value' && Array.isArray(answer.value) && answer.value.length === count) {
    return answer.value.map((value: unknown) => ({ kind: 'value', value }));
  }
  const wrong: FieldAnswer =
    answer.kind === 'value'
      ? { kind: 'invalid', problem: `something else than an array of ${count} values, one for each object` }
      : answer;
  return Array.from({ length: count }, () => wrong);
}

/** @param shares how many times {@link maxValues} the text may hold, objects and lists included */
function parsed(json: string, shares: number): FieldAnswer {
  const problem = jsonShapeProblem(json, { maxDepth, maxValues: maxValues * shares });
  if (problem !== undefined) return { kind: 'invalid', problem: `text that ${problem}` };
  try {
    return { kind: 'value', value: JSON.parse(json) as unknown };
  } catch {
    return notJson;
  }
}
