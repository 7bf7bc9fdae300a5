// End-to-end tests in the machine's Chromium. `cargo xtask test --only e2e` builds and serves both sites first and says
// where they are: EPOS_REGISTER_URL (the register simulator), EPOS_PAGE_URL (the page it embeds), EPOS_KEY (the demo
// merchant's private key, for tests that mint tokens of their own), EPOS_CHROMIUM.
import { defineConfig } from '@playwright/test';

/** Flags of every browser of this suite. */
export const args = [
  // The own list comes last and wins. Playwright's switches storage partitioning off, and with it the origin-private
  // file system and IndexedDB of every frame from another site.
  '--disable-features=EposNone',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Where cargo builds: `cargo xtask test` looks for the report there.
const built = process.env.CARGO_TARGET_DIR ?? 'target';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: `${built}/e2e/results`,
  reporter: [['line'], ['json', { outputFile: `${built}/e2e/report.json` }]],
  // A test that passes at the second try has failed, so there is no second try.
  retries: 0,
  forbidOnly: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: process.env.EPOS_REGISTER_URL,
    locale: 'hr-HR',
    timezoneId: 'Europe/Zagreb',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: process.env.EPOS_CHROMIUM, args },
  },
});
