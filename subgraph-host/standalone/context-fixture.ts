import { readFileSync } from 'node:fs';
import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { RequestSource } from '../http/request-source.ts';

interface ContextFixture {
  readonly user: UserContext | null;
  readonly repositories: Readonly<Record<string, RepositoryContext>>;
}

const deadlineMs = 30_000;

/** Standalone, nobody knows repositories or users: every request gets those of the fixture. */
export function originInFixture(fixture: ContextFixture): RequestSource {
  return () => ({
    requestId: crypto.randomUUID(),
    deadline: performance.now() + deadlineMs,
    user: fixture.user,
    repositories: fixture.repositories,
  });
}

/**
 * Reads `{ "user"?: { "id", "username", … }, "repositories"?: [{ "id", "slug", … }] }`.
 * @throws ForgeError CONFIG_INVALID
 */
export function readContextFixture(file: string | null): ContextFixture {
  if (file === null) return { user: null, repositories: {} };
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const { user, repositories } = record(json, 'the file');
    const list = repositories === undefined ? [] : repositories;
    if (!Array.isArray(list)) throw new Error('"repositories" is not a list');
    const parsed = list.map((item) => parseRepository(record(item, 'a repository')));
    return {
      user: user === undefined || user === null ? null : parseUser(record(user, '"user"')),
      repositories: Object.fromEntries(parsed.map((repository) => [repository.id, repository])),
    };
  } catch (error) {
    throw new ForgeError(
      'CONFIG_INVALID',
      `The context file "${file}" cannot be used: ${messageOf(error)}.`,
      {
        remedy: 'Write for example {"repositories": [{"id": "r1", "slug": "demo"}]}.',
        cause: error,
      },
    );
  }
}

function parseRepository(json: Readonly<Record<string, unknown>>): RepositoryContext {
  return {
    id: string(json, 'id'),
    slug: string(json, 'slug'),
    groupId: optionalString(json, 'groupId'),
    fullPath: optionalString(json, 'fullPath'),
    isRemote: json['isRemote'] === true,
    remoteUrl: optionalString(json, 'remoteUrl'),
  };
}

function parseUser(json: Readonly<Record<string, unknown>>): UserContext {
  return {
    id: string(json, 'id'),
    username: string(json, 'username'),
    displayName: optionalString(json, 'displayName'),
    email: optionalString(json, 'email'),
  };
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error(`${what} is not a JSON object`);
}

function string(json: Readonly<Record<string, unknown>>, key: string): string {
  const value = json[key];
  if (typeof value === 'string') return value;
  throw new Error(`"${key}" is not a string`);
}

function optionalString(json: Readonly<Record<string, unknown>>, key: string): string | null {
  return json[key] === undefined || json[key] === null ? null : string(json, key);
}
