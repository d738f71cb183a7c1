import type { Config, ExtensionInfo, ResolveInfo, ResolveResult } from 'forge:extension/extension-api@0.2.0';
import { migrate } from 'forge:extension/host-database@0.2.0';
import { log } from 'forge:extension/host-log@0.2.0';
import { configuration, configure } from './configuration.ts';
import { DatabaseError } from './database.ts';
import { migrations } from './issue-store.ts';
import { RequestError } from './request-error.ts';
import { resolve } from './resolvers.ts';
import { schemaFor } from './schema.ts';

/** The interface `extension-api` of `forge:extension@0.2.0`, an issue tracker. */
export const extensionApi = {
  init(config: Config): void {
    configure(config.customConfig);
    migrate(migrations);
  },

  getInfo(): ExtensionInfo {
    return { name: 'issues', version: '0.1.0', capabilities: ['entities'] };
  },

  getSchema(): string {
    return schemaFor(configuration().pageSize);
  },

  resolveField(info: ResolveInfo): ResolveResult {
    try {
      return { tag: 'success', val: JSON.stringify(resolve(info)) };
    } catch (error) {
      if (error instanceof RequestError) return { tag: 'error', val: error.message };
      if (!(error instanceof DatabaseError)) throw error;
      log('error', `${info.parentType}.${info.fieldName}: ${error.message}`);
      return { tag: 'error', val: "The issues can't be read or stored at the moment." };
    }
  },

  shutdown(): void {
    log('debug', 'closed');
  },
};
