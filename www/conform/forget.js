/* The browser's profile is lost: everything that this origin has stored is removed at the next start. */
const FLAG = 'epos-conform-forget';
const TRIES = 600; // a minute: half of a profile that is lost would be a state that no till is ever in

async function empty() {
  const root = await navigator.storage.getDirectory();
  const names = [];
  for await (const name of root.keys()) names.push(name);
  for (const name of names) await root.removeEntry(name, { recursive: true });
  for (const { name } of await indexedDB.databases()) {
    await new Promise((done) => Object.assign(indexedDB.deleteDatabase(name), { onsuccess: done, onerror: done, onblocked: done }));
  }
  localStorage.clear();
}

/** Removes it if that was asked for; the page before may hold its files for a moment longer. */
export async function forgetEverything() {
  if (!sessionStorage.getItem(FLAG)) return;
  sessionStorage.removeItem(FLAG);
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await empty();
    } catch (error) {
      console.info(`not removed yet: ${error.name}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}
/** At the next start. */
forgetEverything.next = () => sessionStorage.setItem(FLAG, '1');
