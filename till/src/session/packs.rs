//! Packs coming in: verified, read, checked; the last good one stays until a better one is there.

use super::command::refuse;
use super::draft::Draft;
use super::{Ctx, Delivery, Session, Step, Verdict, VerifyJob};
use crate::names::Id;
use crate::pack::Pack;
use crate::price::Catalogue;
use crate::record::PackAccepted;
use crate::shape::Shape;
use crate::time::{BusinessDate, Instant};
use crate::token;
use crate::wire::command::Say;
use crate::wire::encode;
use crate::wire::error::{Code, Refusal};
use crate::wire::session::{Configured, PackRef};
use std::rc::Rc;

/// A pack with its offers made ready for pricing.
#[derive(Debug)]
pub(super) struct Ready {
    pub pack: Pack,
    pub catalogue: Catalogue,
}

impl Ready {
    /// Reads a pack that has been checked when it was accepted.
    pub(super) fn parse(text: &str) -> Option<Ready> {
        let mut pack = Pack::parse(text).ok()?;
        pack.offers.extend(pack.programs.iter().filter_map(super::member::offer_of).collect::<Vec<_>>());
        let catalogue = Catalogue::new(&pack.offers).ok()?;
        Some(Ready { pack, catalogue })
    }
}

impl std::ops::Deref for Ready {
    type Target = Pack;
    fn deref(&self) -> &Pack {
        &self.pack
    }
}

/// The pack beside the page was verified. If it is refused, the former one stays and nothing else happens: hello and
/// diagnostics say which pack is in use.
pub(super) fn found(session: &Session, job: &VerifyJob, verdict: &Verdict, ctx: &Ctx) -> Step {
    if session.state.pack_configured {
        return Step::default(); // the register is in charge of its pack
    }
    let mut draft = Draft::new(session, ctx);
    match draft.accept(job, verdict, false) {
        Ok(()) => draft.finish(),
        Err(_) => Step::default(),
    }
}

/// The pack of a `session.configure` was verified.
pub(super) fn configured(
    session: &Session,
    delivery: &Delivery,
    job: &VerifyJob,
    verdict: &Verdict,
    ctx: &Ctx,
) -> Step {
    let Ok(command) = &delivery.command else { return Step::default() };
    let (Say::Configure(x), Some(open)) = (&command.say, session.session_of(delivery)) else {
        return refuse(session, delivery, ctx, &Code::SessionRequired.into());
    };
    let mut draft = Draft::new(session, ctx);
    match draft.accept(job, verdict, true) {
        Err(refusal) => refuse(session, delivery, ctx, &refusal),
        Ok(()) => {
            draft.reconfigure(x);
            let text = encode::done(&command.id, command.say.kind(), &draft.configured().write());
            draft.answer(delivery, command, &open, text);
            draft.finish()
        }
    }
}

impl Draft<'_> {
    fn accept(&mut self, job: &VerifyJob, verdict: &Verdict, configured: bool) -> Result<(), Refusal> {
        let Verdict::Good(hash) = verdict else { return Err(Code::PackUntrusted.into()) };
        let hash = hash.get(..16).and_then(Id::new).ok_or(Code::PackUntrusted)?;
        let invalid =
            |path: &str, reason: &str| Refusal::new(Code::PackInvalid).because("path", path).because("reason", reason);
        let text = token::payload(job).ok_or_else(|| invalid("pack", "not UTF-8 in base64url"))?;
        let pack = Pack::parse(&text).map_err(|e| invalid(&e.path, &e.reason))?;
        if pack.valid_from.is_some_and(|from| self.ctx.now < from) {
            return Err(invalid("pack.valid_from", "not valid yet"));
        }
        let store = self.state.open.as_ref().map(|open| &open.store);
        if store.is_some_and(|store| !pack.stores.is_empty() && !pack.stores.contains(store)) {
            return Err(invalid("pack.stores", "not for this store"));
        }
        if configured != self.state.pack_configured || self.state.pack.as_ref().is_none_or(|now| now.hash != hash) {
            let pack = PackRef { version: pack.version, hash };
            self.record(PackAccepted { pack, text: Rc::new(text), configured });
        }
        Ok(())
    }

    pub(super) fn configured(&self) -> Configured {
        Configured { pack: self.state.pack.clone() }
    }

    /// The pack a basket was opened with.
    pub(super) fn pack_of(&self, pack: &PackRef) -> Result<Rc<Ready>, Refusal> {
        self.session.pack(pack).cloned().ok_or_else(|| Code::PackMissing.into())
    }

    /// The day a moment is booked on.
    pub(super) fn business_date(&self, at: Instant) -> BusinessDate {
        let cut = self.pack_now().map_or(0, |pack| pack.business_day_cut);
        at.business_date(self.ctx.offset_minutes, cut)
    }

    /// The pack of the open sale, or the newest.
    pub(super) fn pack_now(&self) -> Result<Rc<Ready>, Refusal> {
        let of_sale = self.state.sale.as_ref().map(|sale| &sale.pack);
        let pack = of_sale.or(self.state.pack.as_ref()).ok_or(Code::PackMissing)?;
        self.pack_of(pack)
    }
}
