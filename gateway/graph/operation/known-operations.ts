import { LRUCache } from 'lru-cache';
import { compileOperation, type CompiledOperation, type PlannedOperation } from './compiled-operation.ts';

const maxDocuments = 1_000;
const maxCharacters = 4 * 1024 * 1024;

type Known =
  /** It was executed once. */
  | { readonly kind: 'planned'; readonly planned: PlannedOperation }
  | { readonly kind: 'compiled'; readonly compiled: CompiledOperation }
  /** Each time it is executed by @apollo/gateway. */
  | { readonly kind: 'left' };

/**
 * The operations of one generation that were executed lately, by their documents. What is asked a second time is
 * compiled; many clients send documents that nobody sends again.
 */
export class KnownOperations {
  /** By document, then by `operationName`, where there is one. */
  readonly #byDocument = new LRUCache<string, Map<string | undefined, Known>>({
    max: maxDocuments,
    maxSize: maxCharacters,
    sizeCalculation: (_, source) => source.length,
  });

  learn(source: string, operationName: string | undefined, planned: PlannedOperation): void {
    const known = this.#byDocument.get(source) ?? new Map<string | undefined, Known>();
    if (!known.has(operationName)) known.set(operationName, { kind: 'planned', planned });
    if (source !== '') this.#byDocument.set(source, known);
  }

  /** @returns `undefined` for an operation that @apollo/gateway has to execute */
  find(source: string, operationName: string | undefined): CompiledOperation | undefined {
    const operations = this.#byDocument.get(source);
    const known = operations?.get(operationName);
    if (operations === undefined || known === undefined || known.kind === 'left') return undefined;
    if (known.kind === 'compiled') return known.compiled;
    const compiled = compileOperation(known.planned);
    operations.set(operationName, compiled === undefined ? { kind: 'left' } : { kind: 'compiled', compiled });
    return compiled;
  }
}
