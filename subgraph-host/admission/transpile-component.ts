import { $init, generate } from '@bytecodealliance/jco-transpile/component';
import { glueFile, isArtifactFile } from '@forgepoint/common/admission/artifact.ts';
import { admissionPolicy } from '@forgepoint/common/admission/policy.ts';
import { stripDebugLog } from './glue/strip-debug-log.ts';
import { toolMessage, type Refuse } from './refusal.ts';

export interface Transpiled {
  /** Generated JavaScript. */
  readonly glue: Uint8Array;
  /** Core modules by the file name that the glue asks for. */
  readonly modules: ReadonlyMap<string, Uint8Array>;
  /** Names of the interfaces that the glue asks for, without versions. */
  readonly imports: readonly string[];
}

/** Loads the transpiler, so that nothing has to be loaded once permissions are dropped. */
export async function loadTranspiler(): Promise<void> {
  await $init;
}

/**
 * Makes JavaScript and core modules of a component whose names were checked.
 * @throws ForgeError EXTENSION_FILE_INVALID when the component is not valid, EXTENSION_TOO_LARGE
 */
export async function transpileComponent(component: Uint8Array, refuse: Refuse): Promise<Transpiled> {
  await loadTranspiler();
  let generated: ReturnType<typeof generate>;
  try {
    generated = generate(component, {
      name: 'component',
      map: [],
      instantiation: { tag: 'sync' },
      base64Cutoff: 0,
      noTypescript: true,
      noComponentErrorWrapping: true,
    });
  } catch (error) {
    throw refuse(
      'EXTENSION_FILE_INVALID',
      `The file is no valid component: ${toolMessage(error)}.`,
      'Check it with "wasm-tools validate" and build it again.',
      error,
    );
  }
  let glue: Uint8Array | undefined;
  const modules = new Map<string, Uint8Array>();
  for (const [name, bytes] of generated.files) {
    if (name === 'component.js') glue = bytes;
    else if (name !== glueFile && isArtifactFile(name)) modules.set(name, bytes);
    else throw new Error(`the transpiler made a file of the unexpected name ${JSON.stringify(name)}`);
  }
  if (glue === undefined) throw new Error('the transpiler made no JavaScript');
  if (glue.length > admissionPolicy.maxGlueBytes) {
    throw refuse(
      'EXTENSION_TOO_LARGE',
      `The component needs ${glue.length} bytes of JavaScript to be run; ${admissionPolicy.maxGlueBytes} are permitted.`,
      'Use fewer and simpler types in its interface.',
    );
  }
  return { glue: stripDebugLog(glue), modules, imports: generated.imports };
}
