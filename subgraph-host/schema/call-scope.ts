import { repositoryIdArgument, type RepositoryContext } from '@forgepoint/common/context-envelope.ts';
import { repositoryType } from '@forgepoint/common/schema/repository-record.ts';
import type { CallScope } from '../component/guest-call.ts';
import type { RequestContext } from './request-context.ts';

/** Scope of a root field: that of the repository which an argument names, if core knows it. */
export function scopeOfRootField(
  context: RequestContext,
  args: Readonly<Record<string, unknown>>,
): CallScope {
  const id = repositoryIdOf(args);
  const known =
    id !== undefined && Object.hasOwn(context.repositories, id) ? context.repositories[id] : undefined;
  return scope(context, known ?? null);
}

/** Scope of a field on a value: that of the repository when the value is one. */
export function scopeOfField(
  context: RequestContext,
  parentType: string,
  parent: Readonly<Record<string, unknown>>,
): CallScope {
  if (parentType !== repositoryType) return scope(context, null);
  return scope(context, repositoryOf(parent) ?? knownRepository(context, parent) ?? null);
}

function scope(
  { requestId, user, isTraced }: RequestContext,
  repository: RepositoryContext | null,
): CallScope {
  return isTraced === true ? { requestId, user, repository, isTraced } : { requestId, user, repository };
}

function repositoryIdOf(args: Readonly<Record<string, unknown>>): string | undefined {
  const direct = args[repositoryIdArgument];
  if (typeof direct === 'string') return direct;
  for (const value of Object.values(args)) {
    if (!isObject(value)) continue;
    const nested = value[repositoryIdArgument];
    if (typeof nested === 'string') return nested;
  }
  return undefined;
}

/** The record that `@requires` brings with a representation of a repository. */
function repositoryOf(representation: Readonly<Record<string, unknown>>): RepositoryContext | undefined {
  const { id, slug, path, isRemote, remoteUrl, group } = representation;
  if (typeof id !== 'string' || typeof slug !== 'string' || typeof isRemote !== 'boolean') return undefined;
  return {
    id,
    slug,
    groupId: isObject(group) && typeof group['id'] === 'string' ? group['id'] : null,
    fullPath: typeof path === 'string' ? path : null,
    isRemote,
    remoteUrl: typeof remoteUrl === 'string' ? remoteUrl : null,
  };
}

function knownRepository(
  { repositories }: RequestContext,
  { id }: Readonly<Record<string, unknown>>,
): RepositoryContext | undefined {
  return typeof id === 'string' && Object.hasOwn(repositories, id) ? repositories[id] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
