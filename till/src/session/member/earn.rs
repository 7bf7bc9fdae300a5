//! What a committed sale brings its member, and what a void takes away again.
//!
//! What must hold: what is asked is recorded with the sale before it is asked, each under its own id, and asked until it is
//! answered; nothing here holds up a sale; what was earned is told with what the ledger said, never with what was hoped for.

use super::super::draft::Draft;
use super::super::state::{Committed, Operation, Purpose, Sale, Settle};
use super::super::used::limited;
use super::customer::{EarnedBy, Got, OfMember, SpentBy};
use super::join::given;
use super::message::Told;
use super::{DAY, balances};
use crate::ledger::ask::{Limit, Outcome, OutcomeKind, What};
use crate::ledger::member::{Earn, TakeBack, Visit};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::program::{Program, ValidTo};
use crate::pack::{MessageKind, Pack};
use crate::price::answer::Priced;
use crate::receipt::Receipt;
use crate::record::MemberGot;
use crate::time::Instant;
use crate::wire::basket::BasketKind;
use crate::wire::member::{BalanceState, EarnedEvent};

impl Draft<'_> {
    /// What a sale brings its customer: worked out before the sale is recorded, asked for after it.
    pub(in crate::session) fn of_member(
        &mut self,
        sale: &Sale,
        receipt: &Receipt,
        posted: &[Id],
        pack: &Pack,
        vouchers: bool,
    ) -> Option<OfMember> {
        let known = sale.customer.as_ref().and_then(|customer| customer.known.clone())?;
        let mut earned: Vec<EarnedBy> = Vec::new();
        for (program, offer, amount) in earns(&receipt.priced, pack) {
            match earned.iter_mut().find(|by| by.program == program.id) {
                Some(by) => {
                    by.amount = by.amount.plus(amount).unwrap_or(by.amount);
                    by.offers.push(offer.clone());
                }
                None => {
                    let (ready, until) = self.times(program);
                    let (op, program, offers) = (self.id("op"), program.id.clone(), vec![offer.clone()]);
                    earned.push(EarnedBy { op, program, offers, amount, ready, until });
                }
            }
        }
        let spent = sale.redemptions.iter().filter(|redemption| posted.contains(&redemption.id));
        let spent: Vec<SpentBy> = spent.map(|by| super::redeem::spent(by, &receipt.priced)).collect();
        let mut balances = balances(&known, pack);
        for balance in &mut balances {
            let less = Amount::total(spent.iter().filter(|by| by.program == balance.program).map(|by| by.amount));
            balance.take(less.unwrap_or_default());
            balance.worth = pack.program(&balance.program).and_then(|p| p.spend.as_ref()?.value(balance.ready));
        }
        let counts = receipt.kind != BasketKind::Refund;
        let visit = counts.then(|| self.id("op"));
        let (member, consents) = (known.id.clone(), given(&known));
        let (got, limited, vouchers) = (Vec::new(), limited(receipt, pack), vouchers && self.able("print"));
        Some(OfMember { member, visit, earned, spent, consents, balances, got, limited, vouchers })
    }

    /// When something earned now can be spent, and until when.
    fn times(&self, program: &Program) -> (Option<Instant>, Option<Instant>) {
        let now = self.state.trusted(self.ctx.now);
        let days = |from: Instant, days: u32| from.after(i64::from(days).saturating_mul(DAY));
        let ready = (program.ready_days > 0).then(|| days(now, program.ready_days));
        let until = program.valid_days.map(|valid| {
            let until = days(ready.unwrap_or(now), valid);
            match program.valid_to {
                ValidTo::Moment => until,
                ValidTo::Day => until.period_end(self.ctx.offset_minutes, false, false),
                ValidTo::Month => until.period_end(self.ctx.offset_minutes, true, false),
                ValidTo::Year => until.period_end(self.ctx.offset_minutes, true, true),
            }
        });
        let until = match (until, program.valid_until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        (ready, until)
    }

    /// Asks for what a committed sale brings its member.
    pub(in crate::session) fn ask_earned(&mut self, sale: &Committed) {
        let (Some(of), Ok(pack)) = (&sale.member, self.pack_of(&sale.pack)) else { return };
        let (mode, basket_ref) = (sale.receipt.mode, &sale.receipt.basket_ref);
        if let Some(visit) = &of.visit {
            let new = Operation::new(visit.clone(), Purpose::MemberTidy, basket_ref, mode);
            self.ask_member(new, What::Visit(Visit { member: of.member.clone() }));
        }
        for by in &of.earned {
            let Some(program) = pack.program(&by.program) else { continue };
            let caps = self.caps(program, &pack, self.state.trusted(sale.receipt.at)); // the ledger goes by that time
            let earn = Earn {
                member: of.member.clone(),
                program: by.program.clone(),
                unit: program.unit(&pack),
                amount: by.amount,
                ready: by.ready,
                until: by.until,
                caps,
            };
            let new = Operation::new(by.op.clone(), Purpose::MemberEarn, basket_ref, mode);
            self.ask_member(Operation { scheme: Some(by.program.clone()), ..new }, What::Earn(earn));
        }
        if of.earned.is_empty() {
            self.tell_after_sale(sale, of, &pack);
        }
    }

    /// What may be earned in a programme, each since a moment. The cap of one sale is a cap since this sale.
    fn caps(&self, program: &Program, pack: &Pack, at: Instant) -> Vec<Limit> {
        let offset = self.ctx.offset_minutes;
        let day = at.day_start(offset, pack.business_day_cut);
        let since = [
            (program.caps.day, day),
            (program.caps.month, at.month_start(offset)),
            (program.caps.customer, Instant::default()),
        ];
        since.into_iter().filter_map(|(most, since)| Some(Limit { most: most?, since })).collect()
    }

    /// The ledger has said what of something earned is there.
    pub(in crate::session) fn member_earned(&mut self, op: &Operation, outcome: &Outcome) {
        let Some(sale) = self.state.committed(&op.subject).cloned() else { return };
        let (Some(of), Ok(pack)) = (&sale.member, self.pack_of(&sale.pack)) else { return };
        let Some(by) = of.earned.iter().find(|by| by.op == op.op_id) else { return };
        let amount = outcome.amount.filter(|_| outcome.result == OutcomeKind::Done).unwrap_or_default();
        let balance = earned_balance(of, by, amount, outcome.balance, &pack);
        let (op, basket_ref) = (op.op_id.clone(), op.subject.clone());
        let got = Got { op: op.clone(), amount, balance: balance.clone() };
        self.record(MemberGot { basket_ref: basket_ref.clone(), got });
        let event = EarnedEvent {
            op_id: op,
            basket_ref: basket_ref.clone(),
            member: of.member.clone(),
            program: by.program.clone(),
            amount,
            ready_at: by.ready,
            until: by.until,
            balance,
        };
        self.event("loyalty.earned", &event);
        let now = self.state.committed(&basket_ref).cloned();
        if let Some((sale, of)) = now.as_ref().and_then(|sale| Some((sale, sale.member.as_ref()?)))
            && of.got.len() >= of.earned.len()
        {
            self.tell_after_sale(sale, of, &pack);
        }
    }

    fn tell_after_sale(&mut self, sale: &Committed, of: &OfMember, pack: &Pack) {
        let Some(visit) = of.visit.clone() else { return };
        let told = Told::of_sale(of, &sale.receipt.basket_ref);
        self.message(MessageKind::AfterSale, &visit, told, pack);
        self.pay_milestones(sale, of, pack);
    }

    /// A void takes away what the sale brought. What of it is spent already is the shop's loss: the sale never was.
    pub(in crate::session) fn void_earned(&mut self, sale: &Committed) {
        let (mode, basket_ref) = (sale.receipt.mode, &sale.receipt.basket_ref);
        for taken in &sale.taken {
            self.settle(Purpose::Settle, mode, basket_ref, &taken.op, Settle::Reverse);
        }
        for given in &sale.points_back {
            self.settle(Purpose::Settle, mode, basket_ref, &given.op, Settle::Reverse);
        }
        let Some(of) = &sale.member else { return };
        for by in &of.earned {
            let what = TakeBack { member: of.member.clone(), of: by.op.clone(), amount: by.amount };
            let new = Operation::new(self.id("op"), Purpose::MemberTidy, basket_ref, mode);
            self.ask_member(Operation { of: Some(by.op.clone()), ..new }, What::TakeBack(what));
        }
        if let Some(visit) = &of.visit {
            self.settle(Purpose::Settle, mode, basket_ref, visit, Settle::Reverse);
        }
    }
}

impl BalanceState {
    /// More is there, until then: what expires next may be it, or more.
    fn put(&mut self, units: Amount, until: Option<Instant>) {
        let sooner = self.expires.zip(until).is_some_and(|(next, until)| until < next);
        if self.ready.is_zero() || sooner {
            (self.expires, self.expiring) = (until, until.map(|_| units));
        } else if self.expires == until {
            self.expiring = self.expiring.and_then(|next| next.plus(units).ok());
        }
    }

    /// Less is there: what expires next goes first, and what comes after that the ledger has not said.
    pub(super) fn take(&mut self, units: Amount) {
        self.ready = self.ready.minus(units).unwrap_or(self.ready);
        self.expiring = self.expiring.and_then(|next| next.minus(units).ok()).filter(|next| next.is_positive());
        self.expires = self.expires.filter(|_| self.expiring.is_some());
    }
}

/// What each offer earns, with its programme; the cap of one sale holds for a programme's offers together.
fn earns<'a>(priced: &'a Priced, pack: &'a Pack) -> Vec<(&'a Program, &'a Id, Amount)> {
    let mut found: Vec<(&Program, &Id, Amount)> = Vec::new();
    for earned in &priced.earned {
        let Some(program) = super::view::earned_by(pack, &earned.offer_id) else { continue };
        let so_far = found.iter().filter(|(other, ..)| other.id == program.id).map(|(_, _, amount)| *amount);
        let so_far = Amount::total(so_far).unwrap_or_default();
        let room = program.caps.sale.map_or(Ok(earned.amount), |cap| cap.minus(so_far)).unwrap_or_default();
        let amount = earned.amount.min(room);
        if amount.is_positive() {
            found.push((program, &earned.offer_id, amount));
        }
    }
    found
}

/// What the member has of a programme once something of it is earned: as the ledger says, else as it was with it.
fn earned_balance(
    of: &OfMember,
    by: &EarnedBy,
    amount: Amount,
    said: Option<Amount>,
    pack: &Pack,
) -> Option<BalanceState> {
    let program = pack.program(&by.program)?;
    let before = of.balances.iter().find(|balance| balance.program == by.program).cloned();
    let mut balance = before.unwrap_or_else(|| BalanceState {
        program: program.id.clone(),
        name: program.name.clone(),
        kind: program.kind,
        ready: Amount::ZERO,
        pending: Amount::ZERO,
        expires: None,
        expiring: None,
        worth: None,
        counts: (!program.tiers.is_empty()).then_some(Amount::ZERO),
    });
    balance.counts = balance.counts.and_then(|counts| counts.plus(amount).ok());
    if by.ready.is_none() && amount.is_positive() {
        balance.put(amount, by.until);
    }
    if by.ready.is_some() {
        balance.pending = balance.pending.plus(amount).unwrap_or(balance.pending);
    } else {
        balance.ready = balance.ready.plus(amount).unwrap_or(balance.ready);
    }
    balance.ready = said.unwrap_or(balance.ready);
    balance.worth = program.spend.as_ref().and_then(|spend| spend.value(balance.ready));
    Some(balance)
}
