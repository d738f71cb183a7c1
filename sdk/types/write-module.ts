import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import { writeFileAtomically } from '@forgepoint/common/write-file-atomically.ts';
import { generatedModule } from './generated-module.ts';
import { SourceError } from './source-error.ts';

export const sdlName = 'schema.graphql';
export const moduleName = 'schema.generated.ts';

/**
 * Writes `schema.generated.ts` of an extension whose SDL is in `schema.graphql`, unless it is as it has to be.
 * @param folder absolute path of the extension
 * @returns absolute path of the module; `undefined` when the folder has no `schema.graphql`
 * @throws SourceError when one of its files is not what it should be
 */
export function writeSchemaModule(folder: string): string | undefined {
  const sdlFile = join(folder, sdlName);
  if (!existsSync(sdlFile)) return undefined;
  const { name = basename(folder), version = '0.0.0' } = readJson(join(folder, 'package.json'));
  const text = generatedModule({
    sdl: readFileSync(sdlFile, 'utf8'),
    sdlFile,
    configSchema: readJson(join(folder, 'manifest.json'))['config'],
    name: String(name).replace(/^@[^/]+\//, ''),
    version: String(version),
  });
  const file = join(folder, moduleName);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileAtomically(file, text);
  return file;
}

function readJson(file: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    const message = messageOf(error);
    const { line = 1, column = 1 } = placeInMessage.exec(message)?.groups ?? {};
    const reason = `It is not JSON: ${message.replace(placeInMessage, '')}.`;
    throw new SourceError({ file, line: Number(line), column: Number(column), reason }, { cause: error });
  }
}

/** V8 says where in the text it stopped. */
const placeInMessage = / \(line (?<line>\d+) column (?<column>\d+)\)$/;
