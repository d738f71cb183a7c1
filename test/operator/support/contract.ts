import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, object>> }>>;
}

export interface ContractedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
}

/** The description that a gateway serves, to hold its real answers to it. */
export class Contract {
  readonly document: Json & { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  /** Operations that have answered with 200. */
  readonly answered = new Set<string>();
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(document: unknown) {
    this.document = document as Contract['document'];
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(this.document, 'openapi');
  }

  get operations(): readonly string[] {
    return Object.values(this.document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
  }

  /** Throws when the description says something else. */
  check({ method, path, status, contentType, body }: ContractedAnswer): void {
    const found = this.#find(method, path);
    if (found === undefined) return;
    const [at, { operationId, responses }] = found;
    const key = String(status) in responses ? String(status) : 'default';
    const [type = ''] = contentType.split(';');
    const described = Object.keys(responses[key]?.content ?? {});
    const media = described.find((one) => one.split(';')[0] === type);
    assert.ok(media !== undefined, `${operationId} answers ${status} with ${type}, not ${described.join()}`);
    if (status === 200) this.answered.add(operationId);
    if (type !== 'application/json') return;
    const steps = [at, method.toLowerCase(), 'responses', key, 'content', media, 'schema'].map(
      (step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
    );
    const validate = this.#ajv.getSchema(`openapi#/paths${steps.join('')}`);
    assert.ok(validate !== undefined, operationId);
    assert.notEqual(validate(body), undefined);
    assert.deepEqual(validate.errors ?? [], [], `${operationId} ${status}: ${JSON.stringify(body)}`);
  }

  #find(method: string, path: string): readonly [string, Operation] | undefined {
    for (const [template, item] of Object.entries(this.document.paths)) {
      const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      const operation = item[method.toLowerCase()];
      if (operation !== undefined && pattern.test(path)) return [template, operation];
    }
    return undefined;
  }
}
