import type { Dispatcher } from 'undici';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { hostSpansHeader } from '@forgepoint/common/tracing/host-spans.ts';

/** What a subgraph answered, unparsed. */
export interface SubgraphAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** What it tells of itself for a trace, unchecked. */
  readonly spans: string | undefined;
}

export interface ExchangeLimits {
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  /** Aborted when nobody waits any more; `null`: the exchange goes on without a client. */
  readonly clientGone: AbortSignal | null;
}

/** The exchange was ended before there was an answer. */
export class CutOffError extends Error {
  readonly by: 'deadline' | 'client';

  constructor(by: 'deadline' | 'client') {
    super(`cut off by the ${by}`);
    this.by = by;
  }
}

/**
 * Collects an answer from undici's events. Its streams and abort signals cost more than all the rest of a small exchange.
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=parameter-dispatchhandler
 */
export class PendingAnswer implements Dispatcher.DispatchHandler {
  /** Rejects with whatever undici finds, CutOffError, or ForgeError SUBGRAPH_RESPONSE_INVALID. */
  readonly whole: Promise<SubgraphAnswer>;
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #clientGone: AbortSignal | null;
  readonly #timer: NodeJS.Timeout;
  readonly #settle: PromiseWithResolvers<SubgraphAnswer> = Promise.withResolvers();
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status = 0;
  #spans: string | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: Error | undefined;

  /** @param name of the subgraph */
  constructor(name: string, maxBytes: number, { deadline, clientGone }: ExchangeLimits) {
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#clientGone = clientGone;
    this.whole = this.#settle.promise;
    const leftMs = Math.max(1, Math.ceil(deadline - performance.now()));
    this.#timer = setTimeout(() => this.#fail(new CutOffError('deadline')), leftMs);
    if (clientGone?.aborted === true) this.#fail(new CutOffError('client'));
    else clientGone?.addEventListener('abort', this.#onClientGone);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    { [hostSpansHeader]: spans }: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = statusCode;
    if (typeof spans === 'string') this.#spans = spans;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= this.#maxBytes) {
      this.#chunks.push(chunk);
      return;
    }
    this.#fail(
      new ForgeError(
        'SUBGRAPH_RESPONSE_INVALID',
        `The answer of "${this.#name}" is larger than ${this.#maxBytes} bytes.`,
        { extension: this.#name, remedy: 'Ask for less at once, for example by paging.' },
      ),
    );
  }

  onResponseEnd(): void {
    this.#release();
    const [first] = this.#chunks;
    const isOne = this.#chunks.length === 1 && first !== undefined;
    this.#settle.resolve({
      status: this.#status,
      body: isOne ? first : Buffer.concat(this.#chunks, this.#size),
      spans: this.#spans,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  readonly #onClientGone = (): void => this.#fail(new CutOffError('client'));

  /** A request that still waits for a connection is answered at once, and aborted when its turn comes. */
  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#release();
    this.#settle.reject(error);
    this.#controller?.abort(error);
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#clientGone?.removeEventListener('abort', this.#onClientGone);
  }
}
