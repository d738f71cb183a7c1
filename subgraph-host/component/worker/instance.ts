import type { GuestCall, GuestInfo } from '../guest-call.ts';

/** What a guest is told when it starts. */
export interface InitConfig {
  readonly name: string;
  /** Version of the host. */
  readonly hostVersion: string;
  /** A name for the database, never a path of the host. */
  readonly databaseName: string;
  /** JSON text. */
  readonly customConfig: string | null;
}

/** The guest's own answer to a call. */
export type GuestAnswer =
  | { readonly kind: 'json'; readonly json: string }
  | { readonly kind: 'error'; readonly message: string };

/**
 * One instance of a component, whatever interface version it was built against. Every method throws when
 * the guest traps; an instance that has thrown must not be used again.
 */
export interface Instance {
  /** @returns the guest's reason when it refuses to start */
  init(config: InitConfig): string | undefined;
  info(): GuestInfo;
  schema(): string;
  resolve(call: GuestCall): GuestAnswer;
  shutdown(): void;
}

/** Raised when an instance answers with something that its interface does not allow. */
export class InterfaceViolation extends Error {}
