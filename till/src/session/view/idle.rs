//! The screen between two sales, and what the cashier is told above every screen.
//!
//! What must hold: notices are for the cashier, in the cashier's language; a text that is missing leaves its picture mute.

use super::Session;
use crate::names::Label;
use crate::pack::{LedgerAt, Pack};
use crate::screen::{Body, Notice, Slide};
use crate::session::Health;
use crate::text::two;

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

    /// What is wrong with the till, if something is.
    pub(super) fn wrong(&self) -> Option<&'static str> {
        let pack = self.state.pack.as_ref().and_then(|pack| self.pack(pack));
        match self.setup.health {
            Health::None => Some("notice.no_storage"),
            Health::Damaged => Some("notice.storage_damaged"),
            _ if self.setup.key_lost => Some("notice.key_lost"),
            _ if self.setup.journal_lost => Some("notice.journal_lost"),
            _ => pack
                .filter(|pack| self.state.open.is_some() && pack.ledger == LedgerAt::Store)
                .and_then(|_| self.far_ledger()),
        }
    }

    /// The store's ledger cannot be asked.
    fn far_ledger(&self) -> Option<&'static str> {
        (!self.state.reaches_store(&self.setup.page)).then_some("notice.no_store_ledger")
    }

    /// A notice for the cashier, in the cashier's language; also of what only the shell knows.
    #[must_use]
    pub fn notice(&self, key: &'static str) -> Notice {
        let locale = self.state.cashier_locale();
        Notice { key, locale: locale.to_owned(), text: self.setup.texts.get(locale, key, &[]) }
    }
}
