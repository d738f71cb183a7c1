import { randomInt } from 'node:crypto';

/** Names what belongs to one backup or restore, such as `20261124T143000Z-4711`; sorts by time. */
export function stampOf(time: Date): string {
  const text = time.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${text}-${randomInt(1_000, 10_000)}`;
}
