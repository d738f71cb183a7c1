import { LRUCache } from 'lru-cache';
import { documentProblem, type DocumentLimits } from './document-limits.ts';

const maxDocuments = 2_000;
const maxCharacters = 8 * 1024 * 1024;

/** @returns a sentence that says which limit the document exceeds, or `undefined` */
export type DocumentGate = (source: string) => string | undefined;

/** Looks documents over before anything else works on them; the ones that passed lately pass at once. */
export function createDocumentGate(limits: DocumentLimits): DocumentGate {
  const passed = new LRUCache<string, true>({
    max: maxDocuments,
    maxSize: maxCharacters,
    sizeCalculation: (_, source) => source.length,
  });
  return (source) => {
    if (passed.get(source) === true) return undefined;
    const problem = documentProblem(source, limits);
    if (problem === undefined && source !== '') passed.set(source, true);
    return problem;
  };
}
