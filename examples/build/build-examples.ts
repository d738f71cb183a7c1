import { buildExamples } from './examples.ts';

for await (const line of buildExamples()) process.stdout.write(`${line}\n`);
