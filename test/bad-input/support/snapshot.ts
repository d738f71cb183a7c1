import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What stands in a folder: kind, size and content of everything in it, by path. */
export type Snapshot = ReadonlyMap<string, string>;

export function snapshot(folder: string): Snapshot {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return new Map(paths.map((path) => [path, describe(join(folder, path))]));
}

/** Everything that was there is as it was; something may have been added. */
export function assertKept(before: Snapshot, after: Snapshot): void {
  assert.deepEqual(new Map([...before.keys()].map((path) => [path, after.get(path)])), before);
}

function describe(path: string): string {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (stat.isDirectory()) return 'folder';
  if (!stat.isFile()) return 'something else';
  return `${stat.size} bytes ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}
