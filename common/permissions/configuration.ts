/** What an extension is configured with, not yet checked. */
export interface Configuration {
  /** JSON text as the operator wrote it; it reaches the guest's `init` as `custom-config`. `null`: none. */
  readonly custom: string | null;
  /** JSON Schema that it is checked against, as JSON text; `null`: none. */
  readonly schema: string | null;
  /** Where the operator writes it, for a sentence: `"extensions.issues.config" in forge.config.json`. */
  readonly place: string;
}
