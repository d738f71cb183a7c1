import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Where a gateway that was started in `dir` keeps what its subgraphs store. */
const files = {
  core: '.forge/db/forge.db',
  issues: 'extensions_dir/issues/issues.db',
  wiki: 'extensions_dir/wiki/wiki.db',
} as const;

/** Copies of the subgraphs' databases, so that a mutation can be carried out on both sides. */
export class Databases implements AsyncDisposable {
  readonly core: Database.Database;
  readonly issues: Database.Database;
  readonly wiki: Database.Database;
  readonly #folder: string;

  static async copyOf(dir: string): Promise<Databases> {
    const folder = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    for (const [name, file] of Object.entries(files)) {
      const original = new Database(join(dir, file), { readonly: true, fileMustExist: true });
      await original.backup(join(folder, `${name}.db`));
      original.close();
    }
    return new Databases(folder);
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.core = new Database(join(folder, 'core.db'));
    this.issues = new Database(join(folder, 'issues.db'));
    this.wiki = new Database(join(folder, 'wiki.db'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const database of [this.core, this.issues, this.wiki]) database.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
