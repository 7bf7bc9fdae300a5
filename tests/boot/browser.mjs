// How the boot checks start Chromium. The own --disable-features comes last and wins: the runner's list would switch
// storage partitioning off, and with it every store in a frame of another site.
import { existsSync } from 'node:fs';

const SYSTEM = process.env.EPOS_CHROMIUM || '/usr/bin/chromium';
export const executablePath = existsSync(SYSTEM) ? SYSTEM : undefined;
export const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-features=EposNone'];
