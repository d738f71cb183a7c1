import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError, messageOf, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Claims } from './claims.ts';
import type { ComposedSubgraph } from './compose.ts';
import { claimsOf, type SchemaClaims } from './schema-claims.ts';

/** Who owns which type and which field, as subgraphs ask for them one after the other. */
export class Ownership {
  readonly #owners: Map<string, string>;
  /** Of types that may be declared again when they are structurally equal. */
  readonly #forms = new Map<string, string | undefined>();
  readonly #order: readonly string[];
  readonly #claims = new Map<string, SchemaClaims>();

  constructor({ order, owners }: Claims) {
    this.#order = order;
    this.#owners = new Map(Object.entries(owners));
  }

  /** Claims the types that a subgraph defines, with their fields. @returns why it may not have them */
  claim({ name, sdl }: ComposedSubgraph): WireError | undefined {
    let claims: SchemaClaims;
    try {
      claims = claimsOf(sdl);
    } catch (error) {
      return conflict(
        name,
        `The SDL of "${name}" can't be read: ${messageOf(error)}.`,
        'Its author has to change it.',
      );
    }
    for (const [type, form] of claims.types) {
      const owner = this.#ownerOther(type, name);
      if (owner === undefined || (form !== undefined && this.#forms.get(type) === form)) continue;
      return conflict(
        name,
        `"${name}" defines the type "${type}", which belongs to "${owner}".`,
        `Rename it in "${name}"; to add fields to it, write "extend type ${type}".`,
      );
    }
    const taken = this.#takenField(claims.fields, name);
    if (taken !== undefined) return taken;
    for (const [type, form] of claims.types) {
      if (!this.#owners.has(type)) this.#owners.set(type, name);
      if (!this.#forms.has(type)) this.#forms.set(type, form);
    }
    for (const field of claims.fields) this.#owners.set(field, name);
    this.#claims.set(name, claims);
    return undefined;
  }

  /** Checks the types of others that a subgraph builds on, once all have claimed theirs. */
  attach(name: string): WireError | undefined {
    for (const type of this.#claims.get(name)?.stubs ?? []) {
      if (this.#owners.has(type)) continue;
      return conflict(
        name,
        `"${name}" builds on the type "${type}", which nobody defines.`,
        `Add the extension that defines it, or define it in "${name}".`,
      );
    }
    return undefined;
  }

  /** The claims to keep on disk: those that were there, and those of the accepted. */
  after(accepted: readonly string[]): Claims {
    const kept = new Set([...this.#order, ...accepted]);
    const owners = [...this.#owners].filter(([, owner]) => kept.has(owner) && owner !== coreSubgraph);
    return { order: [...kept], owners: Object.fromEntries(owners) };
  }

  #takenField(fields: ReadonlySet<string>, name: string): WireError | undefined {
    for (const field of fields) {
      const owner = this.#ownerOther(field, name);
      if (owner === undefined) continue;
      return conflict(
        name,
        `"${name}" defines the field "${field}", which belongs to "${owner}".`,
        `Rename the field in "${name}".`,
      );
    }
    return undefined;
  }

  #ownerOther(coordinate: string, name: string): string | undefined {
    const owner = this.#owners.get(coordinate);
    return owner === name ? undefined : owner;
  }
}

function conflict(extension: string, message: string, remedy: string): WireError {
  return new ForgeError('SCHEMA_CONFLICT', message, { extension, remedy }).toWire();
}
