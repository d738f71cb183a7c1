import { countedCode, type CountedCode } from '@forgepoint/common/metrics/error-counts.ts';
import { withoutControls } from '@forgepoint/common/forge-error.ts';

/** `unknown`: it was refused before anybody could tell. */
export type OperationKind = 'query' | 'mutation' | 'unknown';

const maxNameLength = 100;

/** What is noted of one client request while it is answered. */
export class RequestRecord {
  #kind: OperationKind = 'unknown';
  #operationName: string | undefined;
  #codes: CountedCode[] | undefined;

  get kind(): OperationKind {
    return this.#kind;
  }

  /** In the words of the client: at most 100 UTF-16 units, no control characters; `undefined`: it gave none. */
  get operationName(): string | undefined {
    return this.#operationName;
  }

  /** Codes of the errors in the answer, each once. */
  get codes(): readonly CountedCode[] {
    return this.#codes ?? [];
  }

  executes(kind: string, name: string | undefined): void {
    this.#kind = kind === 'mutation' ? 'mutation' : 'query';
    if (name !== undefined) this.#operationName = withoutControls(name.slice(0, maxNameLength));
  }

  failed(code: unknown): void {
    const counted = countedCode(code);
    if (this.#codes === undefined) this.#codes = [counted];
    else if (!this.#codes.includes(counted)) this.#codes.push(counted);
  }
}
