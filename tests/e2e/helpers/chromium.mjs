// How the checks start Chromium. The own --disable-features comes last and wins: the runner's list would switch storage
// partitioning off, and with it every store in a frame of another site.
import { existsSync } from 'node:fs';

const SYSTEM = process.env.EPOS_CHROMIUM || process.env.CHROMIUM || '/usr/bin/chromium';
export const executablePath = existsSync(SYSTEM) ? SYSTEM : undefined;
export const args = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-features=EposNone',
];
