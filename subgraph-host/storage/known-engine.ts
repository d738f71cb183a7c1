import type { Database } from 'better-sqlite3';
import {
  functions,
  modules,
  pragmas,
  refusedFunctions,
  refusedModules,
  refusedPragmas,
  tableFunctions,
} from './sql/policy.ts';

/**
 * The gate lets through every name that it doesn't know to be the engine's, since it takes it for the guest's own. So
 * the engine must have none that the policy doesn't list.
 * @throws Error when it has: another SQLite than the one the policy was written for
 */
export function assertKnownEngine(connection: Database): void {
  const names = (table: string): string[] =>
    connection.prepare(`SELECT DISTINCT name FROM ${table}`).pluck().all() as string[];
  const unknown = [
    ...names('pragma_function_list').filter((name) => !functions.has(name) && !refusedFunctions.has(name)),
    ...names('pragma_module_list').filter(
      (name) =>
        !modules.has(name) &&
        !refusedModules.has(name) &&
        !tableFunctions.has(name) &&
        !name.startsWith('pragma_'),
    ),
    ...names('pragma_pragma_list').filter((name) => !pragmas.has(name) && !refusedPragmas.has(name)),
  ];
  if (unknown.length > 0) {
    throw new Error(`this SQLite has functions, modules or pragmas without a policy: ${unknown.join(', ')}`);
  }
}
