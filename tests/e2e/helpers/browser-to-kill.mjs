// A whole browser as a child process, for tests that end it with SIGKILL.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { args, executablePath } from '../../boot/browser.mjs';

/** A browser of its own, so that the whole of it can be killed: its process and its debugging address. */
export async function launch(profile) {
  const child = spawn(executablePath ?? chromium.executablePath(), [
    ...args, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-first-run', 'about:blank',
  ], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise((done, failed) => {
    let text = '';
    child.stderr.on('data', (piece) => {
      text += piece;
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found) done(found[1]);
    });
    child.on('exit', () => failed(new Error(text)));
  });
  return { child, address };
}

/** Ends the browser at once, with everything it had going. */
export async function kill(child) {
  const gone = new Promise((done) => child.once('exit', done));
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}
