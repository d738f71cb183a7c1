/** A name such as `forge:extension/host-log@0.2.0`, in its parts. */
export interface InterfaceName {
  /** Without version, as the glue asks for it. */
  readonly name: string;
  /** `undefined` when it bears none. */
  readonly version: string | undefined;
}

export function parseInterfaceName(text: string): InterfaceName {
  const at = text.lastIndexOf('@');
  if (at === -1) return { name: text, version: undefined };
  return { name: text.slice(0, at), version: text.slice(at + 1) };
}
