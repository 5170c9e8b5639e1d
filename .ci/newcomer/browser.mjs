// Swagger UI in a real browser.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Opens Swagger UI, and executes with its own examples what the caller chooses of the operations that it lists.
 *
 * @param choose given the ids of all operations on the page, those to execute
 * @returns the ids, what the executed ones were answered, and the errors of the page
 */
export async function swaggerUi(url, choose) {
  const profile = mkdtempSync(join(tmpdir(), 'newcomer-browser-'));
  const errors = [];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: SWITCHES,
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (e) => errors.push(String(e)));
    await page.goto(url);
    await page.locator('.opblock').first().waitFor();
    const operations = await page.locator('.opblock').evaluateAll((all) => all.map(({ id }) => id));
    const answers = [];
    for (const id of choose(operations)) answers.push({ id, ...(await execute(page.locator(`[id="${id}"]`))) });
    return { operations, answers, errors };
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function execute(operation) {
  await operation.locator('.opblock-summary-control').click();
  await operation.locator('.try-out__btn').click();
  await operation.locator('button.execute').click();
  const response = operation.locator('.live-responses-table');
  await response.waitFor();
  return {
    request: await operation.locator('.request-url pre').innerText(),
    status: (await response.locator('tbody .response-col_status').first().innerText()).trim().split(/\s/)[0],
    body: await response.locator('tbody .response-col_description').first().innerText(),
  };
}
