//! The screen between two sales, and what the cashier is told above every screen.
//!
//! What must hold: notices are for the cashier, in the cashier's language; a text that is missing leaves its picture mute.

use super::Session;
use crate::names::Label;
use crate::pack::{LedgerAt, Pack};
use crate::screen::{Body, Notice, Slide};
use crate::session::Health;
use crate::text::two;
use crate::time::Instant;
use crate::wire::session::Role;

/// How long before its end the device token is told of: a fortnight.
const ENDS_SOON: i64 = 14 * 86_400_000;

impl Session {
    pub(super) fn idle(&self) -> Body {
        let pack = self.state.pack.as_ref().and_then(|pack| self.pack(pack));
        let greets = |locale: &str| pack?.texts.get(locale)?.get("idle.greeting");
        let second = self.state.second_locale();
        let slides = pack.map(|pack| self.slides(pack)).unwrap_or_default();
        let greeting = greets(self.state.screen_locale()).cloned().map(|first| match greets(second) {
            Some(other) => two(first, second, other),
            None => first,
        });
        Body::Idle { store_name: pack.map(|pack| pack.store_name.clone()), greeting, slides }
    }

    fn slides(&self, pack: &Pack) -> Vec<Slide> {
        let texts = pack.texts.get(self.state.screen_locale());
        let text =
            |place: u32| texts.and_then(|texts| texts.get(&format!("slide.{place}"))).cloned().unwrap_or_default();
        let one = |(place, slide): (u32, &Label)| Slide { picture: format!("url(\"{slide}\")"), text: text(place) };
        (1..).zip(&pack.slides).map(one).collect()
    }

    /// What is wrong with the till, if something is: the gravest first.
    pub(super) fn wrong(&self, now: Instant) -> Option<&'static str> {
        let (state, setup) = (&self.state, &self.setup);
        match setup.health {
            Health::None => return Some("notice.no_storage"),
            Health::Damaged => return Some("notice.storage_damaged"),
            _ if setup.key_lost => return Some("notice.key_lost"),
            _ if setup.journal_lost => return Some("notice.journal_lost"),
            _ => {}
        }
        let open = state.open.as_ref()?;
        let pack = state.pack.as_ref().and_then(|pack| self.pack(pack));
        let far = pack.is_some_and(|pack| pack.ledger == LedgerAt::Store) && !state.reaches_store(&setup.page);
        let left = open.token_expires.since(state.trusted(now));
        // Weeks ahead it is nothing for a customer's eyes.
        let aside = state.sale.is_none() || open.display.role != Role::Customer;
        [
            (state.sale.is_some() && open.page != setup.page, "notice.link_down"),
            (far, "notice.no_store_ledger"),
            (left <= 0, "notice.token_expired"),
            (state.clock.is_suspect(), "notice.clock_wrong"),
            (left <= ENDS_SOON && aside, "notice.token_expires"),
        ]
        .into_iter()
        .find_map(|(is, key)| is.then_some(key))
    }

    /// A notice for the cashier, in the cashier's language; also of what only the shell knows.
    #[must_use]
    pub fn notice(&self, key: &'static str) -> Notice {
        let locale = self.state.cashier_locale();
        Notice { key, locale: locale.to_owned(), text: self.setup.texts.get(locale, key, &[]) }
    }
}
