import type { RepositoryContext } from '@forgepoint/common/context-envelope.ts';
import { repositoryType } from '@forgepoint/common/schema/repository-record.ts';
import type { GuestCall } from '../guest-call.ts';

/** The JSON that WIT `call` of 0.3.0 describes as `context`. */
export function contextOf(call: GuestCall): string {
  const scope = call.kind === 'root' ? call.scope : call.parents[0]?.scope;
  if (scope === undefined) throw new Error('nothing is asked for');
  const { requestId, user } = scope;
  // Parents that are repositories say themselves which ones.
  const repository = call.kind === 'root' ? scope.repository : null;
  const isOnRepository = call.kind === 'field' && call.parentType === repositoryType;
  return JSON.stringify({
    requestId,
    scope: scopeName(repository !== null || isOnRepository, user !== null),
    repository: repository === null ? null : toRepository(repository),
    user,
  });
}

/** The name of a scope, in every version of the interface. */
export function scopeName(hasRepository: boolean, hasUser: boolean): string {
  if (hasRepository) return hasUser ? 'repository-user' : 'repository';
  return hasUser ? 'user' : 'global';
}

function toRepository({ fullPath, ...repository }: RepositoryContext): object {
  return { ...repository, path: fullPath };
}
