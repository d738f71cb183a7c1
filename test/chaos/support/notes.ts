import assert from 'node:assert/strict';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { right, type Clients, type Way } from './clients.ts';

// What load asks of `test/fixtures/comes-in-versions`, of the example and of the core.

/** @throws Error unless the answer is right */
export async function readVersion(clients: Clients, way: Way = {}): Promise<number> {
  const { version, getAllGroups } = right(await clients.ask('{ version getAllGroups { slug } }', way));
  if (typeof version !== 'string' || !/^\d{4}$/.test(version) || !Array.isArray(getAllGroups))
    throw new Error(`answered ${JSON.stringify({ version, getAllGroups })}`);
  return Number(version);
}

export function addNote(text: string): string {
  return `mutation { addNote(text: "${text}") }`;
}

/** Texts in the database of the fixture, once it has been found whole. */
export function storedNotes(dir: string): readonly string[] {
  return stored(join(dir, 'extensions_dir/notes/notes.db'), 'SELECT text FROM note');
}

/** Titles in the database of the example, once it has been found whole. */
export function storedIssues(dir: string): readonly string[] {
  return stored(join(dir, 'extensions_dir/issues/issues.db'), 'SELECT title FROM issues');
}

function stored(file: string, sql: string): readonly string[] {
  const database = new Database(file, { readonly: true });
  try {
    assert.deepEqual(database.pragma('integrity_check'), [{ integrity_check: 'ok' }]);
    return database.prepare(sql).pluck().all() as string[];
  } finally {
    database.close();
  }
}

export function createIssue(title: string): string {
  return `mutation { createIssue(input: { title: "${title}" }) { title } }`;
}
