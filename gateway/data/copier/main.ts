import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { messageOf, systemReason } from '@forgepoint/common/forge-error.ts';
import { place, putBack, stagedFile } from './exchange-files.ts';
import { jobShape, type CopierAnswer, type CopierJob } from './job.ts';
import { factsOf, removeFiles, syncDatabase, takeCopy } from './take-copy.ts';

// Works on the database of one extension, or of the core, with the rights of its process and no others: a database is
// what its extension has made of it, so nobody else opens it.

async function answer(text: CopierAnswer, file?: string): Promise<void> {
  process.stdout.write(`${JSON.stringify(text)}\n`);
  if (file !== undefined) await pipeline(createReadStream(file), process.stdout, { end: false });
}

async function copy({ folder, file, stamp }: CopierJob): Promise<void> {
  const to = join(folder, `.copy-${stamp}.db`);
  try {
    const facts = await takeCopy(join(folder, file), to);
    if (facts === undefined) await answer({ kind: 'none' });
    else await answer({ kind: 'copied', facts }, to);
  } finally {
    removeFiles([to]);
  }
}

async function stage(job: CopierJob): Promise<void> {
  const file = stagedFile(job);
  try {
    await pipeline(process.stdin, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    factsOf(file);
    syncDatabase(file);
  } catch (error) {
    removeFiles([file]);
    throw error;
  }
}

async function run(job: CopierJob): Promise<void> {
  switch (job.order) {
    case 'copy':
      removeFiles(leftoversIn(job.folder, '.copy-'));
      await copy(job);
      return;
    case 'stage':
      removeFiles(leftoversIn(job.folder, '.restoring-'));
      await stage(job);
      break;
    case 'place':
      place(job);
      break;
    case 'put-back':
      putBack(job);
      break;
    case 'drop':
      removeFiles([stagedFile(job)]);
      break;
  }
  await answer({ kind: 'done' });
}

/** Of copiers that were killed; two never work in one folder at once. */
function leftoversIn(folder: string, prefix: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.db'))
    .map((name) => join(folder, name));
}

try {
  await run(jobShape.parse(JSON.parse(process.argv[2] ?? '')));
} catch (error) {
  const said =
    typeof (error as NodeJS.ErrnoException).errno === 'number' ? systemReason(error) : messageOf(error);
  await answer({ kind: 'failed', reason: said.replace(/\.$/, '') });
}
