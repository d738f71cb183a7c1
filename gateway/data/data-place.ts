import type { HostUser } from '../supervisor/host-users.ts';

/** Where the database of the core, or of one extension, is, and who may open it. */
export interface DataPlace {
  /** Of the extension; `core`. */
  readonly name: string;
  /** Absolute; it need not be there. */
  readonly folder: string;
  /** Name of the file in it. */
  readonly file: string;
  /** The user that its process runs under; `undefined`: that of the gateway. */
  readonly user: HostUser | undefined;
}
