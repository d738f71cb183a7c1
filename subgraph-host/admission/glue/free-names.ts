import type { AnyNode, Function as FunctionNode, Pattern, Program } from 'acorn';

type Names = Set<string>;

/**
 * The names that a program uses and declares nowhere around the use, by the rules of scope of the language.
 * @param visit sees every node and its parent, the program first
 */
export function freeNames(
  program: Program,
  visit: (node: AnyNode, parent: AnyNode | undefined) => void,
): Names {
  const free: Names = new Set();
  const scopes: Names[] = [];

  const use = (name: string): void => {
    if (!scopes.some((scope) => scope.has(name))) free.add(name);
  };
  const inScope = (names: Names, walkChildren: () => void): void => {
    scopes.push(names);
    walkChildren();
    scopes.pop();
  };
  const walk = (node: AnyNode, parent: AnyNode | undefined): void => {
    visit(node, parent);
    const children = (): void => {
      for (const child of childrenOf(node)) walk(child, node);
    };
    if (node.type === 'Identifier') {
      if (isUse(node, parent)) use(node.name);
    } else if (isFunction(node)) inScope(namesOfFunction(node), children);
    else if (opensBlock(node)) inScope(namesOfBlock(node), children);
    else children();
  };
  walk(program, undefined);
  return free;
}

/** The nodes directly below. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isFunction(node: AnyNode): node is FunctionNode & AnyNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

function opensBlock(node: AnyNode): boolean {
  return [
    'Program',
    'BlockStatement',
    'ForStatement',
    'ForOfStatement',
    'ForInStatement',
    'SwitchStatement',
    'CatchClause',
    'ClassExpression',
    'ClassDeclaration',
    'StaticBlock',
  ].includes(node.type);
}

/** Whether it names a variable, and not a property or a label. */
function isUse(node: AnyNode, parent: AnyNode | undefined): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return parent.value === node || parent.computed;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return false;
    default:
      return true;
  }
}

function namesOfFunction(node: FunctionNode): Names {
  const names: Names = new Set();
  if (node.type !== 'ArrowFunctionExpression') names.add('arguments');
  if (node.id) names.add(node.id.name);
  for (const parameter of node.params) addPattern(names, parameter);
  addVars(names, node.body);
  return names;
}

/** What is declared directly in the block; `var` of the functions' own is found with these. */
function namesOfBlock(block: AnyNode): Names {
  const names: Names = new Set();
  if (block.type === 'Program') addVars(names, block);
  if (block.type === 'CatchClause' && block.param) addPattern(names, block.param);
  if ((block.type === 'ClassExpression' || block.type === 'ClassDeclaration') && block.id)
    names.add(block.id.name);
  for (const child of childrenOf(block)) {
    const statements = child.type === 'SwitchCase' ? child.consequent : [child];
    for (const statement of statements) addDeclared(names, statement);
  }
  return names;
}

function addDeclared(names: Names, statement: AnyNode): void {
  if (statement.type === 'ExportNamedDeclaration' && statement.declaration)
    addDeclared(names, statement.declaration);
  else if (statement.type === 'VariableDeclaration')
    for (const { id } of statement.declarations) addPattern(names, id);
  else if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration')
    if (statement.id !== null) names.add(statement.id.name);
}

/** `var` belongs to the function, however deep it stands. */
function addVars(names: Names, node: AnyNode): void {
  if (node.type === 'VariableDeclaration' && node.kind === 'var')
    for (const { id } of node.declarations) addPattern(names, id);
  for (const child of childrenOf(node)) if (!isFunction(child)) addVars(names, child);
}

function addPattern(names: Names, pattern: Pattern): void {
  switch (pattern.type) {
    case 'Identifier':
      names.add(pattern.name);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties)
        addPattern(names, property.type === 'Property' ? property.value : property.argument);
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element !== null) addPattern(names, element);
      return;
    case 'AssignmentPattern':
      addPattern(names, pattern.left);
      return;
    case 'RestElement':
      addPattern(names, pattern.argument);
      return;
    case 'MemberExpression':
  }
}
