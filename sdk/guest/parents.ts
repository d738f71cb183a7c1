import { MisuseError } from './misuse.ts';
import { Sql } from './sql.ts';

/** The objects that a field is asked on, or the keys of the entities that are looked up. */
export class Parents<Parent> implements Iterable<Parent> {
  /** JSON array of all of them, for a statement that takes them apart by json_each. */
  readonly json: string;
  #list: readonly Parent[] | undefined;

  /** @param json an array of objects */
  constructor(json: string) {
    this.json = json;
  }

  /** All of their ids, for a statement: `WHERE repository_id IN ${parents.ids}`. */
  get ids(): Sql {
    return this.all('id');
  }

  /** What all of them have in a field, for a statement: `WHERE note_id IN ${parents.all('note_id')}`. */
  all(field: string): Sql {
    if (!/^[_A-Za-z][_0-9A-Za-z]*$/.test(field)) {
      throw new MisuseError(
        `parents.all(${JSON.stringify(field)}) names no field. Write its name, such as parents.all('id').`,
      );
    }
    return new Sql(`(SELECT value ->> '${field}' FROM json_each(?))`, [this.json]);
  }

  get list(): readonly Parent[] {
    this.#list ??= JSON.parse(this.json) as readonly Parent[];
    return this.#list;
  }

  map<Item>(toItem: (parent: Parent, index: number) => Item): readonly Item[] {
    return this.list.map(toItem);
  }

  [Symbol.iterator](): Iterator<Parent> {
    return this.list[Symbol.iterator]();
  }
}
