//! Paying with what a member has collected.
//!
//! What must hold: the ledger holds what is put in before it takes anything off, and no more than that is ever taken; it is
//! worth its whole value or is taken out again, and never more than the programme lets pay for the basket; whatever ends the
//! sale otherwise gives it back.

use super::super::command::Answer;
use super::super::coupons::effect_of;
use super::super::draft::Draft;
use super::super::pricing::boost::gives;
use super::super::pricing::{Content, held_coupons};
use super::super::state::{Operation, Phase, Purpose, Sale, Settle};
use super::customer::{Customer, Redemption, SpentBy, TakenBack};
use crate::ledger::ask::{Limit, Mode, Outcome, OutcomeKind, What};
use crate::ledger::member::Spend;
use crate::ledger::uses;
use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::pack::Pack;
use crate::pack::program::{Program, Spending};
use crate::price::answer::Priced;
use crate::price::request::{CouponIn, Line, LineKind, Offer, SettlesAs};
use crate::record::PointsSet;
use crate::shape::Shape;
use crate::shape::read_text;
use crate::wire::error::{Code, Refusal};
use crate::wire::member::{RedeemEvent, RedeemPoints, UnredeemPoints};
use crate::wire::tender::Accepted;

/// How a coupon that stands for a programme's units names its scheme: this and the programme.
const SCHEME: &str = "points:";

/// `loyalty.redeem`.
pub(in crate::session) fn redeem(draft: &mut Draft<'_>, x: &RedeemPoints) -> Answer {
    let accepted = draft.redeem(&x.program, x.amount)?;
    Ok(Accepted { accepted }.write())
}

/// `loyalty.unredeem`.
pub(in crate::session) fn unredeem(draft: &mut Draft<'_>, x: &UnredeemPoints) -> Answer {
    draft.unredeem(&x.program)?;
    draft.basket_answer()
}

impl Spending {
    /// What so many units are worth, minor units.
    #[must_use]
    pub fn value(&self, units: Amount) -> Option<Amount> {
        scaled(units, self.worth, self.units)
    }

    /// How many units are worth no more than this, in whole steps.
    fn units_for(&self, value: Amount) -> Option<Amount> {
        self.whole_steps(scaled(value, self.units, self.worth)?)
    }

    fn whole_steps(&self, units: Amount) -> Option<Amount> {
        let Some(step) = self.step else { return Some(units) };
        let over = units.minor().checked_rem(step.minor())?;
        units.minus(Amount::new(over).ok()?).ok()
    }
}

/// `amount * by / of`, rounded down.
pub(in crate::session) fn scaled(amount: Amount, by: Amount, of: Amount) -> Option<Amount> {
    let product = i128::from(amount.minor()).checked_mul(i128::from(by.minor()))?;
    Amount::from_wide(product.checked_div(i128::from(of.minor()))?).ok()
}

/// The offer that turns what a member puts in into a discount, or a payment: a coupon that says its own worth.
pub(in crate::session) fn offer_of(program: &Program) -> Option<Offer> {
    let spend = program.spend.as_ref()?;
    let plain = r#"{"id":"x","kind":"amount_off","name":"x","step":"reward","amount":1,"priority":1000}"#;
    let mut offer: Offer = read_text("offer", plain).ok()?;
    offer.id = scheme_of(&program.id)?;
    offer.name = program.name.clone();
    offer.when.coupon = Some(offer.id.clone());
    offer.settles_as = spend.settles_as;
    Some(offer)
}

fn scheme_of(program: &Id) -> Option<Id> {
    Id::new(&format!("{SCHEME}{program}"))
}

/// A redemption that counts, as a coupon.
pub(in crate::session) fn as_coupon(redemption: &Redemption) -> Option<CouponIn> {
    if redemption.offer.is_some() {
        return None; // the offer is what it gives
    }
    let (id, scheme) = (redemption.id.clone(), scheme_of(&redemption.program)?);
    Some(CouponIn { id, scheme, single_use: false, accept_loss: true, amount: Some(redemption.worth) })
}

/// What was paid with in a committed sale.
pub(in crate::session) fn spent(redemption: &Redemption, priced: &Priced) -> SpentBy {
    let worth = super::reward::worth_of(redemption, priced);
    let Redemption { id, program, amount, offer, .. } = redemption.clone();
    SpentBy { op: id, program, of: None, amount, worth, offer }
}

/// What the goods cost before anything of this programme was put in, and what it may pay of that.
fn limit(lines: &[Line], priced: &Priced, id: Option<&Id>, spend: &Spending) -> Result<Amount, Overflow> {
    let goods = lines.iter().zip(&priced.lines).filter(|(line, _)| line.kind == LineKind::Sale);
    let mut base = Amount::total(goods.map(|(_, figures)| figures.amount))?;
    if let (Some(id), SettlesAs::Discount) = (id, spend.settles_as) {
        base = base.minus(effect_of(priced, id))?;
    }
    if spend.min_basket.is_some_and(|least| base < least) {
        return Ok(Amount::ZERO);
    }
    let Some(rate) = spend.max_percent else { return Ok(base) };
    let product = base.wide().checked_mul(i128::from(rate.millionths())).ok_or(Overflow)?;
    Amount::from_wide(product.checked_div(100_000_000).ok_or(Overflow)?)
}

/// What of the face value of a redemption the basket had no room for; all of it if it did not apply.
fn forfeited(priced: &Priced, id: &Id, worth: Amount) -> Amount {
    let mut all = priced.adjustments.iter().chain(&priced.tendered);
    all.find(|adjustment| adjustment.coupon_id.as_ref() == Some(id)).map_or(worth, |adjustment| adjustment.forfeited)
}

impl Draft<'_> {
    /// Records what the member has put in, and what is taken back, both lists whole.
    pub(in crate::session) fn set_points(&mut self, change: impl FnOnce(&mut Vec<Redemption>, &mut Vec<TakenBack>)) {
        let Some(sale) = &self.state.sale else { return };
        let (mut redemptions, mut taken) = (sale.redemptions.clone(), sale.taken.clone());
        change(&mut redemptions, &mut taken);
        self.record(PointsSet { redemptions, taken });
    }

    /// Puts in what the member has of a programme. Answers with the operation.
    pub(in crate::session) fn redeem(&mut self, program: &Id, amount: Option<Amount>) -> Result<Id, Refusal> {
        self.allowed("loyalty")?;
        let pack = self.pack_now()?;
        let program = pack.program(program).ok_or(Code::ProgramUnknown)?;
        let spend = program.spend.as_ref().ok_or(Code::ProgramUnknown)?;
        self.stored_value().map_err(|why| Refusal::new(Code::StoredValueOff).because("reason", why))?;
        let sale = self.sale()?;
        let known = sale.customer.as_ref().and_then(|customer| customer.known.clone()).ok_or(Code::MemberNeeded)?;
        if sale.paid_with(&program.id).is_some() {
            return Err(Code::PointsTwice.into());
        }
        if spend.not_with_coupons && !sale.coupons.is_empty() {
            return Err(Code::PointsWithCoupons.into());
        }
        let has = known.balances.iter().find(|balance| balance.program == program.id);
        let most = self.most_units(program, spend, has.map(|has| has.ready).unwrap_or_default())?;
        let least = spend.least.or(spend.step).unwrap_or(uses(1));
        // All that may be: what the ledger has less of, or lets pay less of today, is as good.
        let all = amount.is_none();
        let amount = amount.unwrap_or(most);
        if most < least || (amount < least && amount.is_positive()) {
            let refusal = Refusal::new(Code::PointsShort).because("min", least.minor());
            return Err(refusal.because("most", most.minor()));
        }
        let whole = spend.whole_steps(amount) == Some(amount);
        let worth = spend.value(amount).unwrap_or_default();
        if amount > most || !whole || !worth.is_positive() {
            let refusal = Refusal::new(Code::PointsLimit).because("most", most.minor());
            return Err(refusal.because("step", spend.step.unwrap_or(uses(1)).minor()));
        }
        let (id, program_id, mode) = (self.id("op"), program.id.clone(), self.sale()?.mode);
        let since = self.ctx.now.day_start(self.ctx.offset_minutes, pack.business_day_cut);
        let what = Spend {
            member: known.id.clone(),
            program: program_id.clone(),
            unit: program.unit(&pack),
            amount,
            step: spend.step,
            least: Some(if all { least } else { amount }),
            back_days: program.on_return.back_days,
            day: spend.day_max.map(|most| Limit { most, since }),
        };
        let (program, settles_as) = (program_id, spend.settles_as);
        let redemption = Redemption { id: id.clone(), program, amount, worth, settles_as, offer: None, held: false };
        self.set_points(|list, _| list.push(redemption));
        let new = Operation::new(id.clone(), Purpose::MemberSpend, &id, mode);
        self.ask_member(new, What::Spend(what));
        Ok(id)
    }

    /// How many units the programme lets pay for the open basket, of so many that are there.
    fn most_units(&self, program: &Program, spend: &Spending, ready: Amount) -> Result<Amount, Refusal> {
        let sale = self.sale()?;
        let mut coupons = held_coupons(sale);
        let limit = limit(&sale.lines, &sale.priced, None, spend)?;
        let value = spend.value(ready.min(spend.most.unwrap_or(ready))).unwrap_or_default().min(limit);
        let id = Id::word("tried");
        let (of, settles_as) = (program.id.clone(), spend.settles_as);
        let tried = Redemption { id, program: of, amount: ready, worth: value, settles_as, offer: None, held: true };
        coupons.extend(as_coupon(&tried).filter(|_| value.is_positive()));
        let priced = self.quote(&Content::default(), &coupons, sale.customer.as_ref())?;
        let room = value.minus(forfeited(&priced, &tried.id, value))?;
        let units = spend.units_for(room).unwrap_or_default();
        Ok(units.min(ready).min(spend.most.unwrap_or(units)))
    }

    /// What a programme could put into the open basket now, in its units.
    pub(in crate::session) fn usable(&self, program: &Program) -> Option<Amount> {
        let (sale, spend) = (self.state.sale.as_ref()?, program.spend.as_ref()?);
        let known = sale.customer.as_ref()?.known.as_ref()?;
        let twice = sale.paid_with(&program.id).is_some();
        let free = !twice && (!spend.not_with_coupons || sale.coupons.is_empty());
        let has = known.balances.iter().find(|balance| balance.program == program.id).filter(|_| free)?;
        let most = self.most_units(program, spend, has.ready).ok()?;
        let least = spend.least.or(spend.step).unwrap_or(uses(1));
        (most >= least).then_some(most)
    }

    /// Takes out what the member had put in.
    pub(in crate::session) fn unredeem(&mut self, program: &Id) -> Result<(), Refusal> {
        let redemption = self.sale()?.paid_with(program).cloned().ok_or(Code::PointsTwice)?;
        self.drop_redemption(&redemption, None);
        let revision = self.sale()?.revision;
        self.reprice(revision, Content::default())
    }

    /// Gives one back, and says so.
    pub(in crate::session) fn drop_redemption(&mut self, redemption: &Redemption, code: Option<Code>) {
        let mode = self.state.sale.as_ref().map_or(Mode::Live, |sale| sale.mode);
        self.set_points(|list, _| list.retain(|known| known.id != redemption.id));
        self.settle(Purpose::Settle, mode, &redemption.id, &redemption.id, Settle::Void);
        let event = self.redeem_event(redemption, None, code);
        self.event("loyalty.unredeemed", &event);
    }

    /// Gives all of the open sale back.
    pub(in crate::session) fn drop_redemptions(&mut self) {
        for redemption in self.state.sale.iter().flat_map(|sale| &sale.redemptions).cloned().collect::<Vec<_>>() {
            self.drop_redemption(&redemption, None);
        }
    }

    /// After new figures: what the programme does not let pay any more is taken out. Says whether that changed the figures.
    pub(in crate::session) fn drop_unfit(&mut self) -> Result<bool, Refusal> {
        let sale = self.sale()?;
        let pack = self.pack_of(&sale.pack)?;
        let unfit = |redemption: &&Redemption| {
            if let Some(offer) = &redemption.offer {
                return redemption.held && gives(&sale.priced, offer).is_none();
            }
            let spend = pack.program(&redemption.program).and_then(|program| program.spend.as_ref());
            let fits = spend.is_some_and(|spend| {
                let most = limit(&sale.lines, &sale.priced, Some(&redemption.id), spend).unwrap_or_default();
                forfeited(&sale.priced, &redemption.id, redemption.worth).is_zero() && redemption.worth <= most
            });
            redemption.held && !fits
        };
        let Some(redemption) = sale.redemptions.iter().find(unfit).cloned() else { return Ok(false) };
        self.drop_redemption(&redemption, Some(Code::PointsChanged));
        Ok(true)
    }

    /// The ledger holds what was put in, or does not.
    pub(in crate::session) fn member_spent(&mut self, op: &Operation, outcome: &Outcome) {
        let of = |sale: &Sale| sale.redemptions.iter().find(|redemption| redemption.id == op.op_id).cloned();
        let done = outcome.result == OutcomeKind::Done;
        let Some(redemption) = self.state.sale.as_ref().and_then(of) else {
            if done {
                self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
            }
            return;
        };
        if !done {
            if outcome.result == OutcomeKind::Unknown {
                self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
            }
            self.set_points(|list, _| list.retain(|known| known.id != redemption.id));
            let code = super::member_code(outcome);
            let event = self.redeem_event(&redemption, outcome.balance, Some(code));
            self.event("loyalty.declined", &event);
            return self.prompt_message(code.word(), false);
        }
        let redemption = self.held_units(redemption, outcome);
        self.set_points(|list, _| {
            list.iter_mut().filter(|known| known.id == redemption.id).for_each(|known| known.clone_from(&redemption));
        });
        if self.state.phase() == Phase::Open && self.reprice_and_tell().is_err() {
            return; // a basket that was priced with it is priced with it again
        }
        let still = self.state.sale.as_ref().and_then(of).is_some();
        if still {
            let event = self.redeem_event(&redemption, outcome.balance, None);
            self.event("loyalty.redeemed", &event);
            self.close_prompt();
        }
    }

    /// What was put in, as the ledger holds it: perhaps less than was asked for.
    fn held_units(&self, redemption: Redemption, outcome: &Outcome) -> Redemption {
        let amount = outcome.amount.filter(|amount| *amount < redemption.amount).filter(|_| redemption.offer.is_none());
        let pack = self.pack_now().ok();
        let spend = pack.as_ref().and_then(|pack| pack.program(&redemption.program)?.spend.as_ref());
        let less = amount.and_then(|amount| Some((amount, spend?.value(amount)?)));
        let (amount, worth) = less.unwrap_or((redemption.amount, redemption.worth));
        Redemption { amount, worth, held: true, ..redemption }
    }

    pub(super) fn redeem_event(
        &self,
        redemption: &Redemption,
        left: Option<Amount>,
        code: Option<Code>,
    ) -> RedeemEvent {
        let texts = code.map(|code| self.texts(code));
        RedeemEvent {
            op_id: redemption.id.clone(),
            program: redemption.program.clone(),
            amount: redemption.amount,
            worth: redemption.worth,
            left,
            code: code.map(|code| Id::word(code.word())),
            cashier_text: texts.as_ref().map(|texts| texts.0.clone()),
            customer_text: texts.map(|texts| texts.1),
        }
    }
}

impl Sale {
    /// Whether something in the basket keeps coupons out of it.
    #[must_use]
    pub fn keeps_coupons_out(&self, pack: &Pack) -> bool {
        let alone =
            |program: &Id| pack.program(program).and_then(|p| p.spend.as_ref()).is_some_and(|s| s.not_with_coupons);
        self.redemptions.iter().any(|redemption| redemption.offer.is_none() && alone(&redemption.program))
    }

    /// What of a programme was put in to pay.
    #[must_use]
    pub fn paid_with(&self, program: &Id) -> Option<&Redemption> {
        self.redemptions.iter().find(|redemption| redemption.offer.is_none() && redemption.program == *program)
    }

    /// What is left to spend of a programme beside what was put in.
    #[must_use]
    pub fn left_of(&self, customer: &Customer, program: &Id) -> Amount {
        let has = customer.known.iter().flat_map(|known| &known.balances).find(|balance| balance.program == *program);
        let put_in = self.redemptions.iter().filter(|redemption| redemption.program == *program);
        let put_in = Amount::total(put_in.map(|redemption| redemption.amount)).unwrap_or_default();
        has.map(|has| has.ready).unwrap_or_default().minus(put_in).unwrap_or_default()
    }
}
