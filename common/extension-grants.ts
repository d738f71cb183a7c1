/** What the operator permits one extension beyond what every extension may do. */
export interface ExtensionGrants {
  /** Directives that reach across subgraphs. */
  readonly federation: boolean;
  /** Coordinates `Type.field` that belong to others and that its `@requires` may read. */
  readonly requires: readonly string[];
}

export const noGrants: ExtensionGrants = Object.freeze({ federation: false, requires: Object.freeze([]) });

const coordinate = /^[_A-Za-z][_0-9A-Za-z]*\.[_A-Za-z][_0-9A-Za-z]*$/;

export function isCoordinate(text: string): boolean {
  return coordinate.test(text);
}
