import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'expect';

const require = createRequire(import.meta.url);
const suite = '@apollo/federation-subgraph-compatibility-tests';

type Body = () => void | Promise<void>;

export interface SuiteUrls {
  readonly products: string;
  readonly router: string;
}

/**
 * Registers the suite's tests, its files as they are, with this runner. They are written for Jest and want its
 * globals: `expect` is Jest's own, and this runner's `describe` and `it` stand for the others.
 * @returns how many tests of each feature have passed; filled as they run
 */
export function registerCompatibilitySuite({ products, router }: SuiteUrls): ReadonlyMap<string, number> {
  const passed = new Map<string, number>();
  let feature: string | undefined;
  const test = (title: string, body: Body): void => {
    const featureOfTest = feature ?? title;
    it(title, async () => {
      await body();
      passed.set(featureOfTest, (passed.get(featureOfTest) ?? 0) + 1);
    });
  };
  Object.assign(globalThis, {
    expect,
    test,
    it: test,
    describe: (title: string, body: () => void) =>
      describe(title, () => {
        feature = title;
        body();
        feature = undefined;
      }),
  });
  // Its client reads one address from the environment, and the other from its own module.
  process.env['PRODUCTS_URL'] = products;
  const client = require(`${suite}/dist/utils/client.js`) as { ROUTER_URL: string };
  client.ROUTER_URL = router;
  const folder = join(dirname(require.resolve(`${suite}/package.json`)), 'dist/tests');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.js'))) {
    require(join(folder, file));
  }
  return passed;
}
