import type { Gateway } from '../../support/gateway.ts';

/** Fills a gateway with core, `issues` and `wiki`. @returns ids by path of groups and repositories */
export async function seed(gateway: Gateway): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  const group = async (slug: string, parent?: string): Promise<void> => {
    const { node } = await gateway.data<{ node: { id: string; path: string } }>(
      'mutation ($slug: String!, $parent: ID) { node: createGroup(input: { slug: $slug, parent: $parent }) { id path } }',
      { slug, parent: parent === undefined ? null : ids.get(parent) },
    );
    ids.set(node.path, node.id);
  };
  const repository = async (slug: string, parent?: string): Promise<void> => {
    const { node } = await gateway.data<{ node: { id: string; path: string } }>(
      'mutation ($slug: String!, $group: ID) { node: createRepository(input: { slug: $slug, group: $group }) { id path } }',
      { slug, group: parent === undefined ? null : ids.get(parent) },
    );
    ids.set(node.path, node.id);
  };

  await group('tools');
  await group('cli', 'tools');
  await group('empty');
  await repository('app', 'tools');
  await repository('parser', 'tools/cli');
  await repository('alone');
  const { far } = await gateway.data<{ far: { id: string } }>(
    'mutation { far: linkRemoteRepository(url: "https://example.org/team/far") { id } }',
  );
  ids.set('far', far.id);

  const id = (path: string): string => ids.get(path) ?? '';
  for (const input of issuesOf(id)) {
    await gateway.data('mutation ($input: CreateIssueInput!) { createIssue(input: $input) { id } }', {
      input,
    });
  }
  await gateway.data(`mutation {
    one: updateIssue(id: "issue-2", input: { status: IN_PROGRESS }) { id }
    two: updateIssue(id: "issue-3", input: { status: CLOSED }) { id }
  }`);
  for (const input of pagesOf(id)) {
    await gateway.data('mutation ($input: PageInput!) { writePage(input: $input) { id } }', { input });
  }
  for (const input of picturesOf(id)) {
    await gateway.data('mutation ($input: PictureInput!) { writePicture(input: $input) { id } }', { input });
  }
  return ids;
}

type IdOf = (path: string) => string;

const issuesOf = (id: IdOf): readonly object[] => [
  {
    title: 'Crash at start',
    description: 'It **crashes**.\n\tTwice, "loudly".',
    repositoryId: id('tools/app'),
  },
  { title: 'Übergröße ☃ 𝄞', repositoryId: id('tools/app') },
  { title: 'Slow', description: '', repositoryId: id('tools/cli/parser') },
  { title: 'Nobody’s' },
  { title: 'Quotes "and" back\\slashes', repositoryId: id('alone') },
];

const pagesOf = (id: IdOf): readonly object[] => [
  {
    title: 'Guide',
    subtitle: 'How to begin',
    text: 'First *steps* here; and more|Second part',
    rating: 4.5,
    extra: { a: [1, { b: null }], list: [], text: '\u2028' },
    writtenAt: '2026-02-01T00:00:00Z',
    tags: ['guide', 'start'],
    cells: [[1, null, 3], []],
    grades: [1, 2, 3],
    reviews: [{ stars: 5, by: 'ann', words: 'well done' }, { stars: 1 }],
    links: [
      { page: 'page-2' },
      { picture: 'picture-1' },
      { url: 'https://example.org/?a=1&b=2', label: 'outside' },
      null,
    ],
    issue: 'issue-1',
    repository: id('tools/app'),
    group: id('tools'),
  },
  {
    title: 'Annex',
    parent: 'page-1',
    repository: id('tools/app'),
    writtenAt: '2026-03-01T00:00:00Z',
    links: [{ page: 'page-1' }],
  },
  {
    title: 'Draft notes',
    text: 'not yet',
    draft: true,
    tags: ['start'],
    links: [],
    parent: 'page-1',
    repository: id('tools/app'),
    issue: 'issue-1',
  },
  {
    title: 'Ünïcode 𝄞 ☃',
    text: '👩‍👩‍👧 and Ελληνικά; עברית|中文 العربية',
    extra: 'a text',
    tags: ['☃', ''],
    repository: id('alone'),
    issue: 'issue-2',
    group: id('tools/cli'),
  },
  {
    title: 'Holes',
    subtitle: '',
    text: ' ',
    rating: 3,
    extra: 5,
    cells: [[null], [0, -7]],
    grades: [1, null, 3],
    links: [null],
    writtenAt: '2025-12-31T23:59:59Z',
  },
  { title: 'Dangling', text: 'to nowhere', issue: 'issue-99', repository: 'gone', group: 'nowhere' },
  { title: 'Zebra', text: 'stripes', draft: true, parent: 'page-2', rating: 1e21, extra: [true, false] },
];

const picturesOf = (id: IdOf): readonly object[] => [
  { title: 'Map', width: 640, height: 480, issue: 'issue-1', repository: id('tools/app') },
  { title: 'Logo', width: 16, height: 16 },
];
