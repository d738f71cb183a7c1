import { writeFileSync } from 'node:fs';

/** What was seen of one attack; milliseconds of the clock, MiB. */
export interface Seen {
  readonly attack: string;
  /** What the client was told. */
  readonly outcome: string;
  /** From the first request to the last answer. */
  readonly attackMs: number;
  /** From then on until the extension answered as before. */
  readonly recoveryMs: number;
  /** The slowest answer that the steady client of neighbour and core got meanwhile. */
  readonly slowestNeighbourMs: number;
  /** Of all processes of the forge together. */
  readonly heldBeforeMebibytes: number;
  readonly heldAfterMebibytes: number;
}

/** Collects what attacks were answered with, and writes a page of it when the environment names a file for that. */
export class Evidence {
  readonly #rows: Seen[] = [];
  readonly #refused: (readonly [attack: string, code: string, reason: string])[] = [];

  note(seen: Seen): void {
    this.#rows.push(seen);
  }

  /** An extension that was not let in. */
  noteRefused(attack: string, code: string, reason: string): void {
    this.#refused.push([attack, code, reason]);
  }

  write(file: string | undefined): void {
    if (file !== undefined) writeFileSync(file, this.#page());
  }

  #page(): string {
    const rows = this.#rows.map((seen) =>
      [
        seen.attack,
        seen.outcome,
        seconds(seen.attackMs),
        seconds(seen.recoveryMs),
        `${Math.round(seen.slowestNeighbourMs)} ms`,
        `${Math.round(seen.heldBeforeMebibytes)} → ${Math.round(seen.heldAfterMebibytes)} MiB`,
      ].join(' | '),
    );
    const refused = this.#refused.map((cells) => cells.map(escaped).join(' | '));
    return `# What attacks came to

Written by \`npm run attacks\`, which runs the attacks of [\`test/attacks/\`](../test/attacks) and fails when one succeeds; do not
edit. What is asserted after each attack, and what "memory" counts, is told in [security.md](security.md#how-it-is-tested).

## Attacks on a running forge

"Recovery" is the time from the answer of the attack to the next right answer of the extension that attacked. "Neighbour" is
the slowest answer that a client of another extension and the core got meanwhile.

| Attack | What its client was told | Answered after | Recovery | Neighbour | Memory of all processes |
| --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}

## Extensions that are not let in

The others are served, and none of their processes is left.

| Attack | Refused with | Because |
| --- | --- | --- |
${refused.map((row) => `| ${row} |`).join('\n')}
`;
  }
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function escaped(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
}
