import {
  Kind,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  type DefinitionNode,
  type FieldDefinitionNode,
} from 'graphql';
import { isFederationDirective } from './known-directives.ts';
import { isRootType } from './subgraph-document.ts';

const typeName = /^(?:_Any|_Entity|_Service|_FieldSet|(?:link|federation)__.*)$/;
const directiveName = /^(?:link|core|federation__.*)$/;
const fieldNames: ReadonlySet<string> = new Set(['_entities', '_service']);

/**
 * Leaves out what federation's libraries print into the SDL of a subgraph and composition adds by itself:
 * `_entities`, `_service`, their types, and definitions of the directives of specifications.
 */
export function withoutMachinery(nodes: readonly DefinitionNode[]): readonly DefinitionNode[] {
  return nodes.flatMap((node): readonly DefinitionNode[] => {
    if (node.kind === Kind.DIRECTIVE_DEFINITION) {
      const { value } = node.name;
      return directiveName.test(value) || isFederationDirective(value) ? [] : [node];
    }
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) return [node];
    if (typeName.test(node.name.value)) return [];
    const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
    if (!isObject || !isRootType(node.name.value)) return [node];
    const fields = (node.fields ?? []).filter(
      (field: FieldDefinitionNode) => !fieldNames.has(field.name.value),
    );
    return fields.length === 0 ? [] : [{ ...node, fields }];
  });
}
