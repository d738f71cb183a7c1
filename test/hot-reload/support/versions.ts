import { readFileSync } from 'node:fs';
import { fixture } from '../../support/guests.ts';

/** What is odd about a version; see the fixture. */
export type Oddity = 'none' | 'takes' | 'migrates' | 'refuses';

/** Components of `test/fixtures/comes-in-versions`: each has another schema, other code and another migration. */
export class Versions {
  readonly #component: Buffer;

  static async build(): Promise<Versions> {
    return new Versions(readFileSync(await fixture('comes-in-versions')));
  }

  private constructor(component: Buffer) {
    this.#component = component;
  }

  /** @param number up to 9999 */
  component(number: number, oddity: Oddity = 'none'): Buffer {
    const made = Buffer.from(this.#component);
    overwrite(made, 'v_0000', `v_${String(number).padStart(4, '0')}`);
    overwrite(made, 'odd=none    ', `odd=${oddity}`.padEnd(12));
    return made;
  }
}

function overwrite(bytes: Buffer, from: string, to: string): void {
  if (from.length !== to.length) throw new Error(`"${to}" is not as long as "${from}"`);
  let places = 0;
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + from.length)) {
    bytes.write(to, at, 'latin1');
    places += 1;
  }
  if (places === 0) throw new Error(`there is no "${from}"`);
}
