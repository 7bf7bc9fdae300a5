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
use super::member::OpeningMember;
use super::record::{CardEntry, CodeEntry, Imported, KnownCard, KnownCode, LedgerRecord, MemberEntry};
use crate::map::Map;
use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;

/// The entries of a batch that are new.
type Entries = (Vec<CardEntry>, Vec<CodeEntry>, Vec<MemberEntry>);

impl Desk<'_> {
    /// Takes the new entries of a batch in.
    pub fn import(&self, x: &Import) -> LedgerRecord {
        match self.entries(x) {
            Err(outcome) => self.declined(*outcome, None),
            Ok((cards, codes, members)) => {
                let (op, outcome, batch) = (self.op.clone(), Outcome::bare(OutcomeKind::Done), x.batch.clone());
                LedgerRecord::Imported(Imported { op, outcome, batch, cards, codes, members })
            }
        }
    }

    fn entries(&self, x: &Import) -> Verdict<Entries> {
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
        let mut members = Vec::new();
        for (place, member) in self.new_places(&x.batch, List::Members, &x.members) {
            self.member_entry(&mut seen, &mut given, member)?;
            members.push(MemberEntry { place, member: member.clone() });
        }
        Ok((cards, codes, members))
    }

    /// A member has one beginning, and so has each identity.
    fn member_entry<'e>(
        &self,
        seen: &mut Map<(List, &'e Seal), ()>,
        given: &mut Map<Account, Amount>,
        member: &'e OpeningMember,
    ) -> Verdict<()> {
        if self.book.members.contains_key(&member.member) || member.identities.is_empty() {
            return Err(Decline::WrongState.into());
        }
        for identity in &member.identities {
            self.first_time(seen, List::Members, identity)?;
        }
        for balance in &member.balances {
            let earned = balance.earned.unwrap_or_default();
            if balance.amount.is_negative() || earned.is_negative() || earned > balance.amount {
                return Err(Decline::BadAmount.into());
            }
            let account = Account::of_member(&balance.program, &balance.unit, &member.member);
            self.give(given, Account { holder: Holder::Issued, seal: None, ..account }, balance.amount)?;
        }
        self.give(given, Account::of_visits(Holder::Issued, None), uses(member.purchases))
    }

    fn new_places<'e, T>(&self, batch: &Id, list: List, entries: &'e [T]) -> Vec<(u32, &'e T)> {
        let places = (0_u32..).zip(entries);
        places.filter(|(place, _)| !self.book.imported.contains_key(&(batch.clone(), list, *place))).collect()
    }

    fn first_time<'e>(&self, seen: &mut Map<(List, &'e Seal), ()>, list: List, seal: &'e Seal) -> Verdict<()> {
        let known = match list {
            List::Cards => self.book.cards.contains_key(seal) || self.book.busy(seal, self.clock()),
            List::Codes => self.book.codes.contains_key(seal),
            List::Members => self.book.identities.contains_key(seal),
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
        valid_from: x.valid_from,
        valid_until: x.valid_until,
        only_for: x.only_for.clone(),
    }
}
