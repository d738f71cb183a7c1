export type Attack = (targets: object, imports: object) => unknown;
/** What an attack got, or the words with which it was refused. */
export type Outcome = { readonly got: string } | { readonly refused: string };

export const needsImports: readonly string[];
export const attacks: Readonly<Record<string, Attack>>;
export function runAttacks(targets: object, imports: object): Promise<Readonly<Record<string, Outcome>>>;
