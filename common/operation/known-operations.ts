import { LRUCache } from 'lru-cache';

const maxDocuments = 1_000;
const maxCharacters = 4 * 1024 * 1024;

type Known<Learned, Compiled> =
  /** It was executed once. */
  | { readonly kind: 'learned'; readonly learned: Learned }
  | { readonly kind: 'compiled'; readonly compiled: Compiled }
  /** Each time it is executed by whoever validated it. */
  | { readonly kind: 'left' };

/**
 * The operations of one schema that were executed lately, by their documents. What is asked a second time is compiled;
 * many clients send documents that nobody sends again.
 */
export class KnownOperations<Learned, Compiled> {
  readonly #compile: (learned: Learned) => Compiled | undefined;
  /** By document, then by `operationName`, where there is one. */
  readonly #byDocument = new LRUCache<string, Map<string | undefined, Known<Learned, Compiled>>>({
    max: maxDocuments,
    maxSize: maxCharacters,
    sizeCalculation: (_, source) => source.length,
  });

  /** @param compile returns `undefined` for an operation that can't be */
  constructor(compile: (learned: Learned) => Compiled | undefined) {
    this.#compile = compile;
  }

  /** @param learned of an operation that is valid for the schema */
  learn(source: string, operationName: string | undefined, learned: Learned): void {
    const known = this.#byDocument.get(source) ?? new Map<string | undefined, Known<Learned, Compiled>>();
    if (!known.has(operationName)) known.set(operationName, { kind: 'learned', learned });
    if (source !== '') this.#byDocument.set(source, known);
  }

  /** @returns `undefined` for an operation that is new here, or was left */
  find(source: string, operationName: string | undefined): Compiled | undefined {
    const operations = this.#byDocument.get(source);
    const known = operations?.get(operationName);
    if (operations === undefined || known === undefined || known.kind === 'left') return undefined;
    if (known.kind === 'compiled') return known.compiled;
    const compiled = this.#compile(known.learned);
    operations.set(operationName, compiled === undefined ? { kind: 'left' } : { kind: 'compiled', compiled });
    return compiled;
  }
}
