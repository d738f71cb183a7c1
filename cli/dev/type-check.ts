import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { checkTypes } from '../build/check-types.ts';
import type { InterfaceVersion } from '../build/toolchain.ts';
import { problemOfError, type Problem } from '../terminal/problem.ts';

/** Checks types beside what is served: nobody waits for it, and one that is out of date is ended. */
export class TypeCheck {
  readonly #entry: string;
  readonly #interfaceVersion: InterfaceVersion;
  readonly #onProblems: (problems: readonly Problem[]) => void;
  #running: AbortController | undefined;

  /** @param onProblems called with one or more, unless the check was stopped or begun anew */
  constructor(
    entry: string,
    interfaceVersion: InterfaceVersion,
    onProblems: (problems: readonly Problem[]) => void,
  ) {
    this.#entry = entry;
    this.#interfaceVersion = interfaceVersion;
    this.#onProblems = onProblems;
  }

  start(): void {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    const tell = (problems: readonly Problem[]): void => {
      if (!running.signal.aborted && problems.length > 0) this.#onProblems(problems);
    };
    checkTypes(this.#entry, this.#interfaceVersion, running.signal).then(tell, (error: unknown) => {
      tell([problemOfError(ForgeError.from(error, 'BUILD_FAILED'))]);
    });
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }
}
