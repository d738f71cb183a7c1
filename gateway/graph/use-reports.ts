import { hash } from 'node:crypto';
import { parse, type GraphQLSchema } from 'graphql';
import type { UsedOperation } from '../used-operation.ts';
import { usesOfOperation } from './uses-of-operation.ts';

/** Documents that are reported within one interval at most: others are not noticed. */
const maxDocuments = 2_000;
const intervalMs = 60_000;

/** Reports the operations that clients send, each once a minute. */
export class UseReports {
  readonly #report: (operation: UsedOperation) => void;
  /** Digests of documents. */
  readonly #reported = new Set<string>();
  #since = performance.now();
  #schema: GraphQLSchema | undefined;

  constructor(report: (operation: UsedOperation) => void) {
    this.#report = report;
  }

  /** @param schema as clients see it */
  use(schema: GraphQLSchema): void {
    this.#schema = schema;
  }

  /** To be called at each execution. @param source valid by the schema */
  note(source: string, operationName: string | undefined): void {
    if (performance.now() - this.#since >= intervalMs) {
      this.#reported.clear();
      this.#since = performance.now();
    }
    if (this.#schema === undefined || source === '' || this.#reported.size >= maxDocuments) return;
    const digest = hash('sha256', source, 'base64');
    if (this.#reported.has(digest)) return;
    this.#reported.add(digest);
    this.#report(usesOfOperation(parse(source), operationName, this.#schema));
  }
}
