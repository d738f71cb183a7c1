import type { ExtensionDatabase } from './extension-database.ts';
import { sqlFailure } from './sql-failure.ts';

const refused = sqlFailure(
  'FORGE_PERMISSION_MISSING',
  'This extension has no database: its manifest does not ask for the permission "database".',
);

/** Stands in for the database of an extension that has none: there is no file, and every statement is refused. */
export const noDatabase: ExtensionDatabase = {
  begin: () => undefined,
  end: () => undefined,
  query: () => refused,
  execute: () => refused,
  migrate: () => refused,
  run: () => refused,
  control: () => refused,
  applyMigrations: (migrations) =>
    migrations.length === 0
      ? { kind: 'done', applied: [] }
      : {
          kind: 'refused',
          code: 'EXTENSION_MIGRATION_FAILED',
          message: refused.message,
          remedy: 'Its author has to ask for it in the manifest, or to leave the migrations out.',
        },
  damage: () => undefined,
  close: () => undefined,
};
