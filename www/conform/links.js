/*
 * The conformance page's end of the ways: the page itself runs behind it, and this file listens, and disturbs as the case
 * of the moment says. It takes the place of boot/links.js, which is boot/ways.js here (`cargo xtask conform`).
 */
import { ENGINE, openLinks as open } from './ways.js';
import { CASES } from './cases.js';
import { Judge } from './judge.js';
import { Plan } from './plan.js';

export { ENGINE };

export function openLinks(options) {
  const plan = new Plan(CASES);
  const judge = new Judge(plan.state);
  const links = open({
    ...options,
    taken(message) {
      judge.heard(message);
      const instead = plan.current?.in?.(judge.parsed(message.text), plan.state);
      if (instead) links.post(message.link, instead);
      else options.taken(message);
      plan.save();
    },
  });
  const send = (link, text) => {
    judge.said(text);
    plan.save();
    links.post(link, text);
  };
  plan.run(judge);
  return {
    ...links,
    post(link, text) {
      const message = judge.parsed(text);
      judge.meant(message);
      const instead = plan.current?.out?.(message, plan.state) ?? [text];
      for (const one of instead) {
        if (typeof one === 'string') send(link, one);
        else setTimeout(() => (one.reload ? location.reload() : send(link, one.text)), one.after ?? 0);
      }
      plan.save();
    },
  };
}
