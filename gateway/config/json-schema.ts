import { z } from 'zod';
import { settingsSchema } from './settings-schema.ts';

/** The JSON Schema of `forge.config.json`, as it stands in `forge.config.schema.json`. */
export function configJsonSchema(): object {
  return {
    title: 'Settings of a Forgepoint gateway',
    ...z.toJSONSchema(settingsSchema, { io: 'input' }),
  };
}
