import { z } from 'zod';
import { migrationShape } from '../../operated/backup-shapes.ts';

/** What a copier is to do with the database of its folder. */
export const jobShape = z.strictObject({
  /**
   * `copy`: sends a copy of the database. `stage`: takes one and looks whether it is whole. `place`: puts that one in
   * the place of what is there, which is kept beside. `put-back`: undoes that. `drop`: removes what was staged.
   */
  order: z.enum(['copy', 'stage', 'place', 'put-back', 'drop']),
  /** Absolute path. */
  folder: z.string(),
  /** Name of the file in it. */
  file: z.string().regex(/^[a-z][a-z0-9-]*\.db$/),
  /** Tells what belongs to one restore; part of names of files. */
  stamp: z.string().regex(/^[0-9TZ-]+$/),
});
export type CopierJob = z.output<typeof jobShape>;

/** What is told of a copy before its bytes. */
export const copyFactsShape = z.object({
  bytes: z.int().min(0),
  migrations: z.array(migrationShape).describe('In the order in which they ran.'),
});
export type CopyFacts = z.output<typeof copyFactsShape>;

/** A copier's first line; after `copied` there are the bytes of the copy. */
export const answerShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('copied'), facts: copyFactsShape }),
  /** There is no database yet. */
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('done') }),
  /** The end of a sentence. */
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);
export type CopierAnswer = z.output<typeof answerShape>;
