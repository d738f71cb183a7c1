import { errorCodes } from '@forgepoint/common/error-codes.ts';
import { reservedFamilies } from '../../subgraph-host/schema/guest-code.ts';

/** The text of `docs/errors.md`. */
export function errorsPage(): string {
  const rows = Object.entries(errorCodes).map(([code, { meaning, cause, remedy, seenIn }]) =>
    ['', `\`${code}\``, meaning, cause, remedy, seenIn, ''].join(' | ').trim(),
  );
  return `# Error codes

Generated from \`common/error-codes.ts\` by \`npm run generate\`; do not edit.

Whatever goes wrong has one code of this list. It is seen

- in the log: one line of the level \`error\` (\`fatal\` when the gateway itself cannot serve) with \`code\`, \`extension\`, a
  \`reason\` that says what happened and what to do, and where a file is the cause its \`path\`;
- in \`/readyz\`: state, code and reason of every subgraph that is not served;
- in answers: \`extensions.code\` and \`extensions.extension\` of a GraphQL error, whose message says what happened. Paths of
  the host are never part of an answer.

A code that is not in this table comes from Apollo Server (such as \`GRAPHQL_VALIDATION_FAILED\`), or from the extension that
the error names in \`extensions.extension\`. An extension can't use the codes of this table, nor others that begin with
${reservedFamilies.map((family) => `\`${family}\``).join(', ')}: such a one stands in \`extensions.reason\`, beside the code \`EXTENSION_ERROR\`.

| Code | Meaning | Usual cause | What to do | Seen in |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
