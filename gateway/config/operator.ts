import { defaultLimits, withLimits } from '@forgepoint/common/extension-limits.ts';
import type { ExtensionName } from '@forgepoint/common/extension-name.ts';
import type { Operator } from '@forgepoint/common/permissions/revision.ts';
import { defaultExtensionSettings, type Config, type ExtensionSettings } from './config.ts';

/** What the operator says about one extension. @param settings those of now, where they have changed since the start */
export function operatorOf(
  config: Config,
  name: ExtensionName,
  settings: ExtensionSettings = config.extensions.get(name) ?? defaultExtensionSettings,
): Operator {
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
