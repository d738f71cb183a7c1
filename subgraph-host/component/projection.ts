import type { LeafType } from './leaf-output.ts';

/**
 * What is selected of the objects that a call asks for, told to the guest's thread with the call: rows that are all of that
 * are written there into the very text of the answer.
 */
export interface Projection {
  readonly isList: boolean;
  /** Of one object: it can't be null. */
  readonly isNonNull: boolean;
  readonly fields: readonly ProjectedField[];
}

/** In the order of the answer. */
export type ProjectedField =
  | { readonly kind: 'typename'; readonly typename: string }
  | {
      readonly kind: 'leaf';
      readonly name: string;
      readonly type: LeafType;
      readonly isNonNull: boolean;
    }
  | {
      readonly kind: 'object';
      readonly name: string;
      readonly fields: readonly ProjectedField[];
      readonly isNonNull: boolean;
    };

export const typenameField = '__typename';
