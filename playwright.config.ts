import { defineConfig, devices } from '@playwright/test'
import { CHROMIUM_ARGUMENTS, findChromium } from './e2e/support/chromium'

const { executablePath, env } = findChromium()

/** Tests that read every page and write nothing. */
const EVERY_PAGE = /(accessibility|access)\.spec\.ts$/

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/support/servers.ts',
  // One portal, one database: journeys follow each other. Meanwhile a second browser looks at every page.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ?? 'test-results/report.json' }],
  ],
  use: {
    baseURL: process.env['E2E_BASE_URL'],
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: CHROMIUM_ARGUMENTS,
      env: { ...process.env, ...env } as Record<string, string>,
    },
  },
  projects: [
    { name: 'journeys', workers: 1, testIgnore: EVERY_PAGE, use: { ...devices['Desktop Chrome'] } },
    { name: 'pages', workers: 1, testMatch: EVERY_PAGE, use: { ...devices['Desktop Chrome'] } },
  ],
})
