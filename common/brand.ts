declare const brand: unique symbol;

/** A `T` that only its parser can make, so that an unchecked value can't be passed where a checked one is meant. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
