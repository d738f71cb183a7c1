// Read by the Apollo packages and by graphql-js while they load: nothing here phones home.
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
process.env.NODE_ENV ??= 'production';
await import('./main.ts');
