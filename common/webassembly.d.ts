/**
 * The part of the WebAssembly JavaScript interface that is used here; TypeScript declares it only together
 * with the whole DOM.
 * @see https://webassembly.github.io/spec/js-api/
 */
declare namespace WebAssembly {
  type ModuleImports = Record<string, unknown>;

  class Module {
    constructor(bytes: Uint8Array);
    static exports(module: Module): { readonly name: string; readonly kind: string }[];
    static imports(
      module: Module,
    ): { readonly module: string; readonly name: string; readonly kind: string }[];
  }

  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }

  class Global {
    constructor(
      descriptor: { readonly value: 'i32' | 'i64'; readonly mutable: boolean },
      value: number | bigint,
    );
    value: number | bigint;
  }

  class Instance {
    constructor(module: Module, imports?: Record<string, ModuleImports>);
    readonly exports: Record<string, unknown>;
  }

  class RuntimeError extends Error {}
  class CompileError extends Error {}
  class LinkError extends Error {}

  function validate(bytes: Uint8Array): boolean;
}
