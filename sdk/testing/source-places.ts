import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import type { LogLine } from './options.ts';

const frame = /componentize-qjs:user\.js:(\d+):(\d+)/g;

/**
 * Puts places of the author's files into stacks that the guest has logged.
 * @param component absolute path; its source map, which a build leaves beside it, needn't be there
 */
export function sourcePlaces(component: string): (fields: LogLine['fields']) => LogLine['fields'] {
  const mapFile = `${component}.map`;
  if (!existsSync(mapFile)) return (fields) => fields;
  const map = new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')) as SourceMapPayload);
  const placeOf = (line: string, column: string): string | undefined => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return undefined;
    const file = relative(process.cwd(), resolve(dirname(component), entry.originalSource));
    return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };
  return (fields) => {
    const { stack } = fields;
    if (typeof stack !== 'string') return fields;
    return {
      ...fields,
      stack: stack.replaceAll(frame, (at, line: string, column: string) => placeOf(line, column) ?? at),
    };
  };
}
