// A browser that writes to the journal without pause until it is killed, again and again on one profile.
import { chromium, expect } from '@playwright/test';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill, launch } from './browser-to-kill.mjs';
import type { serve } from '../../boot/server.mjs';

type Server = Awaited<ReturnType<typeof serve>>;

/** A profile of its own; `round` starts the browser on it, compares what is there with what was acknowledged, kills it. */
export function killedStream(server: Server, stream: true | 'replace') {
  const profile = mkdtempSync(join(tmpdir(), 'epos-kill-'));
  let acked = 0;
  server.config.stream = stream;
  return {
    get acked() { return acked; },
    async round(ms: number, wanted: Record<string, unknown> = { health: 'persistent', lost: false }) {
      const { child, address } = await launch(profile);
      const recovered = new Promise<any>((done) => {
        server.onpost = (post: any) => {
          // What was acknowledged up to now: this round's page goes on at once.
          if (post.recovered) done({ ...post, acked });
          if (post.acked) acked = Math.max(acked, post.acked);
        };
      });
      const browser = await chromium.connectOverCDP(address);
      const page = await browser.contexts()[0]!.newPage();
      await page.goto(server.page);
      const found = await recovered;
      expect(found, found.detail).toMatchObject(wanted);
      expect(found.recovered).toEqual(Array.from({ length: found.recovered.length }, (_, i) => i + 1));
      if (!found.lost) expect(found.recovered.length).toBeGreaterThanOrEqual(found.acked);
      await new Promise((done) => setTimeout(done, ms));
      await kill(child);
      await browser.close().catch(() => {});
      return found;
    },
    /** The browser's log of the names of the files, of the origin that was made first. */
    names() {
      const folder = join(profile, 'Default', 'File System', '000', 't', 'Paths');
      return join(folder, readdirSync(folder).find((name) => name.endsWith('.log'))!);
    },
    forget() { acked = 0; },
    end() { rmSync(profile, { recursive: true, force: true }); },
  };
}
