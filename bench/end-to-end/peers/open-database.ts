import Database from 'better-sqlite3';

/** As durable as the forge's own. */
export function openDatabase(file: string): Database.Database {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  return database;
}
