/** Says that a value is not one of its type, or not surely. */
export const misfit: unique symbol = Symbol('misfit');

/** The built-in scalars by name; an enum by its values. */
export type LeafType = 'Boolean' | 'Int' | 'Float' | 'ID' | 'String' | readonly string[];

/** @returns what stands for the value in an answer, or {@link misfit}; the value is not null */
export type LeafOutput = (value: unknown) => unknown;

const maxInt = 2 ** 31 - 1;

/**
 * How the values of a type are answered, as `serialize` of graphql-js has it after the check of `schema/leaf-values.ts`:
 * what either of them refuses or what only they can tell is a misfit.
 */
export function leafOutput(type: LeafType): LeafOutput {
  switch (type) {
    case 'Boolean':
      return (value) =>
        typeof value === 'boolean' ? value : value === 0 || value === 1 ? value === 1 : misfit;
    case 'Int':
      return (value) =>
        Number.isInteger(value) && (value as number) <= maxInt && (value as number) >= -maxInt - 1
          ? value
          : misfit;
    case 'Float':
      return (value) => (Number.isFinite(value) ? value : misfit);
    case 'ID':
      return (value) =>
        typeof value === 'string' ? value : Number.isSafeInteger(value) ? String(value) : misfit;
    case 'String':
      return (value) => (typeof value === 'string' ? value : misfit);
    default: {
      const values: ReadonlySet<unknown> = new Set(type);
      return (value) => (values.has(value) ? value : misfit);
    }
  }
}
