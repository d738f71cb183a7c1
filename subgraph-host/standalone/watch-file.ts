import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** A builder writes in several steps; what is read before the last would be refused as truncated. */
const quietMs = 60;

/** Calls back when the file has changed and has been left alone for a moment. @returns what ends the watch */
export function watchFile(file: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, quietMs);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
