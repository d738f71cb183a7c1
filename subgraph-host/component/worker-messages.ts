import { isErrorCode, type WireError } from '@forgepoint/common/forge-error.ts';
import { maxStatementSpans, statementKinds } from '@forgepoint/common/tracing/host-spans.ts';
import type { CallOutcome, GuestInfo } from './guest-call.ts';
import type { FromWorker, GuestLogLevel } from './protocol.ts';

const levels: ReadonlySet<unknown> = new Set<GuestLogLevel>(['trace', 'debug', 'info', 'warn', 'error']);
const maxTextLength = 16_000;
/** Twice of what the thread lets through. */
const maxSdlLength = 2_000_000;
const maxTexts = 1_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks what the guest's thread sends: it runs code that was made from the extension's file.
 * @param maxResultLength of one outcome, UTF-16 units
 * @returns `undefined` when it is no message of ours
 */
export function parseWorkerMessage(message: unknown, maxResultLength: number): FromWorker | undefined {
  if (!isObject(message)) return undefined;
  switch (message['type']) {
    case 'done':
      return isDone(message, maxResultLength) ? (message as unknown as FromWorker) : undefined;
    case 'loaded':
      return isText(message['sdl'], maxSdlLength) &&
        isInfo(message['info']) &&
        typeof message['isUncommitted'] === 'boolean'
        ? (message as unknown as FromWorker)
        : undefined;
    case 'lost':
      return isError(message['error']) ? (message as unknown as FromWorker) : undefined;
    case 'log':
      return levels.has(message['level']) && isText(message['message']) && isLogFields(message)
        ? (message as unknown as FromWorker)
        : undefined;
    case 'instance-discarded':
      return isErrorCode(message['code']) && isText(message['cause']) && isRequestId(message['requestId'])
        ? (message as unknown as FromWorker)
        : undefined;
    case 'prepared':
    case 'committed':
    case 'shut-down':
      return { type: message['type'] };
    default:
      return undefined;
  }
}

function isDone({ id, outcomes }: Fields, maxResultLength: number): boolean {
  return (
    Number.isSafeInteger(id) &&
    Array.isArray(outcomes) &&
    outcomes.every((outcome: unknown) => isOutcome(outcome, maxResultLength))
  );
}

function isOutcome(outcome: unknown, maxResultLength: number): outcome is CallOutcome {
  if (!isObject(outcome)) return false;
  const { fuel, statements } = outcome;
  return (
    (fuel === null || typeof fuel === 'number') &&
    (statements === undefined || isStatements(statements)) &&
    isEnd(outcome, maxResultLength, maxNesting)
  );
}

function isStatements(statements: unknown): boolean {
  return (
    Array.isArray(statements) &&
    statements.length <= maxStatementSpans &&
    statements.every(
      (one: unknown) =>
        isObject(one) &&
        statementKinds.some((kind) => kind === one['kind']) &&
        typeof one['hasFailed'] === 'boolean' &&
        [one['startedAt'], one['milliseconds'], one['rows']].every(isAmount),
    )
  );
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

/** How deep the ends of a call that was taken apart can stand in each other. */
const maxNesting = 4;

function isEnd(end: unknown, maxResultLength: number, nestingLeft: number): boolean {
  if (!isObject(end)) return false;
  const { kind, json, code, message, details, outcomes } = end;
  switch (kind) {
    case 'json':
    case 'written':
      return isText(json, maxResultLength);
    case 'written-each':
      return Array.isArray(json) && json.every((text: unknown) => isText(text, maxResultLength));
    case 'failed':
      return isErrorCode(code) && isText(message);
    case 'failure':
      return (
        isText(message) &&
        (code === null || isText(code)) &&
        (details === null || isText(details, maxResultLength))
      );
    case 'each':
    case 'parts':
      return (
        nestingLeft > 0 &&
        Array.isArray(outcomes) &&
        outcomes.every((outcome: unknown) => isEnd(outcome, maxResultLength, nestingLeft - 1))
      );
    default:
      return false;
  }
}

function isInfo(info: unknown): info is GuestInfo {
  if (!isObject(info)) return false;
  const { name, version, capabilities, entities, repositoryFields } = info;
  return (
    isText(name) &&
    isText(version) &&
    isTexts(capabilities) &&
    (entities === 'every' || isTexts(entities)) &&
    isTexts(repositoryFields)
  );
}

function isLogFields({ fields, requestId }: Fields): boolean {
  return (fields === undefined || isObject(fields)) && isRequestId(requestId);
}

function isRequestId(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isError(error: unknown): error is WireError {
  if (!isObject(error)) return false;
  const { code, message, remedy, extension, path, coordinate } = error;
  return (
    isErrorCode(code) &&
    isText(message) &&
    [remedy, extension, path, coordinate].every((value) => value === undefined || isText(value))
  );
}

function isTexts(values: unknown): boolean {
  return Array.isArray(values) && values.length <= maxTexts && values.every((value) => isText(value));
}

function isText(value: unknown, maxLength = maxTextLength): value is string {
  return typeof value === 'string' && value.length <= maxLength;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
