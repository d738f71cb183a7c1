/** What an operation uses of the schema; no values of it are kept. */
export interface UsedOperation {
  /** Its own, or what it asks for, such as `query { getAllIssues }`. */
  readonly name: string;
  /** `Type`, `Type.field` and `Type.field.argument`; enums and inputs by their types alone. */
  readonly coordinates: readonly string[];
}
