import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { sourcePositions, toSourcePlaces } from '@forgepoint/cli/build/source-positions.ts';
import type { LogLine } from './options.ts';

/**
 * Puts places of the author's files into stacks that the guest has logged.
 * @param component absolute path; its source map, which a build leaves beside it, needn't be there
 */
export function sourcePlaces(component: string): (fields: LogLine['fields']) => LogLine['fields'] {
  const mapFile = `${component}.map`;
  if (!existsSync(mapFile)) return (fields) => fields;
  const positions = sourcePositions(readFileSync(mapFile, 'utf8'));
  return (fields) => {
    const { stack } = fields;
    if (typeof stack !== 'string') return fields;
    const placed = toSourcePlaces(stack, positions, ({ file, line, column }) => {
      const path = resolve(dirname(component), file);
      return `${relative(process.cwd(), path)}:${line}:${column}`;
    });
    return { ...fields, stack: placed };
  };
}
