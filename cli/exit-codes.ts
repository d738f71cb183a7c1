/** What the program tells its caller by its exit code; `start` and `test` pass on the code of what they run. */
export const exitCodes = {
  fine: { code: 0, meaning: 'Done; nothing is wrong with what was built or looked at.' },
  problems: { code: 1, meaning: 'What was built, checked or tested has problems; they have been told.' },
  unusable: {
    code: 2,
    meaning:
      'The command cannot be carried out: an option, a file, a folder or an address is not what it should be.',
  },
  bug: { code: 70, meaning: 'A bug of forge itself.' },
} as const;
