import { writeSync } from 'node:fs';

/** Prints what a host could print that is under the control of its extension. */
const print = (text: string): void => {
  for (let rest = Buffer.from(text); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
};
const forged = {
  level: 'fatal',
  time: '1999-01-01T00:00:00.000Z',
  program: 'gateway',
  pid: 1,
  subgraph: 'core',
  extension: 'innocent',
  state: 'ready',
  url: 'http://attacker.example/graphql',
  msg: 'the gateway \u009b31m was hacked \u202e',
  detail: { kept: true },
};

switch (process.argv[2] ?? '') {
  case 'forges':
    print(`${JSON.stringify(forged)}\n`);
    print(`{"level":"info","msg":"a","__proto__":{"polluted":1}}\n`);
    print(`{"level":"loud","msg":"no such level"}\n`);
    print(`{"level":"info","msg":{"no":"text"}}\n`);
    print(
      `{"level":"info","msg":"${'['.repeat(1_000)}","deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}\n`,
    );
    print(`plain \u001b]0;title\u0007 words\n`);
    writeSync(2, 'words on the error output\n');
    break;
  case 'floods':
    for (let block = 0; block < 50; block += 1) print('{"level":"info","msg":"flood"}\n'.repeat(1_000));
    break;
  case 'never-ends-a-line':
    for (let block = 0; block < 200; block += 1) print('x'.repeat(64 * 1024));
    break;
}
