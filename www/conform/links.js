/*
 * The conformance page's end of the ways: the page itself runs behind it, and this file listens, and disturbs as the case of the
 * moment says. It stands in the place of boot/links.js, which does the work (`conform.html`, xtask/src/site).
 */
import { ENGINE, openLinks as open } from './ways.js';
import { CASES } from './cases.js';
import { forgetEverything } from './forget.js';
import { Judge } from './judge.js';
import { Plan } from './plan.js';

export { ENGINE };

/** While this is set nothing leaves and nothing is heard, as from a page that hangs. */
let dead = false;
const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function post(...all) {
  if (!dead) postMessage.apply(this, all);
};

// Before anything of the page looks at what is stored.
await forgetEverything();

export function openLinks(options) {
  const plan = new Plan(CASES);
  const judge = new Judge(plan);
  plan.build = options.build;
  const mute = (text, post) => (dead ? undefined : post(text));
  const connect = options.connect && ((take, lost) => options.connect(take, lost).then((post) => (text) => mute(text, post)));
  const later = (work, after) => {
    plan.pending += 1;
    setTimeout(() => {
      plan.pending -= 1;
      work();
    }, after);
  };
  const send = (link, text) => {
    judge.said(text);
    plan.save();
    links.post(link, text);
  };
  /** This page ends: what it has still to see is seen by the next one. */
  const leave = (after) => {
    plan.pending += 1;
    setTimeout(() => location.reload(), after);
  };
  /** One thing that leaves, or happens. */
  const act = (link, one) => {
    if (typeof one === 'string') return send(link, one);
    if (one.text !== undefined) return later(() => send(link, one.text), one.after);
    if (one.tell) return links.tell(one.tell, one.payload);
    if (one.dead) {
      dead = true;
      return leave(one.dead);
    }
    if (one.wipe) forgetEverything.next();
    return leave(one.after ?? 0);
  };
  const links = open({
    ...options,
    ...(connect && { connect }),
    taken(message) {
      if (dead) return;
      judge.heard(message);
      const command = judge.parsed(message.text);
      const ours = command.type === 'request.done' && String(command.payload?.req).startsWith('req-conform-');
      const instead = ours ? [JSON.stringify({ v: 1, re: command.id, type: command.type, ok: true, payload: {} })] : plan.current?.in?.(command, plan.state);
      if (instead && !ours) plan.state.acted = true;
      for (const one of instead ?? []) act(message.link, one);
      if (!instead) options.taken(message);
      plan.save();
    },
  });
  plan.run(judge);
  return {
    ...links,
    tell(type, payload) {
      judge.trace('page:', { type, error: payload }); // its code, if it has one
      plan.save();
      return links.tell(type, payload);
    },
    post(link, text) {
      if (dead) return;
      const message = judge.parsed(text);
      judge.meant(message);
      const instead = plan.current?.out?.(message, plan.state);
      if (instead) plan.state.acted = true;
      for (const one of instead ?? [text]) act(link, one);
      plan.save();
    },
  };
}
