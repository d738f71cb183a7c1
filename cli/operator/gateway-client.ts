import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ForgeError, isErrorCode, messageOf, systemReason } from '@forgepoint/common/forge-error.ts';
import { readPlace, tokenFileIn, type GatewayPlace } from '@forgepoint/gateway/operated/gateway-place.ts';

/** What the gateway could not do, though it understood what it was asked. */
export class RefusedByGateway extends ForgeError {}

const errorShape = z.object({
  error: z.object({ code: z.string(), message: z.string(), extension: z.string().optional() }),
});

/** Asks the gateway that runs on this machine, by what it has written into its state folder. */
export class GatewayClient {
  readonly #place: GatewayPlace;
  readonly #token: string;

  /**
   * @param stateDir absolute path
   * @throws ForgeError GATEWAY_NOT_RUNNING, COMMAND_INVALID
   */
  constructor(stateDir: string) {
    try {
      const place = readPlace(stateDir);
      if (place === undefined) throw notRunning(`"${stateDir}" names no gateway`);
      this.#place = place;
      this.#token = readFileSync(tokenFileIn(stateDir), 'utf8').trim();
    } catch (error) {
      if (error instanceof ForgeError) throw error;
      throw new ForgeError(
        'COMMAND_INVALID',
        `Address and token of the gateway in "${stateDir}" cannot be read: ${systemReason(error)}.`,
        { remedy: 'Run the command as the user of the gateway.', cause: error },
      );
    }
  }

  /** @returns the JSON of the answer, checked */
  async json<Shape extends z.ZodType>(
    shape: Shape,
    path: string,
    init: RequestInit = {},
  ): Promise<z.output<Shape>> {
    const response = await this.#ask(path, init);
    const parsed = shape.safeParse(await response.json());
    if (parsed.success) return parsed.data;
    throw new ForgeError(
      'COMMAND_INVALID',
      `The gateway answers ${path} in another form than this program knows.`,
      { remedy: 'Use the "forge" of the gateway’s own version.' },
    );
  }

  async text(path: string): Promise<string> {
    return (await this.#ask(path)).text();
  }

  /** Lines as they come, until the gateway ends or the signal aborts. */
  async *lines(path: string, signal: AbortSignal): AsyncGenerator<string> {
    const { body } = await this.#ask(path, { signal });
    if (body === null) return;
    let rest = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
    }
  }

  async #ask(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(new URL(path, this.#place.url), {
        ...init,
        headers: {
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          authorization: `Bearer ${this.#token}`,
        },
      });
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      throw notRunning(`${this.#place.url} does not answer: ${messageOf(cause ?? error)}`, error);
    }
    if (response.ok) return response;
    throw await errorIn(response);
  }
}

/** @param how ends a sentence */
function notRunning(how: string, cause?: unknown): ForgeError {
  return new ForgeError('GATEWAY_NOT_RUNNING', `No gateway runs here: ${how}.`, {
    remedy: 'Start it with "forge start"; or run the command where it was started, with its settings.',
    cause,
  });
}

async function errorIn(response: Response): Promise<ForgeError> {
  const parsed = errorShape.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    return new ForgeError('COMMAND_INVALID', `The gateway answered with HTTP ${response.status}.`);
  }
  const { code, message, extension } = parsed.data.error;
  const known = isErrorCode(code) ? code : 'COMMAND_INVALID';
  const Kind = response.status === 422 ? RefusedByGateway : ForgeError;
  return new Kind(known, message, { extension });
}
