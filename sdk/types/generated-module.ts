import { readSdl } from './read-sdl.ts';
import { entityResolverTypes, entityTypes, needsOf, parentTypes, resolverTypes } from './resolver-types.ts';
import { valueTypes } from './value-types.ts';

export interface ModuleSource {
  readonly sdl: string;
  /** Of the SDL, for the sentence that says what is wrong. */
  readonly sdlFile: string;
  /** JSON Schema of the configuration; `undefined`: there is none. */
  readonly configSchema: unknown;
  readonly name: string;
  readonly version: string;
}

/**
 * The module that carries a schema with the types made from it.
 * @throws Error when the SDL can't be read, with the place in it
 */
export function generatedModule({ sdl, sdlFile, configSchema, name, version }: ModuleSource): string {
  const types = readSdl(sdl, sdlFile);
  const config =
    configSchema === undefined ? 'null' : `forge.ConfigOf<${JSON.stringify(configSchema, null, 2)}>`;
  const entities = entityTypes(types).map((type) => type.name);
  return `// Written by the build from schema.graphql, manifest.json and package.json. Change those instead.
import type * as forge from '@forgepoint/sdk';

/** What the operator can configure. */
export type ExtensionConfig = ${config};
type Ctx = forge.Context<ExtensionConfig>;

${valueTypes(types)}

${parentTypes(types)}

${resolverTypes(types)}

${entityResolverTypes(types)}

export const schema: forge.Schema<{
  resolvers: ExtensionResolvers;
  entities: ExtensionEntities;
  config: ExtensionConfig;
}> = {
  name: ${JSON.stringify(name)},
  version: ${JSON.stringify(version)},
  fields: ${JSON.stringify(needsOf(types))},
  entities: ${JSON.stringify(entities)},
  sdl: ${literal(sdl)},
};
`;
}

/** A template literal, so that the SDL can be read in it. */
function literal(text: string): string {
  return `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
}
