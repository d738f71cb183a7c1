import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { execa } from 'execa';
import { projectRoot } from '../support/program.ts';
import { strangerEnvironment } from '../support/stranger-environment.ts';

interface Block {
  readonly language: string;
  /** The rest of the line. */
  readonly info: string;
  readonly text: string;
}

const page = readFileSync(join(projectRoot, 'docs/extensions.md'), 'utf8');
const blocks: readonly Block[] = [...page.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)].map(
  ([, language = '', info = '', text = '']) => ({ language, info, text }),
);

describe('the tutorial for authors of extensions', () => {
  const environment = strangerEnvironment();
  const root = mkdtempSync(join(tmpdir(), 'forgepoint-tutorial-'));
  after(() => rmSync(root, { recursive: true, force: true }));

  it('works from nothing to a running extension, command by command', async () => {
    let folder = root;
    let said = '';
    for (const { language, info, text } of blocks) {
      if (language === 'sh') {
        const { exitCode, all } = await execa('bash', ['-ec', `${text}\npwd > "${root}/cwd"`], {
          cwd: folder,
          env: {
            ...environment,
            // Theirs is a Node that is new enough.
            PATH: `${dirname(process.execPath)}:${environment['PATH']}`,
            FORGEPOINT: projectRoot,
          },
          extendEnv: false,
          reject: false,
          all: true,
        });
        said = all;
        assert.equal(exitCode !== 0, info === 'fails', `${text}\nended with ${exitCode}:\n${all}`);
        if (exitCode === 0) folder = readFileSync(`${root}/cwd`, 'utf8').trim();
      } else if (language === 'output') {
        for (const line of text.trimEnd().split('\n')) assert.match(said, new RegExp(line));
      } else {
        assert.notEqual(info, '', `a block of ${language} needs the name of its file`);
        writeFileSync(join(folder, info), text);
      }
    }
    assert.ok(blocks.length > 10);
  });
});
