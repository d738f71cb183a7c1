import type { RequestContext, ResolveInfo } from 'forge:extension/extension-api@0.2.0';
import { numberOfId, toJson, type Issue, type IssueStatus } from './issue.ts';
import {
  checkDescription,
  checkPageSize,
  checkTitle,
  checkUpdate,
  type CreateIssueInput,
  type UpdateIssueInput,
} from './issue-input.ts';
import { findIssue, findIssues, insertIssue, updateIssue } from './issue-store.ts';
import { RequestError } from './request-error.ts';

interface Call<Arguments, Parent = null> {
  readonly args: Arguments;
  readonly parent: Parent;
  readonly context: RequestContext;
}

type Resolver = (call: Call<never, never>) => unknown;

/** By `<parent type>.<field>`. */
const resolvers: Readonly<Record<string, Resolver>> = {
  'Query.getAllIssues': ({
    args,
  }: Call<{ status?: IssueStatus | null; first?: number | null; after?: string | null }>) => {
    const after = args.after ?? undefined;
    const cursor = after === undefined ? undefined : knownIssue(after, 'after');
    const issues = findIssues({
      status: args.status ?? undefined,
      afterNumber: cursor?.number,
      limit: checkPageSize(args.first),
    });
    return issues.map(toJson);
  },

  'Query.getIssue': ({ args }: Call<{ id: string }>) => issueOrNull(args.id),

  'Mutation.createIssue': ({ args: { input }, context }: Call<{ input: CreateIssueInput }>) => {
    const number = insertIssue({
      title: checkTitle(input.title),
      description: nullOr(input.description, checkDescription),
      repositoryId: nullOr(input.repositoryId, (id) => checkRepository(id, context)),
    });
    return issueOrNull(`issue-${number}`);
  },

  'Mutation.updateIssue': ({ args: { id, input } }: Call<{ id: string; input: UpdateIssueInput }>) => {
    checkUpdate(input);
    const issue = knownIssue(id, 'id');
    const { title, description, status } = input;
    updateIssue(issue.number, {
      title: typeof title === 'string' ? checkTitle(title) : issue.title,
      description: description === undefined ? issue.description : nullOr(description, checkDescription),
      status: status ?? issue.status,
    });
    return issueOrNull(id);
  },

  'Repository.issues': ({ args, parent }: Call<{ status?: IssueStatus | null }, { id: string }>) =>
    findIssues({ status: args.status ?? undefined, repositoryId: parent.id }).map(toJson),

  'Issue.__resolveReference': ({ parent }: Call<unknown, { id: string }>) => issueOrNull(parent.id),
};

/**
 * Answers one field.
 * @returns what the field's JSON is made of
 * @throws RequestError with what the sender of the request can do about it
 */
export function resolve(info: ResolveInfo): unknown {
  const field = `${info.parentType}.${info.fieldName}`;
  const resolver = resolvers[field];
  if (resolver === undefined) throw new RequestError(`This extension has no field ${field}.`);
  return resolver({
    args: JSON.parse(info.arguments) as never,
    parent: (info.parent === undefined ? null : JSON.parse(info.parent)) as never,
    context: info.context,
  });
}

function issueOrNull(id: string): object | null {
  const issue = issueOf(id);
  return issue === undefined ? null : toJson(issue);
}

function issueOf(id: string): Issue | undefined {
  const number = numberOfId(id);
  return number === undefined ? undefined : findIssue(number);
}

function knownIssue(id: string, argument: string): Issue {
  const issue = issueOf(id);
  if (issue !== undefined) return issue;
  throw new RequestError(`There is no issue with the id "${id}", which the argument "${argument}" names.`);
}

/** The host looks the repository up and puts it in the context; an unknown one is not there. */
function checkRepository(id: string, { repository }: RequestContext): string {
  if (repository?.id === id) return id;
  throw new RequestError(`There is no repository with the id "${id}".`);
}

function nullOr(value: string | null | undefined, check: (value: string) => string): string | null {
  return value === null || value === undefined ? null : check(value);
}
