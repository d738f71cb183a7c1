import { errorCodes } from '@forgepoint/common/error-codes.ts';

/** The text of `docs/errors.md`. */
export function errorsPage(): string {
  const rows = Object.entries(errorCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return `# Error codes

Generated from \`common/error-codes.ts\` by \`npm run generate\`; do not edit.

The code stands in \`extensions.code\` of a GraphQL error and in the field \`code\` of a log line. Beside it, \`extension\`
names the extension it is about, and the message ends with what to do. A code that is not in this table comes from
Apollo Server (such as \`GRAPHQL_VALIDATION_FAILED\`).

| Code | Meaning |
| --- | --- |
${rows.join('\n')}
`;
}
