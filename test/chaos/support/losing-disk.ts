import type { Random } from '../../support/random.ts';
import type { FileEvent } from './write-recorder.ts';

/** What a disk writes as a whole, bytes. */
const sectorBytes = 512;

interface DiskFile {
  /** What stays without power. */
  kept: Buffer;
  /** Since the last sync, in order: any part of it may have reached the disk. */
  pending: FileEvent[];
}

/** Files as a disk has them that keeps nothing for sure but what it was told to sync. */
export class LosingDisk {
  readonly #files: Map<string, DiskFile>;

  /** @param files what was synced before, by name */
  constructor(files: ReadonlyMap<string, Buffer>) {
    this.#files = new Map([...files].map(([name, kept]) => [name, { kept, pending: [] }]));
  }

  apply(event: FileEvent): void {
    const file = this.#files.get(event.file) ?? { kept: Buffer.alloc(0), pending: [] };
    this.#files.set(event.file, file);
    if (event.kind !== 'sync') {
      file.pending.push(event);
      return;
    }
    for (const one of file.pending) file.kept = changed(file.kept, one);
    file.pending = [];
  }

  /** The files after the power has failed. @param chance that a sector which was not synced is there all the same */
  lose(random: Random, chance: number): ReadonlyMap<string, Buffer> {
    return new Map(
      [...this.#files].map(([name, { kept, pending }]) => {
        let content = kept;
        for (const event of pending) {
          for (const part of sectorsOf(event)) if (random.chance(chance)) content = changed(content, part);
        }
        return [name, content];
      }),
    );
  }
}

function changed(content: Buffer, event: FileEvent): Buffer {
  switch (event.kind) {
    case 'sync':
      return content;
    case 'truncate':
      return resized(content, event.length);
    case 'write': {
      const made = resized(content, Math.max(content.length, event.offset + event.bytes.length));
      event.bytes.copy(made, event.offset);
      return made;
    }
  }
}

/** Always a copy. */
function resized(content: Buffer, length: number): Buffer {
  const made = Buffer.alloc(length);
  content.copy(made);
  return made;
}

function sectorsOf(event: FileEvent): readonly FileEvent[] {
  if (event.kind !== 'write') return [event];
  const { offset, bytes } = event;
  const parts: FileEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + sectorBytes - ((offset + at) % sectorBytes));
    parts.push({ ...event, offset: offset + at, bytes: bytes.subarray(at, end) });
    at = end;
  }
  return parts;
}
