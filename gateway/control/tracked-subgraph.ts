import { createHash } from 'node:crypto';
import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import type { ForgeError, WireError } from '@forgepoint/common/forge-error.ts';
import type { RemoteSubgraph } from '../config/config.ts';
import type { KnownSubgraph } from './graph-state.ts';
import type { SubgraphStatus } from './readiness.ts';

/** What became of asking it last. */
type Reach =
  | { readonly kind: 'awaited' }
  | { readonly kind: 'answers' }
  | { readonly kind: 'fails'; readonly error: ForgeError };

/** A subgraph that somebody else runs, as far as it is known. */
export class TrackedSubgraph {
  readonly subgraph: RemoteSubgraph;
  readonly #internalToken: string | null;
  readonly #grants: ExtensionGrants;
  #known: { readonly sdl: string; readonly digest: string } | undefined;
  #reach: Reach = { kind: 'awaited' };
  /** Why it is left out of the supergraph with the SDL of that digest. */
  #refusal: { readonly digest: string; readonly error: WireError } | undefined;
  readonly #settled = Promise.withResolvers<void>();

  constructor(subgraph: RemoteSubgraph, internalToken: string | null, grants: ExtensionGrants) {
    this.#grants = grants;
    this.subgraph = subgraph;
    this.#internalToken = internalToken;
  }

  get name(): string {
    return this.subgraph.name;
  }

  /** Tells one SDL from another: 64 hexadecimal digits; `undefined` as long as none is known. */
  get digest(): string | undefined {
    return this.#known?.digest;
  }

  /** Resolves once it has been asked and there is an SDL, be it the kept one. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** What it said in an earlier run. */
  remember(sdl: string): void {
    this.#known = { sdl, digest: digestOf(sdl) };
  }

  /** @returns whether it could not be asked before, and whether the SDL is another */
  answered(sdl: string): { readonly returned: boolean; readonly changed: boolean } {
    const digest = digestOf(sdl);
    const news = { returned: this.#reach.kind !== 'answers', changed: digest !== this.digest };
    this.#reach = { kind: 'answers' };
    this.#known = { sdl, digest };
    this.#settled.resolve();
    return news;
  }

  /** @returns whether that is news */
  failed(error: ForgeError): boolean {
    const before = this.#reach;
    this.#reach = { kind: 'fails', error };
    if (this.#known !== undefined) this.#settled.resolve();
    return before.kind !== 'fails' || before.error.code !== error.code;
  }

  /** @returns whether that is news */
  refused(digest: string, error: WireError): boolean {
    const before = this.#refusal;
    this.#refusal = { digest, error };
    return before?.digest !== digest || before.error.message !== error.message;
  }

  accepted(): void {
    this.#refusal = undefined;
  }

  known(): (KnownSubgraph & { readonly digest: string }) | undefined {
    if (this.#known === undefined) return undefined;
    const { name, url } = this.subgraph;
    return {
      ...this.#known,
      grants: this.#grants,
      endpoint: { name, target: { kind: 'url', url }, internalToken: this.#internalToken },
    };
  }

  /** Being out of reach is told first: it is what changes without anybody's doing. */
  status(): SubgraphStatus {
    if (this.#reach.kind === 'fails') return { phase: 'unreachable', error: this.#reach.error.toWire() };
    if (this.#refusal !== undefined && this.#refusal.digest === this.digest) {
      return { phase: 'refused', error: this.#refusal.error };
    }
    return { phase: this.#reach.kind === 'answers' ? 'remote' : 'awaited' };
  }
}

function digestOf(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex');
}
