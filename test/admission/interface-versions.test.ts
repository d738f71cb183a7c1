import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { abiVersions, newestVersion, spokenVersions } from '../../subgraph-host/abi-versions.ts';
import { admitBytes } from './support/admission.ts';

const wit = new URL('../../wit/', import.meta.url);

describe('the versions of the interface', () => {
  it('have each a folder of WIT, the newest last', () => {
    const folders = readdirSync(wit).filter((name) => name !== 'types');
    assert.deepEqual(folders.toSorted(), [...spokenVersions]);
    assert.equal(spokenVersions.at(-1), newestVersion);
  });

  for (const version of spokenVersions) {
    it(`are told from a component and from a core module: ${version}`, async () => {
      const witSource = readFileSync(new URL(`${version}/forge-extension.wit`, wit), 'utf8');
      const module = await componentEmbed({ witSource, world: 'extension', dummy: true });
      for (const bytes of [module, await componentNew(module)]) {
        const { abiVersion, imports } = await admitBytes(bytes);
        assert.equal(abiVersion, version);
        assert.deepEqual(imports, [...abiVersions[version]].toSorted());
      }
    });
  }
});
