import type { IncomingMessage, ServerResponse } from 'node:http';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { sendJson } from '@forgepoint/common/http/send.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { HostedExtension } from '../hosted-extension.ts';
import type { RequestSource } from '../http/request-source.ts';

interface Version {
  readonly hosted: HostedExtension;
  running: number;
  /** Set once the version has been replaced: called when its last request ends. */
  idle: (() => void) | undefined;
}

const shutdownGraceMs = 2_000;

/** The extension as its file is now: a new version takes over only when it has started. */
export class LiveExtension {
  readonly #load: () => Promise<HostedExtension>;
  readonly #logger: Logger;
  #current: Version | undefined;
  #failure: ForgeError | undefined;
  /** Loads never overlap. */
  #loading: Promise<void> = Promise.resolve();

  constructor(load: () => Promise<HostedExtension>, logger: Logger) {
    this.#load = load;
    this.#logger = logger;
  }

  get current(): HostedExtension | undefined {
    return this.#current?.hosted;
  }

  /** Why the file as it is now is not being served. */
  get failure(): ForgeError | undefined {
    return this.#failure;
  }

  /** Says why there is nothing to load. What served goes on. */
  blame(failure: ForgeError | undefined): void {
    this.#failure = failure;
  }

  /** Loads the file as it is now. Whatever fails is logged, and what served goes on. */
  reload(): Promise<void> {
    this.#loading = this.#loading.then(() => this.#replace());
    return this.#loading;
  }

  async answer(request: IncomingMessage, response: ServerResponse, source: RequestSource): Promise<void> {
    const version = this.#current;
    if (version === undefined) {
      const error =
        this.#failure ?? new ForgeError('EXTENSION_UNAVAILABLE', 'The extension is still being loaded.');
      sendJson(response, 503, { errors: [{ message: error.message, extensions: { code: error.code } }] });
      return;
    }
    version.running += 1;
    try {
      await version.hosted.answer(request, response, source);
    } finally {
      version.running -= 1;
      if (version.running === 0) version.idle?.();
    }
  }

  async close(): Promise<void> {
    await this.#loading;
    await this.#current?.hosted.shutdown(shutdownGraceMs);
    this.#current = undefined;
  }

  async #replace(): Promise<void> {
    try {
      const hosted = await this.#load();
      const old = this.#current;
      this.#current = { hosted, running: 0, idle: undefined };
      this.#failure = undefined;
      const { name, version, abiVersion } = hosted.info;
      this.#logger.info({ name, version, abiVersion }, 'the extension is loaded');
      if (old !== undefined) await retire(old);
    } catch (error) {
      this.#failure = ForgeError.from(error, 'EXTENSION_INIT_FAILED');
      this.#logger.error(this.#failure.toLog(), 'the extension cannot be loaded');
    }
  }
}

async function retire(version: Version): Promise<void> {
  if (version.running > 0) {
    const { promise, resolve } = Promise.withResolvers<void>();
    version.idle = resolve;
    await promise;
  }
  await version.hosted.shutdown(shutdownGraceMs);
}
