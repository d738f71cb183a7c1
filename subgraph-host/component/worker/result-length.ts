import { failed, type CallEnd, type CallOutcome, type ValueOutcome } from '../guest-call.ts';

/** Of an error in the guest's words, and of its details; what is shown of them is shorter. UTF-16 units. */
const maxMessageLength = 4_000;
const maxDetailsLength = 32_000;

/** What the answers of one batch may take together, given what one may; UTF-16 units. */
export function maxBatchLength(maxResultLength: number): number {
  return maxResultLength * 2;
}

/** @param limit of the JSON of one call, UTF-16 units */
export function withinLength(end: CallEnd, limit: number): CallEnd {
  if (lengthOf(end) > limit) return tooMuch('result');
  switch (end.kind) {
    case 'failure':
      return shortened(end);
    case 'each':
      return { ...end, outcomes: end.outcomes.map((one) => (one.kind === 'failure' ? shortened(one) : one)) };
    case 'json':
    case 'written':
    case 'written-each':
    case 'failed':
    case 'parts':
      return end;
  }
}

/** Replaces outcomes from the one on with which all together get too long. */
export function withinBudget(outcomes: readonly CallOutcome[], budget: number): readonly CallOutcome[] {
  let left = budget;
  return outcomes.map((outcome) => {
    left -= lengthOf(outcome);
    return left >= 0 ? outcome : { ...tooMuch('results of one request'), fuel: outcome.fuel };
  });
}

function lengthOf(end: CallEnd): number {
  switch (end.kind) {
    case 'json':
    case 'written':
      return end.json.length;
    case 'written-each':
      return end.json.reduce((sum, json) => sum + json.length, 0);
    case 'each':
    case 'parts':
      return end.outcomes.reduce((sum, outcome) => sum + lengthOf(outcome), 0);
    case 'failure':
    case 'failed':
      return 0;
  }
}

function shortened(failure: ValueOutcome & { readonly kind: 'failure' }): ValueOutcome {
  const { code, message, details } = failure;
  return {
    kind: 'failure',
    code: code === null ? null : code.slice(0, maxMessageLength),
    message: message.slice(0, maxMessageLength),
    details: details !== null && details.length > maxDetailsLength ? null : details,
  };
}

function tooMuch(what: string): ValueOutcome {
  return failed('EXTENSION_RESULT_INVALID', `The ${what} took more characters than are permitted; page it.`);
}
