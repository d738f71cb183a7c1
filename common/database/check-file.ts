import { databaseError, fileError, type DatabaseOwner } from './database-error.ts';
import { inspectDatabaseFile } from './inspect-file.ts';

/**
 * To be called once in a process, before it opens the database for the first time.
 * @throws ForgeError DATABASE_UNUSABLE
 * @see inspectDatabaseFile
 */
export function checkDatabaseFile(owner: DatabaseOwner): void {
  let problem: ReturnType<typeof inspectDatabaseFile>;
  try {
    problem = inspectDatabaseFile(owner.file);
  } catch (error) {
    throw databaseError(owner, error);
  }
  if (problem !== undefined) throw fileError(owner, problem);
}
