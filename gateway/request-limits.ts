/** What clients, and one request of one, may take. */
export interface RequestLimits {
  readonly maxConnections: number;
  readonly maxBodyBytes: number;
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxRootFields: number;
  readonly maxFields: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
}

/** For a person's queries and those of an application, with room to spare. */
export const defaultRequestLimits: RequestLimits = Object.freeze({
  maxConnections: 4_096,
  maxBodyBytes: 1024 * 1024,
  maxTokens: 5_000,
  maxDepth: 20,
  maxRootFields: 50,
  maxFields: 1_000,
  maxAliases: 200,
  maxDirectives: 200,
});
