import type { Migration } from '../../storage/named-migrations.ts';
import type { CallEnd, GuestCall, GuestInfo } from '../guest-call.ts';

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

/** What the interface version makes of an instance, whatever component it is of. */
export interface InstanceTraits {
  /** It says what it is before init and without it; else only afterwards. */
  readonly describedBeforeInit: boolean;
  /** Several calls can be given at once. */
  readonly takesTogether: boolean;
  /** How the database is opened for init. */
  readonly initSession: 'init' | 'write';
  /** The database can be used in shutdown. */
  readonly shutsDownWithDatabase: boolean;
}

/**
 * One instance of a component, whatever interface version it was built against. Every method throws when
 * the guest traps; an instance that has thrown must not be used again.
 */
export interface Instance {
  readonly traits: InstanceTraits;
  /** @returns the guest's reason when it refuses to start */
  init(config: InitConfig): string | undefined;
  info(): GuestInfo;
  schema(): string;
  /** What the host has to run before init; none when the guest migrates by itself. */
  migrations(): readonly Migration[];
  /**
   * @param calls one, or more of them when it takes them together
   * @param beforeEntry called each time before the guest is entered
   * @returns an outcome for each call, in order
   */
  resolve(calls: readonly GuestCall[], beforeEntry: () => void): readonly CallEnd[];
  shutdown(): void;
}

/** Raised when an instance answers with something that its interface does not allow. */
export class InterfaceViolation extends Error {}
