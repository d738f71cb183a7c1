import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { fixture } from '../support/guests.ts';
import { Browser, withoutChromium } from './support/chromium.ts';

const token = 'a-token-for-the-browser';

describe('GraphiQL in a real browser', { skip: withoutChromium, timeout: 120_000 }, () => {
  const used = new AsyncDisposableStack();
  let gateway: Gateway;
  let browser: Browser;

  before(async () => {
    gateway = used.use(
      await Gateway.start({
        extensions: { hostile: await fixture('hostile-descriptions') },
        env: { FORGE_API_TOKEN: token },
      }),
    );
    browser = used.use(await Browser.open(gateway.url));
  });
  after(() => used.disposeAsync());

  /** What a script of a description would have left behind. */
  const scripted = (): Promise<boolean> =>
    browser.page.evaluate(() => Reflect.get(globalThis, 'PWNED') !== undefined);
  const documentation = () => browser.page.locator('.graphiql-doc-explorer');

  it('asks for the token, takes it from its header editor and does not keep it', async () => {
    const { page } = browser;
    await page.locator('.result-window').getByText('API_TOKEN_REQUIRED').waitFor();
    await page.getByRole('button', { name: 'Headers' }).click();
    const headers = page.locator('.graphiql-editor-tool .view-line', { hasText: 'Authorization' });
    await headers.click();
    await page.keyboard.press('Control+End');
    for (const _ of '" }') await page.keyboard.press('ArrowLeft');
    await page.keyboard.insertText(token);
    await headers.filter({ hasText: token }).waitFor();
    await page.getByRole('button', { name: 'Re-fetch GraphQL schema' }).click();
    await page.getByRole('button', { name: 'Execute query' }).click();
    await page.locator('.result-window').getByText('getAllGroups').waitFor();
    assert.equal(await page.evaluate((text) => JSON.stringify(localStorage).includes(text), token), false);
  });

  it('shows the descriptions of extensions as text, and runs nothing of them', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const visit = async (name: RegExp): Promise<void> => {
      await documentation().getByRole('link', { name }).first().click();
      await documentation()
        .getByText('<script>window.PWNED=1</script>', { exact: true })
        .first()
        .waitFor({ state: 'attached' });
      // Elements that the page itself never makes in a description.
      const made =
        'script, iframe, form, link, [onerror], [onload], a[href^="javascript:"], a[href^="data:"]';
      assert.equal(await documentation().locator(made).count(), 0);
    };
    await visit(/^Query$/);
    await visit(/^hostile$/);
    await visit(/^Kind$/);
    await documentation().getByRole('link', { name: 'Go back' }).click();
    await visit(/^Hostile$/);
    assert.equal(await scripted(), false);
  });

  it('completes and explains what is written from the same descriptions, and runs nothing of them', async () => {
    const { page } = browser;
    await page.locator('.graphiql-query-editor .view-lines, .graphiql-editor .view-lines').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('{ hostile { fie } }');
    for (const _ of ' } }') await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    const suggestion = page.locator('.suggest-widget .monaco-list-row', { hasText: 'field' }).first();
    await suggestion.waitFor();
    await suggestion.click();
    await page
      .locator('.view-line', { hasText: 'field' })
      .locator('span', { hasText: /^field$/ })
      .last()
      .hover();
    await page.locator('.monaco-hover .markdown-hover').first().waitFor();
    assert.equal(await scripted(), false);
  });

  it('cannot be made to run a script, evaluate a text or call elsewhere, even by markup in the page', async () => {
    const stopped = await browser.page.evaluate(async () => {
      const seen = new Set<string>();
      const { promise, resolve } = Promise.withResolvers<void>();
      const note = (what: string): void => {
        seen.add(what);
        if (seen.size === 5) resolve();
      };
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
        note(blockedURI === 'eval' ? 'eval' : effectiveDirective),
      );
      const markup = document.createElement('div');
      markup.innerHTML =
        '<img src="data:image/png;base64,x" onerror="PWNED=1"><img src="http://attacker.example/a.png">';
      const script = document.createElement('script');
      script.textContent = 'PWNED=1';
      document.body.append(markup, script);
      void fetch('http://attacker.example/').catch(() => undefined);
      // Not at once: what a debugger runs may evaluate texts, what the page runs later may not.
      // oxlint-disable-next-line no-implied-eval -- it has to be refused
      setTimeout(() => new Function('globalThis.PWNED=1')());
      await promise;
      return [...seen].toSorted();
    });
    assert.deepEqual(stopped, ['connect-src', 'eval', 'img-src', 'script-src-attr', 'script-src-elem']);
    assert.equal(await scripted(), false);
  });

  it('has reached nothing but the gateway all the time, and nothing in it has failed', () => {
    assert.deepEqual(
      browser.requested.filter((url) => url !== gateway.url),
      [],
    );
    assert.ok(browser.requested.length >= 3);
    assert.deepEqual(
      [...new Set(browser.blocked)].filter((url) => !url.startsWith('http://attacker.example/')),
      [],
    );
    assert.deepEqual(
      browser.exceptions.filter((message) => !/unsafe-eval/.test(message)),
      [],
    );
  });
});
