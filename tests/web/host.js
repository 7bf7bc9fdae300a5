// What the component's own tests need around it: a pretended supervisor that notes what it was asked for, an issuer with
// a fresh key, and a wait.

/** Notes everything in `log`; a batch takes a moment and then has the next fate of `fates`, else it is stored. */
export function pretendHost() {
  const log = [];
  const fates = [];
  return {
    log,
    fates,
    send(link, re, text) {
      log.push(`send ${link} ${re} ${text}`);
    },
    accept(link) {
      log.push(`accept ${link}`);
    },
    refuse(link) {
      log.push(`refuse ${link}`);
    },
    async append(text) {
      log.push(`append ${text}`);
      await sleep(5);
      const fate = fates.shift() ?? 'stored';
      log.push(fate);
      return fate;
    },
    async replace(entries) {
      log.push(`replace ${entries.join('\n')}`);
      await sleep(5);
      return fates.shift() ?? 'stored';
    },
    panicked(place) {
      log.push(`panicked ${place}`);
    },
  };
}

export const logOf = (host) => host.log;
export const fate = (host, fate) => host.fates.push(fate);

const url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const part = (value) => url(new TextEncoder().encode(JSON.stringify(value)));

/** A new issuer: its public key as JSON, and what signs a header and claims (both JSON) as a compact JWS with ES256. */
export async function makeIssuer() {
  const how = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const pair = await crypto.subtle.generateKey(how, true, ['sign', 'verify']);
  const jwk = JSON.stringify(await crypto.subtle.exportKey('jwk', pair.publicKey));
  return {
    jwk,
    async sign(header, claims) {
      const signed = `${part(JSON.parse(header))}.${part(JSON.parse(claims))}`;
      const signature = await crypto.subtle.sign(how, pair.privateKey, new TextEncoder().encode(signed));
      return `${signed}.${url(new Uint8Array(signature))}`;
    },
  };
}

export const jwkOf = (issuer) => issuer.jwk;
export const signWith = (issuer, header, claims) => issuer.sign(header, claims);

export function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/** Removes the kept key, as an engine does that found its database broken. */
export function loseKey() {
  return new Promise((done, failed) => {
    const request = indexedDB.deleteDatabase('epos-device');
    request.onsuccess = done;
    request.onerror = failed;
  });
}
