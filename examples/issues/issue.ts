export type IssueStatus = 'OPEN' | 'IN_PROGRESS' | 'CLOSED';

/** An issue as it is stored. */
export interface Issue {
  /** Positive; never given twice. */
  readonly number: number;
  readonly title: string;
  readonly description: string | null;
  readonly status: IssueStatus;
  /** ISO 8601, UTC, with milliseconds. */
  readonly createdAt: string;
  readonly repositoryId: string | null;
}

const idPattern = /^issue-([1-9][0-9]{0,14})$/;

/** @returns the number in `issue-<number>`, or `undefined` when no issue can have that id */
export function numberOfId(id: string): number | undefined {
  const digits = idPattern.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The issue as the API shows it. Every field of the type is there, so that the host has nothing left to ask. */
export function toJson({ repositoryId, ...issue }: Issue): object {
  return {
    id: `issue-${issue.number}`,
    ...issue,
    repository: repositoryId === null ? null : { id: repositoryId },
  };
}
