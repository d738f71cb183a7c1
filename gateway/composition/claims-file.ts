import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ForgeError, systemReason } from '@forgepoint/common/forge-error.ts';
import { checkWritable, writeWhole } from '../write-whole.ts';
import { noClaims, type Claims } from './claims.ts';

const version = 2;

const shapeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('entity'),
    word: z.string(),
    keys: z.array(z.string()),
    fields: z.record(z.string(), z.string()),
  }),
  z.strictObject({ kind: z.literal('value'), word: z.string(), form: z.string() }),
]);

const fileSchema = z.strictObject({
  version: z.literal(version),
  order: z.array(z.string()),
  types: z.record(z.string(), z.strictObject({ owner: z.string(), shape: shapeSchema })),
  fields: z.record(z.string(), z.string()),
});

/** The first form knew no shapes: types are claimed anew, in the order that it kept. */
const firstFileSchema = z
  .strictObject({ order: z.array(z.string()), owners: z.record(z.string(), z.string()) })
  .transform(({ order, owners }) => ({
    order,
    types: {},
    fields: Object.fromEntries(Object.entries(owners).filter(([name]) => name.includes('.'))),
  }));

/** @param stateDir absolute path */
export function claimsFileIn(stateDir: string): string {
  return join(stateDir, 'claims.json');
}

/** @returns no claims when there is no file yet @throws ForgeError CLAIMS_UNUSABLE */
export function readClaims(file: string): Claims {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return noClaims;
    throw unusable(file, error);
  }
  const parsed = fileSchema.or(firstFileSchema).safeParse(jsonIn(file, text));
  if (!parsed.success) throw unusable(file, new Error('it holds something else'));
  const { order, types, fields } = parsed.data;
  return { order, types: new Map(Object.entries(types)), fields: new Map(Object.entries(fields)) };
}

/** Looks whether the claims can be read and replaced, and leaves them as they are. @throws ForgeError CLAIMS_UNUSABLE */
export function checkClaims(file: string): void {
  readClaims(file);
  try {
    checkWritable(file);
  } catch (error) {
    throw unusable(file, error);
  }
}

/** Replaces the file so that a crash leaves the old or the new one. @throws ForgeError CLAIMS_UNUSABLE */
export function writeClaims(file: string, { order, types, fields }: Claims): void {
  const json = { version, order, types: Object.fromEntries(types), fields: Object.fromEntries(fields) };
  try {
    writeWhole(file, `${JSON.stringify(json, null, 2)}\n`);
  } catch (error) {
    throw unusable(file, error);
  }
}

function jsonIn(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, error: unknown): ForgeError {
  const what = `The record of who owns which name, "${basename(file)}", cannot be used: ${systemReason(error)}.`;
  return new ForgeError('CLAIMS_UNUSABLE', what, {
    remedy: 'Restore the file from a backup; or delete it, and names belong to whoever asks first.',
    path: file,
    cause: error,
  });
}
