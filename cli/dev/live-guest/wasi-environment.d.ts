declare module 'wasi:cli/environment@0.2.6' {
  export function getEnvironment(): readonly (readonly [name: string, value: string])[];
}
