/** What the types of an extension are made from: written by the build from schema.graphql and manifest.json. */
export interface ExtensionTypes {
  /** Resolvers by type and field. */
  readonly resolvers: object;
  /** Resolvers of entities by type. */
  readonly entities: object;
  readonly config: unknown;
}

/** The schema of an extension, with the types that are made from it. */
export interface Schema<Types extends ExtensionTypes = ExtensionTypes> {
  /** From package.json, as the name and the version that the extension tells. */
  readonly name: string;
  readonly version: string;
  readonly sdl: string;
  /** Fields by type: whether they need a resolver, or can have one. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, 'needed' | 'possible'>>>>;
  /** Types that can be looked up by a key. */
  readonly entities: readonly string[];
  /** Holds no value. */
  readonly types?: Types;
}
