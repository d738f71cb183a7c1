import { Kind, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { parseSdl, type SdlLimits } from './parse-sdl.ts';

const limits: SdlLimits = { maxBytes: 4096, maxTokens: 500, maxDepth: 8 };

/**
 * Parses the `fields` of `@key`, `@requires` and `@provides`, such as `sku variation { id }`.
 * @returns `undefined` when it isn't one: fields and inline fragments, with neither alias, argument nor directive
 */
export function parseFieldSet(text: string): SelectionSetNode | undefined {
  const parsed = parseSdl(`{${text}}`, limits);
  if ('problem' in parsed) return undefined;
  const [operation, ...others] = parsed.document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) return undefined;
  return isPlain(operation.selectionSet) ? operation.selectionSet : undefined;
}

function isPlain({ selections }: SelectionSetNode): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD || (selection.directives ?? []).length > 0) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return selection.typeCondition !== undefined && isPlain(selection.selectionSet);
    }
    const { alias, arguments: args = [], selectionSet } = selection;
    return alias === undefined && args.length === 0 && (selectionSet === undefined || isPlain(selectionSet));
  });
}

/** On one line; a field that is named twice stands once. */
export function printFieldSet(fieldSet: SelectionSetNode): string {
  return partsOf(fieldSet, printFieldSet).join(' ');
}

/** Equal for field sets that are equal but for their order. */
export function canonicalFieldSet(fieldSet: SelectionSetNode): string {
  return partsOf(fieldSet, canonicalFieldSet).toSorted().join(' ');
}

function partsOf(
  { selections }: SelectionSetNode,
  printInner: (inner: SelectionSetNode) => string,
): readonly string[] {
  const parts = selections.map((selection) => {
    const { selectionSet } = selection as { selectionSet?: SelectionSetNode };
    const inner = selectionSet === undefined ? '' : ` { ${printInner(selectionSet)} }`;
    return `${headOf(selection)}${inner}`;
  });
  return [...new Set(parts)];
}

function headOf(selection: SelectionNode): string {
  switch (selection.kind) {
    case Kind.FIELD:
    case Kind.FRAGMENT_SPREAD:
      return selection.name.value;
    case Kind.INLINE_FRAGMENT:
      return `... on ${selection.typeCondition?.name.value ?? ''}`;
  }
}

/** Fields at the top of a field set. */
export function topFields({ selections }: SelectionSetNode): readonly FieldNode[] {
  return selections.filter((selection) => selection.kind === Kind.FIELD);
}
