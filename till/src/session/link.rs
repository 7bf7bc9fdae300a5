//! Opening a session: hello answered, token verified, everything that was interrupted told.
//!
//! What must hold: nothing is believed before the signature is; an expired token or a wrong clock never closes a till in
//! the middle of its day (deals go on, stored value does not); one register at a time.

use super::command::{Answer, refuse};
use super::draft::Draft;
use super::state::{OpenRefused, OpenSession};
use super::{Ctx, Delivery, Effect, Health, Purpose, Session, Step, Verdict, VerifyJob, packs, read};
use crate::names::Id;
use crate::pack::LedgerAt;
use crate::record::{Configured, EventsAcked, SessionOpened, SessionRefused};
use crate::shape::{Json, Shape};
use crate::time::Instant;
use crate::token;
use crate::wire::command::Say;
use crate::wire::encode;
use crate::wire::error::{Code, Refusal, Who};
use crate::wire::json::MAX_BYTES;
use crate::wire::session::{Ack, Appearance, Configure, LimitsOut, Nothing, Open, Opened, Position, Resume};
use std::rc::Rc;

/// The most lines of a basket.
pub const MAX_LINES: usize = 1000;
/// Commands in flight before more are held back.
pub const MAX_IN_FLIGHT: u32 = 32;

/// `session.open`: pins what can be pinned, then has the signature checked.
pub(super) fn open(session: &Session, delivery: &Delivery, open: &Open, ctx: &Ctx) -> Step {
    let job = if !session.setup.secure {
        Err(Code::InsecureContext.into())
    } else if open.nonce != delivery.nonce || delivery.nonce.is_empty() {
        Err(Code::NonceWrong.into())
    } else if let Err(refusal) = fits(&open.appearance) {
        Err(refusal)
    } else {
        let job = token::job(&open.device_token, token::DEVICE, Purpose::Open(delivery.clone()));
        job.map_err(|bad| Refusal::new(Code::TokenMalformed).because("reason", bad.0))
    };
    match job {
        Ok(job) => Step { records: Vec::new(), effects: vec![Effect::Verify(Box::new(job))] },
        Err(refusal) => refused(session, delivery, ctx, &refusal),
    }
}

fn refused(session: &Session, delivery: &Delivery, ctx: &Ctx, refusal: &Refusal) -> Step {
    let mut step = refuse(session, delivery, ctx, refusal);
    if session.session_of(delivery).is_none() {
        step.effects.push(Effect::Refuse(delivery.link));
    }
    let page = &session.setup.page;
    let open_here = session.state.open.as_ref().is_some_and(|open| open.page == *page);
    let refused = OpenRefused { page: page.clone(), code: Id::word(refusal.code.word()) };
    if !open_here && refusal.code.who() == Who::Service && session.state.refused.as_deref() != Some(&refused) {
        step.records.push(SessionRefused { refused: Rc::new(refused) }.into());
    }
    step
}

/// A signature was checked.
pub(super) fn verified(session: &Session, job: &VerifyJob, verdict: &Verdict, ctx: &Ctx) -> Step {
    match &job.purpose {
        Purpose::Open(delivery) => match opened(session, delivery, job, verdict, ctx) {
            Ok(step) => step,
            Err(refusal) => refused(session, delivery, ctx, &refusal),
        },
        Purpose::Configure(delivery) => packs::configured(session, delivery, job, verdict, ctx),
        Purpose::Pack => packs::found(session, job, verdict, ctx),
    }
}

fn opened(
    session: &Session,
    delivery: &Delivery,
    job: &VerifyJob,
    verdict: &Verdict,
    ctx: &Ctx,
) -> Result<Step, Refusal> {
    match verdict {
        Verdict::Good(_) => {}
        Verdict::NoCrypto => return Err(Code::InsecureContext.into()),
        Verdict::Bad | Verdict::UnknownKey => {
            return Err(Refusal::new(Code::TokenUntrusted).because("reason", "signature"));
        }
    }
    let Ok(command) = &delivery.command else { return Err(Code::MessageMalformed.into()) };
    let Say::Open(open) = &command.say else { return Err(Code::MessageMalformed.into()) };
    let claims = token::claims(job).ok_or_else(|| Refusal::new(Code::TokenMalformed).because("reason", "claims"))?;
    let setup = &session.setup;
    let issued = setup.issuers.iter().any(|(kid, iss)| *kid == job.kid && *iss == claims.iss);
    if !issued || claims.aud != setup.audience {
        return Err(Refusal::new(Code::TokenUntrusted).because("reason", "issuer or audience"));
    }
    if !claims.origins.contains(&delivery.origin) {
        return Err(Refusal::new(Code::OriginRefused).because("origin", delivery.origin.clone()));
    }
    let from = Instant::from_millis(seconds(claims.nbf));
    if ctx.now.since(from) < -CLOCK_SLACK {
        return Err(Code::TokenNotYetValid.into());
    }
    let other =
        |now: &&Rc<OpenSession>| now.page == setup.page && (now.device != claims.sub || now.origin != delivery.origin);
    if session.state.open.as_ref().filter(other).is_some() {
        return Err(Code::SessionTaken.into());
    }
    let mut draft = Draft::new(session, ctx);
    let opened = OpenSession {
        link: delivery.link,
        page: setup.page.clone(),
        host_session: open.host_session.clone(),
        origin: delivery.origin.clone(),
        device: claims.sub,
        store: claims.store,
        till: claims.till,
        modules: claims.modules,
        token_expires: Instant::from_millis(seconds(claims.exp)),
        locale: open.locale.clone(),
        appearance: open.appearance.clone(),
        display: open.display.clone(),
        capabilities: open.capabilities.clone(),
        at: Some(session.trusted(ctx.now)),
        ledger_mark: open.ledger_key.as_ref().and_then(|key| key.seal()).cloned(),
    };
    draft.record(SessionOpened { session: Rc::new(opened) });
    draft.host_time(open.now);
    draft.effect(Effect::Accept(delivery.link));
    let answer = draft.opened(open.position.as_ref())?.write();
    let text = encode::done(&command.id, command.say.kind(), &answer);
    draft.effect(Effect::Reply { link: delivery.link, re: command.id.to_string(), text });
    draft.send_owed(open.position.as_ref());
    draft.ask_owed();
    Ok(draft.finish())
}

/// Refuses looks that cannot be.
fn fits(appearance: &Appearance) -> Result<(), Refusal> {
    let Some((member, expected)) = appearance.flaw() else { return Ok(()) };
    let refusal = Refusal::new(Code::PayloadInvalid).because("path", format!("payload.appearance.{member}"));
    Err(refusal.because("problem", "out_of_range").because("expected", expected))
}

/// How far two clocks may be apart.
pub(super) const CLOCK_SLACK: i64 = 10 * 60 * 1000;

fn seconds(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)
}

/// `session.configure`: languages and looks at once; a pack after its signature is checked.
pub(super) fn configure(draft: &mut Draft<'_>, delivery: &Delivery, x: &Configure) -> Result<Option<Json>, Refusal> {
    x.appearance.as_ref().map_or(Ok(()), fits)?;
    if let Some(text) = &x.pack {
        let job = token::job(text, token::PACK, Purpose::Configure(delivery.clone()));
        let job = job.map_err(|bad| Refusal::new(Code::PackUntrusted).because("reason", bad.0))?;
        draft.effect(Effect::Verify(Box::new(job)));
        return Ok(None);
    }
    draft.reconfigure(x);
    draft.host_time(x.now);
    Ok(Some(draft.configured().write()))
}

/// `session.resume`: what `session.open` says, and the events again.
pub(super) fn resume(draft: &mut Draft<'_>, x: &Resume) -> Answer {
    let answer = draft.opened(x.position.as_ref())?;
    draft.send_owed(x.position.as_ref());
    draft.ask_owed();
    Ok(answer.write())
}

/// `session.ack`: nothing that was never sent can be acknowledged.
pub(super) fn ack(draft: &mut Draft<'_>, x: &Ack) -> Answer {
    let seq = x.seq;
    if seq > draft.state.seq {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.seq");
        return Err(refusal.because("problem", "out_of_range").because("expected", draft.state.seq));
    }
    if draft.state.outbox.iter().any(|event| event.seq <= seq) {
        draft.record(EventsAcked { seq });
    }
    Ok(Nothing {}.write())
}

impl Draft<'_> {
    pub(super) fn reconfigure(&mut self, x: &Configure) {
        let (locale, appearance, display) = (x.locale.clone(), x.appearance.clone(), x.display.clone());
        if locale.is_some() || appearance.is_some() || display.is_some() || x.assist.is_some() {
            self.record(Configured { locale, appearance, display, assist: x.assist });
        }
    }

    fn opened(&self, position: Option<&Position>) -> Result<Opened, Refusal> {
        let (state, setup) = (&self.state, &self.session.setup);
        let (Some(open), Some(epoch)) = (&state.open, &state.epoch) else { return Err(Code::SessionRequired.into()) };
        let ahead = |at: &Position| at.epoch != *epoch || at.seq > state.seq;
        let storage = match setup.health {
            Health::Persistent => "persistent",
            Health::Volatile => "volatile",
            Health::None | Health::Damaged => "none",
        };
        Ok(Opened {
            protocol: 1,
            build: setup.build.clone(),
            device: open.device.clone(),
            store: open.store.clone(),
            till: open.till.clone(),
            modules: open.modules.clone(),
            ledger: Id::word(self.ledger_at().word()),
            storage: Id::word(storage),
            journal_lost: setup.journal_lost || position.is_some_and(ahead),
            pack: state.pack.clone(),
            limits: LimitsOut {
                max_lines: u32::try_from(MAX_LINES).unwrap_or(u32::MAX),
                max_in_flight: MAX_IN_FLIGHT,
                max_bytes: u32::try_from(MAX_BYTES).unwrap_or(u32::MAX),
            },
            position: Position { epoch: epoch.clone(), seq: state.seq },
            token_expires: open.token_expires,
            degraded: self.stored_value().err().map(Id::word),
            degraded_text: self.stored_value().err().map(|why| self.cashier_text(&format!("notice.{why}"))),
            interrupted: state.sale.as_ref().map(|sale| read::basket_state(state, sale)),
            suspended: state.suspended.iter().map(|sale| sale.basket_ref.clone()).collect(),
            pending_requests: state.requests.iter().map(|request| request.req.clone()).collect(),
        })
    }

    /// Events after the position and every request that waits, again.
    pub(super) fn send_owed(&mut self, position: Option<&Position>) {
        let known = position.filter(|at| Some(&at.epoch) == self.state.epoch.as_ref()).map_or(0, |at| at.seq);
        let events = self.state.outbox.iter().filter(|event| event.seq > known);
        let mut texts: Vec<String> = events.map(|event| encode::event(self.state.epoch.as_ref(), event)).collect();
        texts.extend(self.state.requests.iter().map(|request| self.request_text(request)));
        for text in texts {
            self.effect(Effect::Send(text));
        }
    }

    /// Whether money that only this device knows of may move, or why not.
    pub(super) fn stored_value(&self) -> Result<(), &'static str> {
        let setup = &self.session.setup;
        let pack = self.state.pack.as_ref().and_then(|pack| self.session.pack(pack));
        let now = self.state.trusted(self.ctx.now);
        match (setup.health, pack, &self.state.open) {
            (Health::None, _, _) => Err("no_storage"),
            (Health::Damaged, _, _) => Err("storage_damaged"),
            (_, Some(pack), _) if pack.ledger == LedgerAt::Store && !self.store_reached() => Err("no_store_ledger"),
            (_, Some(pack), Some(open)) if pack.ledger == LedgerAt::Store && now < open.token_expires => Ok(()),
            _ if setup.key_lost => Err("key_lost"),
            (_, None, _) => Err("no_pack"),
            (_, Some(pack), _) if pack.tills != 1 => Err("many_tills"),
            (_, _, Some(open)) if now >= open.token_expires => Err("token_expired"),
            _ => Ok(()),
        }
    }
}
