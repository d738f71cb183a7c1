import {
  notAnswered,
  sizeOfCall,
  type CallMode,
  type CallOutcome,
  type GuestCall,
  type Parent,
} from '../component/guest-call.ts';
import { answerOf, answersOf, type FieldAnswer } from './field-answer.ts';
import type { GuestCaller } from './request-context.ts';

/** Carries out a batch; one outcome for each call, in order. */
export type RunCalls = (mode: CallMode, calls: readonly GuestCall[]) => Promise<readonly CallOutcome[]>;

/** How many calls go to the guest in one message; and how many parents in one call. */
const maxCalls = 64;
const maxParents = 1_000;

/** A call that waits for more parents, and who waits for it. */
interface Waiting {
  readonly call: GuestCall;
  readonly parents: Parent[];
  readonly waiters: ((answer: FieldAnswer) => void)[];
}

const settled = Promise.resolve();

/**
 * Collects the reads of one request that are asked for in one tick: they go to the guest together, and what is
 * asked on many objects with the same arguments is one call.
 */
export function createCallBatcher(run: RunCalls): GuestCaller {
  let waiting: Waiting[] = [];
  let open = new Map<string, Waiting>();

  const flush = (): void => {
    const batches = chunksOf(waiting, maxCalls);
    waiting = [];
    open = new Map();
    for (const batch of batches) void carryOut(run, batch);
  };

  const add = (entry: Waiting): void => {
    if (waiting.push(entry) > 1) return;
    // After all promises that are settled by now: the executor resolves siblings in such reactions.
    void settled.then(() => process.nextTick(flush));
  };

  /** @param key what calls have in common that can be one */
  const join = (key: string, parent: Parent, newCall: () => GuestCall): Promise<FieldAnswer> => {
    const { promise, resolve } = Promise.withResolvers<FieldAnswer>();
    const known = open.get(key);
    if (known !== undefined && known.parents.length < maxParents) {
      known.parents.push(parent);
      known.waiters.push(resolve);
    } else {
      const entry = { call: newCall(), parents: [parent], waiters: [resolve] };
      open.set(key, entry);
      add(entry);
    }
    return promise;
  };

  return {
    root: (call) => {
      const { promise, resolve } = Promise.withResolvers<FieldAnswer>();
      add({ call: { kind: 'root', ...call }, parents: [], waiters: [resolve] });
      return promise;
    },
    field: ({ parentType, field, args, projection }, parent) =>
      join(JSON.stringify([parentType, field, args, projection]), parent, () => ({
        kind: 'field',
        parentType,
        field,
        args,
        projection,
        parents: [],
      })),
    entity: (typeName, parent) =>
      join(JSON.stringify([typeName]), parent, () => ({ kind: 'entities', typeName, parents: [] })),
    write: async (call) => answerOf((await run('write', [{ kind: 'root', ...call }]))[0] ?? missing),
  };
}

async function carryOut(run: RunCalls, batch: readonly Waiting[]): Promise<void> {
  const calls = batch.map(({ call, parents }) => (call.kind === 'root' ? call : { ...call, parents }));
  const outcomes = await run('read', calls);
  for (const [index, { waiters }] of batch.entries()) {
    const call = calls[index];
    const outcome = outcomes[index] ?? missing;
    const answers =
      call?.kind === 'root' || call === undefined
        ? [answerOf(outcome)]
        : answersOf(outcome, sizeOfCall(call));
    for (const [at, settle] of waiters.entries()) settle(answers[at] ?? answerOf(missing));
  }
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

const missing = notAnswered('EXTENSION_UNAVAILABLE', 'The call was lost.');
