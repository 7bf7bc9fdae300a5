//! Vouchers that milestones pay, and how many points pay on one day.
//!
//! What must hold: a voucher is there for each pay-out that a receipt tells, and for nothing else; whoever had the units once
//! a sale had brought what it brings got one; what is counted here comes from receipts and prints, not from the ledger.

use super::books::{Books, Earning, Fate};
use super::rules;
use crate::Seen;
use crate::audit::Told;
use crate::checks::require;
use crate::forms::club::POINTS_DAY;
use crate::world::Broken;
use std::collections::BTreeMap;
use till::ledger::ask::Mode;
use till::names::Id;
use till::session::member::customer::{Got, OfMember};
use till::session::state::Committed;

pub struct Audit<'a> {
    pub books: &'a Books,
    pub tills: &'a [Told<'a>],
    pub mode: Mode,
    /// Nothing that is held runs out, and a day is a day.
    pub calm: bool,
}

impl<'a> Audit<'a> {
    pub fn all(&self, seen: &mut Seen) -> Broken {
        let mut made: Vec<i64> = Vec::new();
        for told in self.tills {
            for sale in told.receipts.iter().filter(|sale| sale.receipt.mode == self.mode) {
                let Some(of) = &sale.member else { continue };
                let named = |why| format!("{}: {why}", sale.receipt.basket_ref);
                made.extend(self.bons(told, sale, of).map_err(named)?);
                self.deserved(sale, of).map_err(named)?;
            }
        }
        seen.count("vouchers of milestones", made.len());
        let mut known: Vec<i64> =
            self.books.bons.iter().filter(|(mode, _)| *mode == self.mode).map(|(_, days)| *days).collect();
        known.sort_unstable();
        made.sort_unstable();
        require(known == made, || format!("vouchers for {made:?} days are paid for, and there are {known:?}"))?;
        self.day()
    }

    /// What a sale paid out: for how many days each is good that was made.
    fn bons(&self, told: &Told<'_>, sale: &Committed, of: &OfMember) -> Result<Vec<i64>, String> {
        let bons: Vec<&Got> = of.got.iter().filter(|got| got.amount.is_negative()).collect();
        require(bons.len() <= 1, || format!("{} vouchers: {bons:?}", bons.len()))?;
        let mut days = Vec::new();
        for got in bons {
            let units = -got.amount.minor();
            let (right, good_for) = rules::bon(units).unwrap_or_default();
            require(right == units, || format!("a voucher for {units}"))?;
            let fate = self.books.holds.get(&(self.mode, got.op.clone())).map(|hold| hold.fate);
            let prints = told.prints.get(got.op.as_str()).map_or(0, std::collections::BTreeSet::len);
            let voided = sale.receipt.voided;
            let raised = told.short(sale.receipt.basket_ref.as_str()).iter().any(|short| short.what == "voucher");
            let gone = !self.books.people.contains_key(&(self.mode, of.member.clone()));
            // Its units were gone when its code was known at last: the shop's loss, and said.
            let short = told.short_of(sale.receipt.basket_ref.as_str(), "points");
            let fits = match fate {
                Some(Fate::Posted(taken)) if taken < units => prints == 1 && short > 0 && (!voided || raised),
                Some(Fate::Held) => prints == 1 && short > 0 && (!voided || raised),
                Some(Fate::Posted(taken)) => taken == units && prints == 1 && (!voided || raised),
                Some(Fate::Reversed) => voided,
                // Printed before that, its code is worth nothing: the shop is told.
                Some(Fate::Voided) => voided && (prints == 0 || raised),
                _ => false,
            };
            require(fits || gone, || format!("{got:?} is {fate:?}, {prints} codes were printed, raised: {raised}"))?;
            days.push(good_for);
        }
        Ok(days)
    }

    /// Whoever had the units of a milestone once everything was earned got its voucher.
    fn deserved(&self, sale: &Committed, of: &OfMember) -> Broken {
        let earned = |by: &Id| self.books.earnings.get(&(self.mode, by.clone()));
        let thanks = of.earned.iter().find(|by| by.program.as_str() == "thanks").and_then(|by| earned(&by.op));
        let alone = sale.receipt.receipt_no.as_str().ends_with("/i");
        let Some(Earning { key, left, .. }) = thanks.filter(|_| !sale.receipt.voided && !alone) else { return Ok(()) };
        let program = key.program.clone().ok_or("no programme")?;
        let spent_meanwhile = self.books.too_little.contains(&(self.mode, key.member.clone(), program));
        let gone = !self.books.people.contains_key(&(self.mode, key.member.clone()));
        let paid = of.got.iter().find(|got| got.amount.is_negative()).map(|got| -got.amount.minor());
        let should = rules::bon(*left).map(|(units, _)| units);
        require(paid == should || spent_meanwhile || gone, || {
            format!("{left} thanks are {should:?}, and were {paid:?}")
        })
    }

    /// No more points pay on one day than the pack says.
    fn day(&self) -> Broken {
        let mut days: BTreeMap<(String, &Id), i64> = BTreeMap::new();
        let standing = self.tills.iter().flat_map(|told| told.receipts);
        for sale in standing.filter(|sale| sale.receipt.mode == self.mode && !sale.receipt.voided && self.calm) {
            let Some(of) = &sale.member else { continue };
            let points = of.spent.iter().filter(|by| by.program.as_str() == "points");
            let day = days.entry((sale.receipt.business_date.text(), &of.member)).or_default();
            *day += points.map(|by| by.amount.minor()).sum::<i64>();
        }
        let over = days.iter().find(|(_, paid)| **paid > POINTS_DAY);
        require(over.is_none(), || format!("more than {POINTS_DAY} points paid on one day: {over:?}"))
    }
}
