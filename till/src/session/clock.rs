//! The till's clock, when it is not to be trusted.
//!
//! What must hold: a jump of more than 10 minutes, against what the page counts by itself, what the journal has seen or what
//! the register says, is told as `clock.suspect`; selling goes on by the clock as it is, but nothing expires and no lock
//! ends because of the jump: holds, locks, the device token and the dates of coupons go by the time without it. Only the
//! register's own time, or a jump back, makes it good again.

use super::draft::Draft;
use super::link::CLOCK_SLACK;
use super::state::State;
use super::{Ctx, Session, Step};
use crate::shape;
use crate::time::Instant;
use crate::wire::session::ClockSuspect;

shape! {
    /// What is known of the till's clock.
    pub struct ClockState {
        /// The page load that `drift` is of.
        page: String,
        /// How far the clock has moved in that page load beyond the time that went by, in milliseconds.
        drift: i64,
        /// How far it is ahead of the time that expiry goes by; negative: behind.
        ahead: i64,
    }
}

impl ClockState {
    /// Nothing is wrong with it.
    pub(super) fn good() -> ClockState {
        ClockState { page: String::new(), drift: 0, ahead: 0 }
    }
}

shape! {
    /// The clock was found to have jumped, or to be good again.
    pub struct ClockJudged {
        /// What is known of it now.
        clock: ClockState,
    }
}

impl ClockState {
    /// Whether it is off by more than two clocks may be.
    pub(super) fn is_suspect(&self) -> bool {
        self.ahead.abs() > CLOCK_SLACK
    }
}

impl State {
    /// The time without what the clock jumped.
    pub(super) fn trusted(&self, now: Instant) -> Instant {
        now.after(self.clock.ahead.saturating_neg())
    }
}

impl Session {
    /// The time by which value expires and locks end: that of the clock, without what it is known to have jumped.
    #[must_use]
    pub fn trusted(&self, now: Instant) -> Instant {
        self.state.trusted(now)
    }

    /// The clock has moved by `drift` milliseconds since the page was loaded, beyond the time that went by.
    pub(super) fn drifted(&self, drift: i64, ctx: &Ctx) -> Step {
        let mut draft = Draft::new(self, ctx);
        let clock = &self.state.clock;
        let told = if clock.page == self.setup.page { clock.drift } else { 0 };
        draft.judge(clock.ahead.saturating_add(drift.saturating_sub(told)), drift, "page");
        draft.finish()
    }
}

impl Draft<'_> {
    /// A start: the clock may stand before what was written down already.
    pub(super) fn check_clock(&mut self) {
        let opened = self.state.open.as_ref().and_then(|open| open.at);
        let behind = opened.map_or(0, |opened| opened.since(self.state.trusted(self.ctx.now)));
        if behind > CLOCK_SLACK {
            self.judge(self.state.clock.ahead.saturating_sub(behind), 0, "journal");
        }
    }

    /// The register says what time it is: that decides.
    pub(super) fn host_time(&mut self, host: Option<Instant>) {
        let Some(host) = host else { return };
        let apart = self.ctx.now.since(host);
        let ahead = if apart.abs() > CLOCK_SLACK { apart } else { 0 };
        if ahead != self.state.clock.ahead {
            self.judge(ahead, self.state.clock.drift, "host");
        }
    }

    fn judge(&mut self, ahead: i64, drift: i64, against: &'static str) {
        let clock = ClockState { page: self.session.setup.page.clone(), drift, ahead };
        let suspect = clock.is_suspect();
        self.record(ClockJudged { clock });
        self.hide_notice(); // its time was the old clock's
        if suspect {
            let against = crate::names::Id::word(against);
            self.event("clock.suspect", &ClockSuspect { ahead, against });
        }
    }
}
