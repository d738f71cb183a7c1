import { defaultLimits, withLimits } from '@forgepoint/common/extension-limits.ts';
import type { ExtensionName } from '@forgepoint/common/extension-name.ts';
import type { Operator } from '@forgepoint/common/permissions/revision.ts';
import { defaultExtensionSettings, type Config } from './config.ts';

/** What the configuration says about one extension. */
export function operatorOf(config: Config, name: ExtensionName): Operator {
  const settings = config.extensions.get(name) ?? defaultExtensionSettings;
  return {
    permissions: settings.permissions,
    grants: settings.grants,
    limits: withLimits({ ...defaultLimits, callTimeoutMs: config.timeouts.callMs }, settings.limits),
    customConfig: settings.customConfig,
    configPlace: `"extensions.${name}.config" in forge.config.json`,
    howToGrant: (permission) =>
      `To grant it, write "${permission}": true into "extensions.${name}.permissions" in forge.config.json.`,
  };
}
