import type { Database } from 'better-sqlite3';
import type { ReferenceCore } from './core.ts';
import type { ReferenceIssues } from './issues.ts';
import { coded, type Resolvers, type Row } from './resolvers.ts';
import { WikiStore, type Order, type Page, type Picture } from './wiki-store.ts';

interface Filter {
  readonly tag?: string | null;
  readonly titles?: readonly string[] | null;
  readonly size?: { readonly from: number; readonly to?: number | null } | null;
  readonly drafts: boolean;
}

const typed = (typename: string, row: object | null) =>
  row === null ? null : { ...row, __typename: typename };

/** The fixture `wiki`. */
export class ReferenceWiki {
  readonly #store: WikiStore;
  readonly #core: ReferenceCore;
  readonly #issues: ReferenceIssues;

  constructor(database: Database, core: ReferenceCore, issues: ReferenceIssues) {
    this.#store = new WikiStore(database);
    this.#core = core;
    this.#issues = issues;
  }

  resolvers(): Resolvers {
    return {
      Query: {
        getAllPages: (_root, args: { filter?: Filter | null; order: Order | null; first: number }) =>
          this.#find(args),
        getPage: (_root, { id }: { id: string }) => this.#store.page(id),
        getPicture: (_root, { id }: { id: string }) => this.#store.picture(id),
        getDocument: (_root, { id }: { id: string }) => this.#store.page(id) ?? this.#store.picture(id),
        findDocuments: (_root, { text }: { text: string | null }) => this.#titled(text ?? ''),
        findTitled: (_root, { text }: { text: string }) => this.#titled(text),
        getAllLinks: () =>
          this.#store.pages().map((page) => this.#targets(page)?.filter((target) => target !== null)),
        getAllSubjects: () => [
          ...this.#store.pages().flatMap((page) => this.#subjects(page)),
          ...this.#store.pictures(),
        ],
        echo: (_root, args: Row) => args,
        alwaysFails: () => {
          throw coded('EXTENSION_ERROR', 'It always fails.');
        },
        old: () => 'still here',
      },
      Mutation: {
        writePage: (_root, { input }: { input: Row }) => this.#store.insert(input),
        renamePage: (_root, { id, title }: { id: string; title: string }) => this.#store.rename(id, title),
        renamePageAndFail: () => {
          throw coded('EXTENSION_ERROR', 'Renamed, and failed.');
        },
        countUp: (_root, { by }: { by: number }) => {
          if (by < 0) throw coded('EXTENSION_ERROR', 'It counts only up.');
          return this.#store.countUp(by);
        },
      },
      Page: {
        id: (page: Page) => `page-${page.id}`,
        text: (page: Page, { format, first }: { format: string; first: number | null }) => {
          const text = first === null ? page.text : page.text.slice(0, first);
          if (format === 'HTML') return `<p>${text}</p>`;
          return format === 'PLAIN' ? text.replaceAll('*', '') : text;
        },
        draft: (page: Page) => page.draft === 1,
        extra: (page: Page) => page.rest.extra,
        writtenAt: (page: Page) => page.written_at,
        tags: (page: Page) => page.rest.tags,
        cells: (page: Page) => page.rest.cells,
        paragraphs: (page: Page) =>
          page.text
            .split('|')
            .map((part) => part.split(';').map((line) => line.split(' ').filter((word) => word !== ''))),
        grades: (page: Page) => page.rest.grades,
        size: (page: Page) => page.text.length,
        parent: (page: Page) => (page.parent_id === null ? null : this.#store.page(page.parent_id)),
        children: (page: Page, { order }: { order: Order | null }) =>
          this.#store.sorted(order).filter((other) => other.parent_id === `page-${page.id}`),
        about: (page: Page) => this.#issues.issue(page.issue_id),
        repository: (page: Page) => this.#core.repository(page.repository_id),
        group: (page: Page) => this.#core.group(page.group_id),
        links: (page: Page) => this.#targets(page),
        subjects: (page: Page) => this.#subjects(page),
        reviews: (page: Page) => page.rest.reviews,
        proof: (page: Page) => proof(page),
        proofOrNull: (page: Page) => proof(page),
        seal: (page: Page) => (page.draft === 1 ? null : `seal of page-${page.id}`),
      },
      Picture: {
        id: (picture: Picture) => `picture-${picture.id}`,
        size: (picture: Picture) => picture.width * picture.height,
        about: (picture: Picture) => this.#issues.issue(picture.issue_id),
        repository: (picture: Picture) => this.#core.repository(picture.repository_id),
        caption: (
          picture: Picture,
          { words, style }: { words: string[]; style: { bold: boolean; color: string } | null },
        ) => {
          const text = `${words.join(' ')} ${picture.title}`;
          return style?.bold ? `**${text}** in ${style.color}` : text;
        },
      },
      Review: {
        words: (review: { words?: string | null }, { loud }: { loud: boolean }) =>
          loud ? review.words?.toUpperCase() : review.words,
      },
      Repository: {
        pages: ({ id }: { id: string }, { order, first }: { order: Order | null; first: number }) =>
          this.#store
            .sorted(order)
            .filter((page) => page.repository_id === id)
            .slice(0, first),
        homePage: ({ id }: { id: string }) => this.#store.pages().find((page) => page.repository_id === id),
        pageTitles: ({ id }: { id: string }) =>
          this.#store
            .pages()
            .filter((page) => page.repository_id === id)
            .map(({ title }) => title),
        documents: ({ id }: { id: string }) =>
          this.#store.documents().filter((document) => document.repository_id === id),
      },
      Issue: {
        pages: (issue: { number: number }) =>
          this.#store.pages().filter((page) => page.issue_id === `issue-${issue.number}`),
        mentions: (issue: { number: number }) => this.#about(issue).length,
        targets: (issue: { number: number }) => this.#about(issue),
      },
      Group: {
        pages: ({ id }: { id: string }) => this.#store.pages().filter((page) => page.group_id === id),
      },
    };
  }

  #titled(text: string): readonly (Page | Picture)[] {
    return this.#store.documents().filter(({ title }) => title.includes(text));
  }

  #about({ number }: { number: number }): readonly (Page | Picture)[] {
    return this.#store.documents().filter((document) => document.issue_id === `issue-${number}`);
  }

  #targets(page: Page): readonly unknown[] | undefined {
    return page.rest.links?.map((link) => {
      if (link === null) return null;
      if (link.page) return this.#store.page(link.page);
      return link.picture ? this.#store.picture(link.picture) : typed('Address', link);
    });
  }

  /** Each on its own: that one is missing is an error in its place, and not of the list. */
  #subjects(page: Page): readonly unknown[] {
    const found = [
      page.issue_id === null ? null : attempt(() => typed('Issue', this.#issues.issue(page.issue_id))),
      page.repository_id === null
        ? null
        : attempt(() => typed('Repository', this.#core.repository(page.repository_id))),
      page.group_id === null ? null : attempt(() => typed('Group', this.#core.group(page.group_id))),
    ];
    return found.filter((one) => one !== null);
  }

  #find({ filter, order, first }: { filter?: Filter | null; order: Order | null; first: number }) {
    return this.#store
      .sorted(order)
      .filter((page) => {
        if (!filter) return true;
        const { tag, titles, size, drafts } = filter;
        return (
          (!tag || page.rest.tags.includes(tag)) &&
          (!titles || titles.includes(page.title)) &&
          (!size || (page.text.length >= size.from && page.text.length <= (size.to ?? Infinity))) &&
          (drafts || page.draft === 0)
        );
      })
      .slice(0, first);
  }
}

/** An error among the items of a list is the answer for that item. */
function attempt(find: () => unknown): unknown {
  try {
    return find();
  } catch (error) {
    return error;
  }
}

function proof(page: Page): string {
  if (page.draft === 1) throw coded('EXTENSION_ERROR', 'a draft');
  return `proof of page-${page.id}`;
}
