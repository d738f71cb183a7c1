#!/usr/bin/env node
import '../common/require-node.js';

// Read by the Apollo packages and by graphql-js while they load.
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
process.env.NODE_ENV ??= 'production';
await import('./main.ts');
