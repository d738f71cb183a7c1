import type { Parent } from '../../component/guest-call.ts';
import type { FieldAnswer } from '../field-answer.ts';
import type { FieldCall, GuestCaller } from '../request-context.ts';

interface Recorded {
  readonly key: () => string;
  readonly answer: Promise<FieldAnswer>;
}

/** Remembers what the guest is asked in a request, so that another executor can have the same answers. */
export class RecordedCalls {
  readonly caller: GuestCaller;
  readonly #guest: GuestCaller;
  readonly #recorded: Recorded[] = [];

  constructor(guest: GuestCaller) {
    this.#guest = guest;
    const record = (answer: Promise<FieldAnswer>, key: () => string): Promise<FieldAnswer> => {
      this.#recorded.push({ key, answer });
      return answer;
    };
    this.caller = {
      root: (call) => record(guest.root(call), () => rootKey(call)),
      field: (call, parent) => record(guest.field(call, parent), () => fieldKey(call, parent)),
      entity: (typeName, parent) => record(guest.entity(typeName, parent), () => entityKey(typeName, parent)),
      write: (call) => guest.write(call),
    };
  }

  /** Answers each of the calls once more as it was answered, and asks the guest for what is new. */
  replay(): GuestCaller {
    const left = new Map<string, Promise<FieldAnswer>[]>();
    for (const { key, answer } of this.#recorded) {
      const text = key();
      const known = left.get(text);
      if (known === undefined) left.set(text, [answer]);
      else known.push(answer);
    }
    const guest = this.#guest;
    const take = (key: string): Promise<FieldAnswer> | undefined => left.get(key)?.shift();
    return {
      root: (call) => take(rootKey(call)) ?? guest.root(call),
      field: (call, parent) => take(fieldKey(call, parent)) ?? guest.field(call, parent),
      entity: (typeName, parent) => take(entityKey(typeName, parent)) ?? guest.entity(typeName, parent),
      write: (call) => guest.write(call),
    };
  }
}

function rootKey({ parentType, field, args }: FieldCall): string {
  return JSON.stringify(['root', parentType, field, args]);
}

function fieldKey({ parentType, field, args }: FieldCall, { json }: Parent): string {
  return JSON.stringify(['field', parentType, field, args, json]);
}

function entityKey(typeName: string, { json }: Parent): string {
  return JSON.stringify(['entity', typeName, json]);
}
