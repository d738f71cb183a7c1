import type { CallEnd, GuestCall } from '../../subgraph-host/component/guest-call.ts';
import { attempt } from '../../subgraph-host/component/worker/attempt.ts';
import type { RunningGuest } from './running-guest.ts';

const scope = {
  requestId: '01234567-89ab-cdef-0123-456789abcdef',
  repository: null,
  user: { id: 'u1', username: 'ada', displayName: null, email: null },
};

/** @throws Error when a call fails */
export function answer({ instance, parts }: RunningGuest, calls: readonly GuestCall[]): readonly CallEnd[] {
  const made = attempt(parts, instance, calls, 'read');
  if (made.kind === 'ended' && made.ends.every(({ kind }) => kind === 'json' || kind === 'each')) {
    return made.ends;
  }
  throw new Error(`a call has failed: ${JSON.stringify(made)}`);
}

export function root(field: string, count = 0): GuestCall {
  return { kind: 'root', parentType: 'Query', field, args: JSON.stringify({ count }), scope };
}

export function onRepositories(ids: readonly number[]): GuestCall {
  const parents = ids.map((id) => ({ json: JSON.stringify(repository(id)), scope }));
  return { kind: 'field', parentType: 'Repository', field: 'items', args: '{}', parents };
}

export function repository(id: number): object {
  return { __typename: 'Repository', id: `repository-${id}` };
}

/** What the answer of a case says, however it came: JSON of the floor, or ends of calls. */
export function valueOf(answered: string | readonly CallEnd[]): unknown {
  return typeof answered === 'string' ? JSON.parse(answered) : answered.map(valueOfEnd);
}

function valueOfEnd(end: CallEnd): unknown {
  switch (end.kind) {
    case 'json':
      return JSON.parse(end.json);
    case 'each':
      return end.outcomes.map(valueOfEnd);
    default:
      throw new Error(`no answer: ${JSON.stringify(end)}`);
  }
}
