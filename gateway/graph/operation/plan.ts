import { OperationTypeNode } from 'graphql';
import type { QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';

/** What is asked of one subgraph, apart from the values of variables. */
export interface SubgraphOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly isMutation: boolean;
  /** Names of the client's variables that it uses. */
  readonly variables: readonly string[];
}

/** What is taken of an object to name it to the subgraph that is asked for more of it. */
export type Requirement =
  | { readonly kind: 'field'; readonly name: string; readonly of: readonly Requirement[] | null }
  /** For objects of this type, or of those that belong to it. */
  | { readonly kind: 'on'; readonly type: string; readonly of: readonly Requirement[] };

export interface FetchStep {
  readonly kind: 'fetch';
  readonly subgraph: string;
  readonly operation: SubgraphOperation;
  /** `null`: it asks for root fields. Else it asks for more of the objects that lie at the step's place. */
  readonly requires: readonly Requirement[] | null;
}

/** A query plan, held to what is executed here. */
export type Step =
  | FetchStep
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly Step[] }
  /** @property path names of fields; `@` for all items of a list */
  | { readonly kind: 'at'; readonly path: readonly string[]; readonly step: Step }
  | { readonly kind: 'condition'; readonly variable: string; readonly isTrue: Step; readonly isFalse: Step };

const nothing: Step = { kind: 'sequence', steps: [] };

/** @returns `undefined` for a plan that needs what only @apollo/gateway does, such as rewriting what comes */
export function readPlan(plan: QueryPlan): Step | undefined {
  return plan.node === undefined ? nothing : readNode(plan.node);
}

type PlanNode = NonNullable<QueryPlan['node']>;

function readNode(node: PlanNode): Step | undefined {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel': {
      const steps = node.nodes.map(readNode);
      if (!steps.every((step) => step !== undefined)) return undefined;
      return { kind: node.kind === 'Sequence' ? 'sequence' : 'parallel', steps };
    }
    case 'Flatten': {
      const step = readNode(node.node);
      const path = node.path.filter((part) => typeof part === 'string');
      if (step === undefined || path.length !== node.path.length || path.some(hasCondition)) return undefined;
      return { kind: 'at', path, step };
    }
    case 'Condition': {
      const isTrue = node.ifClause === undefined ? nothing : readNode(node.ifClause);
      const isFalse = node.elseClause === undefined ? nothing : readNode(node.elseClause);
      if (isTrue === undefined || isFalse === undefined) return undefined;
      return { kind: 'condition', variable: node.condition, isTrue, isFalse };
    }
    case 'Fetch':
      return readFetch(node);
    case 'Defer':
    case 'Subscription':
      return undefined;
  }
}

function readFetch(node: Extract<PlanNode, { kind: 'Fetch' }>): FetchStep | undefined {
  const rewrites = [node.inputRewrites, node.outputRewrites, node.contextRewrites];
  if (rewrites.some((list) => list !== undefined && list.length > 0)) return undefined;
  return {
    kind: 'fetch',
    subgraph: node.serviceName,
    operation: {
      query: node.operation,
      operationName: node.operationName,
      isMutation: node.operationKind === OperationTypeNode.MUTATION,
      variables: node.variableUsages ?? [],
    },
    requires: node.requires === undefined ? null : readRequirements(node.requires),
  };
}

function readRequirements(selections: readonly QueryPlanSelectionNode[]): readonly Requirement[] {
  return selections.flatMap((selection): readonly Requirement[] => {
    if (selection.kind === 'Field') {
      const { alias, name, selections: of } = selection;
      return [{ kind: 'field', name: alias ?? name, of: of === undefined ? null : readRequirements(of) }];
    }
    if (selection.typeCondition === undefined) return [];
    return [{ kind: 'on', type: selection.typeCondition, of: readRequirements(selection.selections) }];
  });
}

/** Part of a path that holds for some types only, such as `items|[Issue]`. */
function hasCondition(part: string): boolean {
  return part.includes('|');
}

/** Variables that decide which steps run. */
export function conditionsOf(step: Step): readonly string[] {
  switch (step.kind) {
    case 'fetch':
      return [];
    case 'sequence':
    case 'parallel':
      return step.steps.flatMap(conditionsOf);
    case 'at':
      return conditionsOf(step.step);
    case 'condition':
      return [step.variable, ...conditionsOf(step.isTrue), ...conditionsOf(step.isFalse)];
  }
}
