import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Path of the browser on this machine. */
export const chromiumPath: string | undefined = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** For tests that need the browser: why they are skipped, when there is none. */
export const withoutChromium: string | false =
  chromiumPath === undefined ? 'there is no Chromium here: apt-get install chromium' : false;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Nothing but this machine can be reached, whatever a page asks for.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost',
];

/** A browser with a profile of its own, and what its page did. */
export class Browser implements AsyncDisposable {
  readonly page: Page;
  /** URLs that the page has asked for and that nothing kept it from asking, without those of its own blobs. */
  readonly requested: string[] = [];
  /** What the policy of the page's content has blocked. */
  readonly blocked: string[] = [];
  /** Exceptions that no code of the page has caught. */
  readonly exceptions: string[] = [];
  readonly #context: BrowserContext;
  readonly #profile: string;

  static async open(url: string): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'forgepoint-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
      headless: true,
      args: flags,
    });
    const browser = new Browser(context, await context.newPage(), profile);
    try {
      await browser.page.goto(url);
      await browser.page.locator('.graphiql-container').first().waitFor();
      return browser;
    } catch (error) {
      await browser[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(context: BrowserContext, page: Page, profile: string) {
    this.#context = context;
    this.page = page;
    this.#profile = profile;
    page.on('pageerror', ({ message }) => this.exceptions.push(message));
    page.on('requestfinished', (request) => {
      if (!request.url().startsWith('blob:')) this.requested.push(request.url());
    });
    page.on('requestfailed', (request) => {
      const blocked = request.failure()?.errorText === 'csp';
      (blocked ? this.blocked : this.requested).push(request.url());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}
