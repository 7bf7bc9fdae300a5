/**
 * How texts get to the page and back: over a window, with a port of its own for each session, or over a bridge, which has
 * one stream for all.
 *
 * What must hold: of a window only the exact origin is listened to, and nothing is posted to any other; what comes over a
 * bridge was let in by the native code at its other end.
 */

/** Something a native register or a test has in place of a window: texts in both directions, in order. */
export interface Bridge {
  /** Sends a text to the page. */
  post(text: string): void;
  /** Calls back with every text of the page; the answer ends it. */
  listen(heard: (text: string) => void): () => void;
  /** Loads the page anew, if the register can. */
  reload?(): void;
}

/** What one session speaks over. */
export interface Line {
  /** Sends `session.open`. */
  open(text: string): void;
  post(text: string): void;
  close(): void;
}

export interface Way {
  /** What is said outside of a session; `heard` says whether it was that. The answer ends it. */
  listen(heard: (data: unknown) => boolean): () => void;
  line(heard: (data: unknown) => void): Line;
  /** Says something outside of a session. */
  say(text: string): void;
  /** The page may have been there before us, in session with a register that is gone: it is asked for a hello. */
  readonly older: boolean;
  reload(): void;
}

/** A frame or another window. `place` is where it is now: a frame has a new window after each load of another site. */
export function windowWay(place: () => Window | null, pageUrl: string, reload: (url: string) => void, older: boolean): Way {
  const url = new URL(pageUrl, location.href);
  const { origin } = url;
  return {
    listen(heard) {
      const hear = (event: MessageEvent) => {
        if (event.source === place() && event.origin === origin) heard(event.data);
      };
      addEventListener('message', hear);
      return () => removeEventListener('message', hear);
    },
    line(heard) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => heard(data);
      return {
        open: (text) => place()?.postMessage(text, origin, [port2]),
        post: (text) => port1.postMessage(text),
        close: () => port1.close(),
      };
    },
    say: (text) => place()?.postMessage(text, origin),
    reload: () => reload(url.href),
    older,
  };
}

/** A bridge: a session knows the answers to its own commands by their ids, so every line hears all that is of a session. */
export function bridgeWay(bridge: Bridge): Way {
  const lines = new Set<(data: unknown) => void>();
  const post = (text: string) => bridge.post(text);
  return {
    listen: (heard) => bridge.listen((text) => {
      if (!heard(text)) for (const line of [...lines]) line(text);
    }),
    line(heard) {
      lines.add(heard);
      return { open: post, post, close: () => void lines.delete(heard) };
    },
    say: post,
    reload: () => bridge.reload?.(),
    older: true,
  };
}
