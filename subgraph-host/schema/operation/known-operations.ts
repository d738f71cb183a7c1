import { LRUCache } from 'lru-cache';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileOperation, type CompiledOperation } from './compiled-operation.ts';

const maxDocuments = 1_000;
const maxCharacters = 4 * 1024 * 1024;

type Known =
  /** It was executed once. */
  | {
      readonly kind: 'valid';
      readonly document: DocumentNode;
      readonly operation: OperationDefinitionNode;
    }
  | { readonly kind: 'compiled'; readonly compiled: CompiledOperation }
  /** Each time it is executed by graphql-js. */
  | { readonly kind: 'left' };

/** The operations that were executed lately, by their documents. What is asked a second time is compiled. */
export class KnownOperations {
  readonly #schema: GraphQLSchema;
  /** By document, then by `operationName`, where there is one. */
  readonly #byDocument = new LRUCache<string, Map<string | undefined, Known>>({
    max: maxDocuments,
    maxSize: maxCharacters,
    sizeCalculation: (_, source) => source.length,
  });

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** @param document valid for the schema */
  learn(
    source: string,
    operationName: string | undefined,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): void {
    const known = this.#byDocument.get(source) ?? new Map<string | undefined, Known>();
    if (!known.has(operationName)) known.set(operationName, { kind: 'valid', document, operation });
    if (source !== '') this.#byDocument.set(source, known);
  }

  /** @returns `undefined` for an operation that graphql-js has to execute */
  find(source: string, operationName: string | undefined): CompiledOperation | undefined {
    const operations = this.#byDocument.get(source);
    const known = operations?.get(operationName);
    if (operations === undefined || known === undefined || known.kind === 'left') return undefined;
    if (known.kind === 'compiled') return known.compiled;
    const compiled = compileOperation(this.#schema, known.document, known.operation);
    operations.set(operationName, compiled === undefined ? { kind: 'left' } : { kind: 'compiled', compiled });
    return compiled;
  }
}
