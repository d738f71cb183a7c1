import type { Database } from 'better-sqlite3';
import type { Row } from './resolvers.ts';

interface Link {
  readonly page?: string | null;
  readonly picture?: string | null;
  readonly url?: string | null;
  readonly label?: string | null;
}

/** What has no column of its own. */
interface Rest {
  readonly extra: unknown;
  readonly tags: readonly string[];
  readonly cells: unknown;
  readonly grades: unknown;
  readonly reviews: readonly Row[];
  readonly links: readonly (Link | null)[] | null;
}

interface PageRow {
  readonly id: number;
  readonly title: string;
  readonly subtitle: string | null;
  readonly text: string;
  readonly draft: number;
  readonly rating: number | null;
  readonly written_at: string;
  readonly rest: string;
  readonly parent_id: string | null;
  readonly issue_id: string | null;
  readonly repository_id: string | null;
  readonly group_id: string | null;
}

export type Page = Omit<PageRow, 'rest'> & { readonly __typename: 'Page'; readonly rest: Rest };

interface PictureRow {
  readonly id: number;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly issue_id: string | null;
  readonly repository_id: string | null;
}

export type Picture = PictureRow & { readonly __typename: 'Picture' };

export type Order = 'TITLE' | 'LENGTH' | 'WRITTEN';

/** Pages and pictures: all of them are read for every look-up, and picked from by plain JavaScript. */
export class WikiStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the order of their ids. */
  pages(): readonly Page[] {
    return this.#database
      .prepare<[], PageRow>('SELECT * FROM page ORDER BY id')
      .all()
      .map((row) => ({ ...row, __typename: 'Page', rest: JSON.parse(row.rest) as Rest }));
  }

  /** Pages that are equal stay in the order of their ids. */
  sorted(order: Order | null): readonly Page[] {
    const key = (page: Page): string | number => {
      if (order === 'LENGTH') return page.text.length;
      return order === 'WRITTEN' ? page.written_at : page.title;
    };
    return this.pages().toSorted((one, other) =>
      key(one) < key(other) ? -1 : Number(key(one) > key(other)),
    );
  }

  pictures(): readonly Picture[] {
    return this.#database
      .prepare<[], PictureRow>('SELECT * FROM picture ORDER BY id')
      .all()
      .map((row) => ({ ...row, __typename: 'Picture' }));
  }

  page(id: string): Page | null {
    return this.pages().find((page) => `page-${page.id}` === id) ?? null;
  }

  picture(id: string): Picture | null {
    return this.pictures().find((picture) => `picture-${picture.id}` === id) ?? null;
  }

  documents(): readonly (Page | Picture)[] {
    return [...this.pages(), ...this.pictures()];
  }

  insert(input: Row): Page | null {
    const { extra = null, tags, cells = null, grades = null, reviews, links = null } = input;
    const { lastInsertRowid } = this.#database
      .prepare(
        `INSERT INTO page (title, subtitle, text, draft, rating, written_at, rest, parent_id, issue_id, repository_id, group_id)
         VALUES (@title, @subtitle, @text, @draft, @rating, @writtenAt, @rest, @parent, @issue, @repository, @group)`,
      )
      .run({
        subtitle: null,
        rating: null,
        parent: null,
        issue: null,
        repository: null,
        group: null,
        ...input,
        draft: Number(input['draft']),
        rest: JSON.stringify({ extra, tags, cells, grades, reviews, links }),
      });
    return this.page(`page-${lastInsertRowid}`);
  }

  rename(id: string, title: string): Page | null {
    this.#database.prepare("UPDATE page SET title = ? WHERE 'page-' || id = ?").run(title, id);
    return this.page(id);
  }

  countUp(by: number): unknown {
    this.#database.prepare('UPDATE counter SET value = value + ?').run(by);
    return this.#database.prepare('SELECT value FROM counter').pluck().get();
  }
}
