/** What the operator can set; the manifest says within which limits, and what holds when nothing is set. */
interface Configuration {
  /** How many issues getAllIssues gives when it is not told: 1 to 100. */
  readonly pageSize: number;
}

let current: Configuration = { pageSize: 50 };

/** @param json as the host passes it on, checked against the manifest; a host that knows no manifests gives none */
export function configure(json: string | undefined): void {
  if (json !== undefined) current = { ...current, ...(JSON.parse(json) as Partial<Configuration>) };
}

export function configuration(): Configuration {
  return current;
}
