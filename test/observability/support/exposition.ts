/** Figures in Prometheus' text format, read strictly. */
export class Exposition {
  /** Types by the names of metrics. */
  readonly types: ReadonlyMap<string, string>;
  readonly #samples: ReadonlyMap<string, number>;

  constructor(text: string) {
    const types = new Map<string, string>();
    const samples = new Map<string, number>();
    for (const line of text.trimEnd().split('\n')) {
      const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
      const sample = /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})?) (\+Inf|[0-9.e+-]+)$/.exec(line);
      if (type?.[1] !== undefined && type[2] !== undefined) types.set(type[1], type[2]);
      else if (sample?.[1] !== undefined) {
        if (samples.has(sample[1])) throw new Error(`told twice: ${line}`);
        samples.set(sample[1], Number(sample[2]));
      } else if (!line.startsWith('# HELP ')) throw new Error(`no line of the format: ${line}`);
    }
    this.types = types;
    this.#samples = samples;
  }

  /** @returns 0 for what isn't told */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const text = Object.entries(labels)
      .map(([label, value]) => `${label}="${value}"`)
      .join();
    return this.#samples.get(text === '' ? name : `${name}{${text}}`) ?? 0;
  }

  /** All samples of it, with their labels as text. */
  of(name: string): ReadonlyMap<string, number> {
    return new Map([...this.#samples].filter(([key]) => key === name || key.startsWith(`${name}{`)));
  }
}
