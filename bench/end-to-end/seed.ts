import type { Load } from '../gateway/load.ts';

const repositories = 10;
const issuesEach = 5;
const issuesOfNone = 50;

/** Writes the same data through any of the graphs. @throws when an answer has errors */
export async function seed(load: Load): Promise<void> {
  for (let number = 0; number < repositories; number += 1) {
    const { createRepository } = await ask<{ createRepository: { id: string } }>(
      load,
      `mutation { createRepository(input: { slug: "repository-${number}" }) { id } }`,
    );
    for (let issue = 0; issue < issuesEach; issue += 1) {
      await createIssue(load, number * issuesEach + issue, createRepository.id);
    }
  }
  for (let issue = 0; issue < issuesOfNone; issue += 1) await createIssue(load, 1_000 + issue, null);
}

async function createIssue(load: Load, number: number, repositoryId: string | null): Promise<void> {
  const input = `{ title: "Something is wrong, number ${number}", description: "It went wrong when \\"${number}\\" was tried."
    repositoryId: ${JSON.stringify(repositoryId)} }`;
  await ask(load, `mutation { createIssue(input: ${input}) { id } }`);
}

async function ask<Data>(load: Load, query: string): Promise<Data> {
  const { data, errors } = JSON.parse(await load.ask(query)) as { data: Data; errors?: unknown };
  if (errors !== undefined) throw new Error(`it can't be seeded: ${JSON.stringify(errors)}`);
  return data;
}
