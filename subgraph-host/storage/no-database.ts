import type { ExtensionDatabase } from './extension-database.ts';

const refused = {
  kind: 'error',
  message: 'This extension has no database: its manifest does not ask for the permission "database".',
} as const;

/** Stands in for the database of an extension that has none: there is no file, and every statement is refused. */
export const noDatabase: ExtensionDatabase = {
  begin: () => undefined,
  end: () => undefined,
  query: () => refused,
  execute: () => refused,
  migrate: () => refused,
  isUncommitted: false,
  hasToStartAgain: false,
  rollBack: () => undefined,
  commit: () => undefined,
  damage: () => undefined,
  close: () => undefined,
};
