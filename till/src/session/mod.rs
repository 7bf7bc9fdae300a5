//! The sale: a pure machine. Inputs are decided into records and effects; records alone change state.
//!
//! What must hold: [`Session::decide`] is pure and total; [`Session::apply`] calls no rule; after a restart the records
//! applied again give the same state, and [`Session::recover`] the effects that are still owed.

mod another;
mod answered;
mod apply;
mod back;
mod basket;
pub mod clock;
mod command;
mod commit;
mod coupon;
mod coupons;
mod day;
pub mod door;
mod draft;
mod gift;
mod give;
mod hold;
mod import;
mod issue;
mod keys;
mod late;
mod life;
mod link;
mod load;
pub mod member;
pub mod owed;
mod packs;
pub mod paper;
mod park;
mod paying;
pub mod pin;
pub mod plan;
mod pricing;
mod print;
mod prompt;
mod read;
mod refund;
mod report;
pub mod sale;
mod seal;
mod seam;
pub mod sold;
pub mod state;
mod suggest;
pub mod table;
mod tender;
mod terminal;
mod touch;
pub mod undo;
pub mod used;
mod verdicts;
mod view;

use self::draft::Draft;
use self::state::State;
pub use crate::codes::CodeJob;
use crate::map::Map;
use crate::record::{JournalStarted, LinkLost, Record};
use crate::time::Instant;
use crate::{token, wire};
use packs::Ready;
pub use seal::SealJob;
pub use seam::{Ctx, Delivery, Effect, Health, Input, Purpose, Setup, Step, Undecoded, Verdict, VerifyJob};
use std::rc::Rc;

/// The sale's machine.
#[derive(Debug)]
pub struct Session {
    setup: Setup,
    state: State,
    packs: Map<String, Rc<Ready>>,
}

impl Session {
    /// A machine without a past; apply the stored records, then decide [`Input::Boot`].
    #[must_use]
    pub fn new(setup: Setup) -> Session {
        Session { setup, state: State::empty(), packs: Map::new() }
    }

    /// What follows from an input. Pure and total.
    #[must_use]
    pub fn decide(&self, input: &Input, ctx: &Ctx) -> Step {
        match input {
            Input::Boot => self.boot(ctx),
            Input::Host(delivery) => command::host(self, delivery, ctx),
            Input::LinkDown => self.link_down(ctx),
            Input::Verified(job, verdict) => link::verified(self, job, verdict, ctx),
            Input::Pack(text) => match token::job(text, token::PACK, Purpose::Pack) {
                Ok(job) => Step { records: Vec::new(), effects: vec![Effect::Verify(Box::new(job))] },
                Err(_) => Step::default(),
            },
            Input::Submit(what) => touch::submitted(self, what, ctx),
            Input::Tap(tap) => touch::tapped(self, tap, ctx),
            Input::Scan(code) => touch::scanned(self, code, ctx),
            Input::Sealed(job, seal) => command::sealed(self, job, seal.as_ref()),
            Input::Answered(op_id, outcome) => answered::answered(self, op_id, outcome, ctx),
            Input::Tick => self.tick(ctx),
            Input::ClockDrift(drift) => self.drifted(*drift, ctx),
        }
    }

    /// Takes a stored fact in. Calls no rule.
    pub fn apply(&mut self, record: &Record) {
        self.state.apply(record);
        self.packs.retain(|hash, _| self.state.packs.contains_key(hash));
        for (hash, text) in self.state.packs.iter() {
            if !self.packs.contains_key(hash)
                && let Some(ready) = Ready::parse(text)
            {
                self.packs.insert(hash.clone(), Rc::new(ready));
            }
        }
    }

    fn boot(&self, ctx: &Ctx) -> Step {
        let mut draft = Draft::new(self, ctx);
        if self.state.epoch.is_none() {
            let epoch = draft.id("e");
            draft.record(JournalStarted { epoch });
        }
        draft.check_clock();
        draft.wait_interrupted();
        if self.state.open.as_ref().is_some_and(|open| open.page == self.setup.page) {
            draft.send_owed(None); // the link outlived the instance: the register will not open the session again
        }
        let mut step = draft.finish();
        step.effects.extend(self.recover(ctx).effects);
        step
    }

    fn link_down(&self, ctx: &Ctx) -> Step {
        let mut draft = Draft::new(self, ctx);
        if self.state.open.as_ref().is_some_and(|open| open.page == self.setup.page) {
            draft.record(LinkLost {});
        }
        draft.finish()
    }

    /// What is still owed after a restart, derived from the state: questions to the ledger.
    #[must_use]
    pub fn recover(&self, ctx: &Ctx) -> Step {
        owed::owed(self, ctx)
    }

    fn tick(&self, ctx: &Ctx) -> Step {
        let mut draft = Draft::new(self, ctx);
        if self.state.notice_ends().is_some_and(|until| ctx.now >= until) {
            draft.hide_notice();
        }
        draft.extend_holds();
        terminal::overdue(&mut draft);
        draft.extend_pay_outs();
        draft.wait_over();
        draft.print_due();
        draft.paper_due();
        draft.ask_due();
        draft.finish()
    }

    /// When an [`Input::Tick`] is wanted.
    #[must_use]
    pub fn wake_at(&self, now: Instant) -> Option<Instant> {
        let again = self.state.ask_again_at(now);
        let extend = self.state.sale.as_ref().and_then(|sale| sale.extend_at(now));
        let overdue = terminal::overdue_at(&self.state);
        let pay_out = self
            .state
            .pay_out_at()
            .into_iter()
            .chain(self.state.print_at())
            .chain(self.state.choice_at())
            .chain(self.state.pin.as_ref().map(|wait| wait.wakes()));
        self.state.notice_ends().into_iter().chain(again).chain(extend).chain(overdue).chain(pay_out).min()
    }

    /// IANA zone of the store, for [`Ctx::offset_minutes`].
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        let of_sale = self.state.sale.as_ref().map(|sale| &sale.pack);
        let pack = of_sale.or(self.state.pack.as_ref()).and_then(|pack| self.pack(pack));
        pack.map(|pack| pack.zone.as_str())
    }

    /// What the records add up to, for checkpoints and tests.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    fn pack(&self, pack: &wire::session::PackRef) -> Option<&Rc<Ready>> {
        self.packs.get(pack.hash.as_str())
    }
}
