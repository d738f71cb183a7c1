/** For tests of extensions, with any test runner. */
export { loadExtension } from './load-extension.ts';
export type { Representation, Request, TestExtension } from './test-extension.ts';
export { UnexpectedErrors, type Answer, type AnswerError } from './answer.ts';
export { TestClock } from './clock.ts';
export type { LoadOptions, LogLine, TestRepository, TestUser } from './options.ts';
