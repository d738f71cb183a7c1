import type { TypeShape } from './schema-names.ts';

/**
 * Who owns which name of the schema, kept across restarts. A claim stays when its extension is removed: giving
 * it up is an operator's act. Core's names are not among them: they come first anyway.
 */
export interface Claims {
  /** Extensions in the order in which they were first accepted. */
  readonly order: readonly string[];
  /** By name of the type. */
  readonly types: ReadonlyMap<string, TypeClaim>;
  /** Owner by coordinate `Type.field`, of root fields and of fields added to another's entity. */
  readonly fields: ReadonlyMap<string, string>;
}

export interface TypeClaim {
  readonly owner: string;
  /** As the owner last defined it; others are held to it while the owner is away. */
  readonly shape: TypeShape;
}

export const noClaims: Claims = { order: [], types: new Map(), fields: new Map() };
