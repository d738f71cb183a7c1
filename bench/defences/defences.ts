/** What can be on or off, only here: each is left out by giving another part in its place. */
export const inThread = ['fuel', 'memory', 'sql', 'log', 'seal'] as const;
export const inProcess = ['jail'] as const;
export const inRequest = ['output', 'token', 'document'] as const;
export const defences = [...inThread, ...inProcess, ...inRequest] as const;
export type Defence = (typeof defences)[number];

export const operations = {
  'empty call': '{ empty }',
  'one row': '{ one(id: "row-7") { id title status author points created note } }',
  '100 rows': '{ hundred { id title status author points created note } }',
} as const;
export type Operation = keyof typeof operations;

/** Where the parent has put the guest. */
export interface BuiltGuest {
  readonly glue: string;
  /** Core modules by their file names: as they are, with memories capped, and metered as well. */
  readonly folders: Readonly<Record<'plain' | 'capped' | 'metered', string>>;
  readonly sdl: string;
}

export interface ThreadSettings {
  readonly guest: BuiltGuest;
  readonly databaseFile: string;
  readonly on: readonly Defence[];
}

export interface Measurement {
  readonly on: readonly Defence[];
  readonly operation: Operation;
  readonly times: number;
}
