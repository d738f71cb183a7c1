import packageJson from './package.json' with { type: 'json' };

/** Version of the host, as guests and operators see it. */
export const hostVersion: string = packageJson.version;
