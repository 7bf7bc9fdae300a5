//! Opening balances and codes that were issued elsewhere.
//!
//! What must hold: an entry is applied once by its batch, list and place, whatever the operation is called; a batch is
//! applied whole or not at all, so that nothing in it is dropped silently. A card or code has one beginning: an entry for
//! one that is known already, from another batch or place, or that is being loaded, is refused with the whole batch.

use super::account::{Account, Holder};
use super::ask::{Decline, Import, OpeningAccount, OpeningCode, Outcome, OutcomeKind};
use super::book::List;
use super::code::uses;
use super::desk::{Desk, Verdict};
use super::record::{CardEntry, CodeEntry, Imported, KnownCard, KnownCode, LedgerRecord};
use crate::map::Map;
use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;

impl Desk<'_> {
    /// Takes the new entries of a batch in.
    pub fn import(&self, x: &Import) -> LedgerRecord {
        match self.entries(x) {
            Err(outcome) => self.declined(*outcome, None),
            Ok((cards, codes)) => {
                let (op, outcome, batch) = (self.op.clone(), Outcome::bare(OutcomeKind::Done), x.batch.clone());
                LedgerRecord::Imported(Imported { op, outcome, batch, cards, codes })
            }
        }
    }

    fn entries(&self, x: &Import) -> Verdict<(Vec<CardEntry>, Vec<CodeEntry>)> {
        let mut seen = Map::new();
        let mut given = Map::new();
        let (mut cards, mut codes) = (Vec::new(), Vec::new());
        for (place, account) in self.new_places(&x.batch, List::Cards, &x.accounts) {
            if account.balance.is_negative() {
                return Err(Decline::BadAmount.into());
            }
            self.first_time(&mut seen, List::Cards, &account.token)?;
            let issued = Account::of_card(Holder::Issued, &account.scheme, account.currency, None);
            self.give(&mut given, issued, account.balance)?;
            cards.push(CardEntry { place, card: known_card(account) });
        }
        for (place, code) in self.new_places(&x.batch, List::Codes, &x.codes) {
            self.first_time(&mut seen, List::Codes, &code.code)?;
            let issued = Account::of_code(Holder::Issued, &code.scheme, None);
            self.give(&mut given, issued, uses(code.uses))?;
            codes.push(CodeEntry { place, code: known_code(code) });
        }
        Ok((cards, codes))
    }

    fn new_places<'e, T>(&self, batch: &Id, list: List, entries: &'e [T]) -> Vec<(u32, &'e T)> {
        let places = (0_u32..).zip(entries);
        places.filter(|(place, _)| !self.book.imported.contains_key(&(batch.clone(), list, *place))).collect()
    }

    fn first_time<'e>(&self, seen: &mut Map<(List, &'e Seal), ()>, list: List, seal: &'e Seal) -> Verdict<()> {
        let known = match list {
            List::Cards => self.book.cards.contains_key(seal) || self.book.busy(seal, self.clock()),
            List::Codes => self.book.codes.contains_key(seal),
        };
        if known || !seen.insert((list, seal), ()) { Err(Decline::WrongState.into()) } else { Ok(()) }
    }

    /// Keeps the issuing account within the range of amounts.
    fn give(&self, given: &mut Map<Account, Amount>, issued: Account, amount: Amount) -> Verdict<()> {
        let sum = given.get(&issued).copied().unwrap_or_default().plus(amount);
        let sum = sum.map_err(|_| Box::from(Decline::BadAmount))?;
        if !self.room(&issued, sum) {
            return Err(Decline::BadAmount.into());
        }
        given.insert(issued, sum);
        Ok(())
    }
}

fn known_card(x: &OpeningAccount) -> KnownCard {
    KnownCard {
        token: x.token.clone(),
        scheme: x.scheme.clone(),
        pin: x.pin.clone(),
        balance: x.balance,
        currency: x.currency,
        valid_until: x.valid_until,
        inactive: x.inactive,
        home_till: x.home_till.clone(),
        mark: None,
    }
}

fn known_code(x: &OpeningCode) -> KnownCode {
    KnownCode {
        code: x.code.clone(),
        scheme: x.scheme.clone(),
        uses: x.uses,
        valid_from: None,
        valid_until: x.valid_until,
    }
}
