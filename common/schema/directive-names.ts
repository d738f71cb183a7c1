import { visit, type ASTNode, type ConstDirectiveNode } from 'graphql';
import type { FederationLink } from './federation-link.ts';
import { isFederationDirective } from './known-directives.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';

/** Gives directives the names that their specifications give them, whatever the SDL calls them. */
export class DirectiveNames {
  /** Of directives that a link hides. */
  readonly problems: SdlProblem[] = [];
  readonly #link: FederationLink | undefined;

  /** @param link `undefined`: the SDL uses every name as it is */
  constructor(link: FederationLink | undefined) {
    this.#link = link;
  }

  restoreIn<Node extends ASTNode>(node: Node): Node {
    if (this.#link === undefined) return node;
    return visit(node, { Directive: (directive) => this.#restored(directive as ConstDirectiveNode) });
  }

  /** A name that no specification has is left: it may be one that the SDL defines itself. */
  #restored(directive: ConstDirectiveNode): ConstDirectiveNode {
    const { value } = directive.name;
    const own = this.#link?.directives.get(value);
    if (own === undefined && isFederationDirective(value)) {
      this.problems.push(
        problemAt(
          directive,
          `@${value} is used, but the @link does not import it.`,
          `Add "@${value}" to its "import".`,
        ),
      );
    }
    return own === undefined || own === value
      ? directive
      : { ...directive, name: { ...directive.name, value: own } };
  }
}
