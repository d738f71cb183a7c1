/** The order in which extensions ask: those with older claims, then newcomers by name. */
export function inClaimOrder<Named extends { readonly name: string }>(
  extensions: readonly Named[],
  order: readonly string[],
): readonly Named[] {
  const rank = ({ name }: Named): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return extensions.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
