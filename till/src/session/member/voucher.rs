//! Milestones that pay a voucher: what was collected becomes a code for the next purchase.
//!
//! What must hold: the units are held before a code is made and gone once the ledger knows it; of one programme a sale pays one
//! voucher; a voided sale's is recalled with its units as long as it is not printed.

use super::super::draft::Draft;
use super::super::state::{Committed, Operation, Purpose, Settle};
use super::customer::{Got, OfMember, Redemption};
use crate::ledger::ask::{Outcome, OutcomeKind, What};
use crate::ledger::member::Spend;
use crate::money::Amount;
use crate::names::Id;
use crate::pack::Pack;
use crate::pack::program::{Milestone, Program};
use crate::price::request::SettlesAs;
use crate::record::MemberGot;

/// The highest milestone with a voucher that so much reaches.
fn reached(program: &Program, ready: Amount) -> Option<&Milestone> {
    program.milestones.iter().rev().find(|milestone| milestone.voucher.is_some() && milestone.at <= ready)
}

impl OfMember {
    /// What holds the units of vouchers that milestones paid; their vouchers have the same ids.
    pub(in crate::session) fn paid_out(&self) -> impl Iterator<Item = &Id> {
        self.got.iter().filter(|got| got.amount.is_negative()).map(|got| &got.op)
    }
}

impl Draft<'_> {
    /// After a sale: what is reached is held for its voucher.
    pub(super) fn pay_milestones(&mut self, sale: &Committed, of: &OfMember, pack: &Pack) {
        if !of.vouchers || sale.receipt.voided || self.stored_value().is_err() {
            return;
        }
        for balance in &of.balances {
            let Some(program) = pack.program(&balance.program) else { continue };
            let Some(milestone) = reached(program, balance.ready) else { continue };
            let amount = if milestone.carry { milestone.at } else { balance.ready };
            let spend = Spend {
                member: of.member.clone(),
                program: program.id.clone(),
                unit: program.unit(pack),
                amount,
                step: None,
                least: Some(amount),
                back_days: None,
                day: None,
            };
            let (id, basket_ref) = (self.id("op"), &sale.receipt.basket_ref);
            let new = Operation::new(id, Purpose::MemberVoucher, basket_ref, sale.receipt.mode);
            self.ask_member(Operation { scheme: Some(program.id.clone()), ..new }, What::Spend(spend));
        }
    }

    /// The ledger holds what a voucher takes, or does not.
    pub(super) fn milestone_held(&mut self, op: &Operation, outcome: &Outcome) {
        if outcome.result != OutcomeKind::Done {
            return; // spent elsewhere meanwhile
        }
        let sale = self.state.committed(&op.subject).filter(|sale| !sale.receipt.voided).cloned();
        let made = sale.and_then(|sale| self.make_voucher(&sale, op, outcome));
        if made.is_none() {
            self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
        }
    }

    fn make_voucher(&mut self, sale: &Committed, op: &Operation, outcome: &Outcome) -> Option<()> {
        let (of, pack) = (sale.member.as_ref()?, self.pack_of(&sale.pack).ok()?);
        let program = pack.program(op.scheme.as_ref()?)?;
        let amount = outcome.amount?;
        let before = of.balances.iter().find(|balance| balance.program == program.id)?;
        let voucher = reached(program, amount)?.voucher.as_ref()?;
        let scheme = pack.coupon(&voucher.scheme)?;
        let mut balance = before.clone();
        balance.take(amount);
        balance.ready = outcome.balance.unwrap_or(balance.ready);
        balance.worth = program.spend.as_ref().and_then(|spend| spend.value(balance.ready));
        let balance = Some(balance);
        let got = Got { op: op.op_id.clone(), amount: amount.negated(), balance };
        self.record(MemberGot { basket_ref: op.subject.clone(), got });
        let (id, program, worth) = (op.op_id.clone(), program.id.clone(), Amount::ZERO);
        let (settles_as, offer) = (SettlesAs::Discount, None);
        let spent = Redemption { id, program, amount, worth, settles_as, offer, held: true };
        let event = self.redeem_event(&spent, outcome.balance, None);
        self.event("loyalty.redeemed", &event);
        self.issue_for(scheme, voucher.valid_days, &op.op_id, op.mode).then_some(())
    }
}
