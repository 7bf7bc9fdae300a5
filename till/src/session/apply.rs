//! How each record changes the state. No rule is called here; replaying the records gives the same state again.

use super::sold::Returned;
use super::state::{
    KEPT_ANSWERS, KEPT_RECEIPTS, KEPT_REFS, KEPT_RETURNS, OpenSession, Operation, Phase, Sale, State, Tender,
};
use crate::names::Id;
use crate::record::{Record, SaleVoided};
use std::rc::Rc;

impl State {
    /// Takes a fact in.
    pub fn apply(&mut self, record: &Record) {
        match record {
            Record::JournalStarted(r) => self.epoch = Some(r.epoch.clone()),
            Record::Checkpoint(r) => *self = State::clone(&r.state),
            Record::SessionOpened(r) => {
                self.refused = None;
                self.open = Some(r.session.clone());
            }
            Record::LinkLost(_) => {
                if let Some(open) = &mut self.open {
                    Rc::make_mut(open).page.clear();
                }
            }
            Record::SessionRefused(r) => self.refused = Some(r.refused.clone()),
            Record::Configured(r) => self.configure(r),
            Record::PackAccepted(r) => {
                self.pack = Some(r.pack.clone());
                self.pack_configured = r.configured;
                self.packs.insert(r.pack.hash.to_string(), r.text.clone());
                self.forget_packs();
            }
            Record::CommandAnswered(r) => push_bounded(&mut self.answers, r.answer.clone(), KEPT_ANSWERS),
            Record::EventRaised(r) => {
                self.seq = r.event.seq;
                self.outbox.push(r.event.clone());
            }
            Record::EventsAcked(r) => self.outbox.retain(|event| event.seq > r.seq),
            Record::RequestRaised(r) => self.requests.push(r.request.clone()),
            Record::RequestClosed(r) => self.requests.retain(|request| request.req != r.req),
            Record::OpStarted(r) => self.ops.push(Operation::clone(&r.op)),
            Record::OpTried(r) => self.tried(r),
            Record::OpClosed(r) => self.ops.retain(|op| op.op_id != r.op_id),
            Record::PromptSet(r) => self.prompt = r.prompt.clone(),
            Record::PinWaitSet(r) => self.pin.clone_from(&r.wait),
            Record::NoticeSet(r) => self.notice = r.notice.clone(),
            Record::ClockJudged(r) => self.clock = r.clock.clone(),
            Record::ReceiptHidden(_) => self.shown_receipt = None,
            Record::ReceiptChoice(r) => self.receipt_choice = Some(r.clone()),
            Record::BasketOpened(r) => {
                push_bounded(&mut self.used_refs, r.sale.basket_ref.clone(), KEPT_REFS);
                self.assist = self.assist.saturating_sub(1);
                self.shown_receipt = None;
                self.prompt = None;
                self.notice = None;
                self.sale = Some(Sale::clone(&r.sale));
            }
            Record::BasketSuspended(_) => {
                let sale = self.close_sale();
                self.suspended.extend(sale);
            }
            Record::BasketResumed(r) => self.resume(&r.basket_ref),
            Record::BasketCancelled(r) => {
                if self.sale.as_ref().is_some_and(|sale| sale.basket_ref == r.basket_ref) {
                    self.close_sale();
                }
                self.suspended.retain(|sale| sale.basket_ref != r.basket_ref);
                self.forget_packs();
            }
            Record::PayOutSet(r) => match self.pay_outs.iter_mut().find(|known| known.id == r.pay_out.id) {
                Some(known) => *known = r.pay_out.clone(),
                None => self.pay_outs.push(r.pay_out.clone()),
            },
            Record::PayOutClosed(r) => self.close_pay_out(r),
            Record::SaleCommitted(r) => self.commit(&r.sale, r.show),
            Record::SaleVoided(r) => self.void(r),
            Record::CodeBroken(r) => self.book_breakage(r),
            Record::DayClosed(r) => self.close_day(&r.day),
            _ => self.apply_to_sale(record),
        }
    }

    fn resume(&mut self, basket_ref: &Id) {
        let place = self.suspended.iter().position(|sale| sale.basket_ref == *basket_ref);
        self.shown_receipt = None;
        let plan = super::plan::Plan::none();
        self.sale = place.map(|place| Sale { phase: Phase::Open, plan, ..self.suspended.remove(place) });
    }

    fn tried(&mut self, tried: &crate::record::OpTried) {
        for op in self.ops.iter_mut().filter(|op| op.op_id == tried.op_id) {
            (op.tries, op.at) = (op.tries.saturating_add(1), Some(tried.at));
        }
    }

    fn apply_to_sale(&mut self, record: &Record) {
        match record {
            Record::MemberGot(r) => return self.member_got(r),
            Record::CustomerForgotten(r) => return self.forget_customer(&r.member),
            _ => {}
        }
        let Some(sale) = &mut self.sale else { return };
        match record {
            Record::BasketPriced(r) => {
                sale.revision = r.revision;
                if let Some(lines) = &r.lines {
                    sale.lines = lines.clone();
                }
                if let Some(allowances) = r.allowances.first() {
                    sale.allowances.clone_from(&allowances.list);
                    sale.charges.clone_from(&allowances.charges);
                }
                sale.priced = r.priced.clone();
                sale.priced_at = r.at.or(sale.priced_at);
            }
            Record::CouponSet(r) => match sale.coupons.iter_mut().find(|coupon| coupon.id == r.coupon.id) {
                Some(coupon) => *coupon = r.coupon.clone(),
                None => sale.coupons.push(r.coupon.clone()),
            },
            Record::CouponDropped(r) => sale.coupons.retain(|coupon| coupon.id != r.coupon_id),
            Record::LoadSet(r) => match sale.loads.iter_mut().find(|load| load.id == r.load.id) {
                Some(load) => *load = r.load.clone(),
                None => sale.loads.push(r.load.clone()),
            },
            Record::LoadDropped(r) => sale.loads.retain(|load| load.id != r.load_id),
            Record::PointsSet(r) => {
                sale.redemptions.clone_from(&r.redemptions);
                sale.taken.clone_from(&r.taken);
            }
            Record::DealsSet(r) => sale.deals = r.deals.clone(),
            Record::CustomerSet(r) => sale.customer = Some(r.customer.clone()),
            Record::PhaseSet(r) => {
                sale.phase = r.phase;
                sale.kinds.clone_from(&r.kinds);
                sale.extended = (r.phase != Phase::Open).then_some(r.at);
                if r.phase == Phase::Open {
                    sale.plan = super::plan::Plan::none();
                }
                self.prompt = None;
            }
            Record::OriginalSet(r) => match sale.originals.iter_mut().find(|x| x.sold.id() == r.original.sold.id()) {
                Some(original) => *original = r.original.clone(),
                None => sale.originals.push(r.original.clone()),
            },
            Record::ConsentSet(r) => sale.consent = Some(r.consent.clone()),
            Record::PlanSet(r) => sale.plan = r.plan.clone(),
            Record::UndoingSet(r) => sale.undoing = Some(r.state),
            Record::HoldsExtended(r) => sale.extended = Some(r.at),
            Record::TenderSet(r) => set_tender(&mut sale.tenders, &r.tender),
            _ => {}
        }
    }

    fn close_pay_out(&mut self, closed: &crate::record::PayOutClosed) {
        let place = self.pay_outs.iter().position(|pay_out| pay_out.id == closed.id);
        let Some(pay_out) = place.map(|place| self.pay_outs.remove(place)) else { return };
        if let Some(date) = closed.paid_on {
            self.book_pay_out(&pay_out, date);
        }
    }

    fn configure(&mut self, configured: &crate::record::Configured) {
        if let Some(on) = configured.assist {
            self.assist = u32::from(on).saturating_add(u32::from(on && self.sale.is_none()));
        }
        let Some(open) = &self.open else { return };
        let mut open: OpenSession = open.as_ref().clone();
        if let Some(locale) = &configured.locale {
            open.locale = locale.clone();
        }
        if let Some(appearance) = &configured.appearance {
            open.appearance = appearance.clone();
        }
        if let Some(display) = &configured.display {
            open.display = display.clone();
        }
        self.open = Some(Rc::new(open));
    }

    fn close_sale(&mut self) -> Option<Sale> {
        self.prompt = None;
        self.notice = None;
        self.sale.take()
    }

    fn commit(&mut self, sale: &Rc<super::state::Committed>, show: bool) {
        let receipt = &sale.receipt;
        let is_this = |open: &Sale| open.basket_ref == receipt.basket_ref;
        if self.sale.as_ref().is_some_and(is_this) {
            self.close_sale();
        }
        self.suspended.retain(|open| !is_this(open));
        if !self.used_refs.contains(&receipt.basket_ref) {
            push_bounded(&mut self.used_refs, receipt.basket_ref.clone(), KEPT_REFS);
        }
        self.epos_no.insert(receipt.mode.word().to_owned(), receipt.epos_no);
        if show {
            self.shown_receipt = Some(receipt.basket_ref.clone());
        }
        self.book(sale);
        self.take_back(&sale.back, false);
        self.count_offers(sale, false);
        push_bounded(&mut self.receipts, sale.clone(), KEPT_RECEIPTS);
        self.forget_packs();
    }

    fn forget_customer(&mut self, member: &crate::names::Id) {
        for sale in self.sale.iter_mut().chain(&mut self.suspended) {
            if sale.customer.as_ref().and_then(|customer| customer.member()) == Some(member) {
                sale.customer = None;
            }
        }
        Rc::make_mut(&mut self.used).retain(|used| used.member.as_ref() != Some(member));
    }

    fn member_got(&mut self, r: &crate::record::MemberGot) {
        let known = self.receipts.iter_mut().rev().find(|sale| sale.receipt.basket_ref == r.basket_ref);
        let Some(of) = known.and_then(|sale| Rc::make_mut(sale).member.as_mut()) else { return };
        of.got.push(r.got.clone());
        if let Some(balance) = &r.got.balance {
            of.balances.retain(|known| known.program != balance.program);
            of.balances.push(balance.clone());
        }
    }

    fn void(&mut self, voided: &SaleVoided) {
        let basket_ref = &voided.basket_ref;
        let known = self.receipts.iter_mut().find(|sale| sale.receipt.basket_ref == *basket_ref);
        let sale = known.map(|sale| {
            Rc::make_mut(sale).receipt.voided = true;
            sale.clone()
        });
        if let Some(sale) = sale {
            self.count_offers(&sale, true);
            self.unbook(&sale, voided.business_date.unwrap_or(sale.receipt.business_date));
            self.take_back(&sale.back, true);
        }
        self.take_back(&voided.back, false);
        if self.shown_receipt.as_ref() == Some(basket_ref) {
            self.shown_receipt = None;
            self.receipt_choice = None;
        }
    }

    /// What a return brought back counts with what came back of the same sale before.
    fn take_back(&mut self, back: &[Returned], undone: bool) {
        for more in back {
            let returns = Rc::make_mut(&mut self.returns);
            let place = returns.iter().position(|of| of.same_sale(more.epoch.as_ref(), &more.sale));
            match place.and_then(|place| returns.get_mut(place)) {
                Some(of) => Rc::make_mut(of).add(more, undone),
                None if undone => {}
                None => push_bounded(returns, Rc::new(more.clone()), KEPT_RETURNS),
            }
        }
    }

    /// A pack stays while it is the newest, a basket refers to it, or returns of a sale price with it again.
    fn forget_packs(&mut self) {
        let newest = self.pack.iter().map(|pack| pack.hash.to_string());
        let open = self.sale.iter().chain(&self.suspended).map(|sale| sale.pack.hash.to_string());
        let sold = self.receipts.iter().filter(|sale| sale.day.is_some()).map(|sale| sale.pack.hash.to_string());
        let kept: Vec<String> = newest.chain(open).chain(sold).collect();
        self.packs.retain(|hash, _| kept.contains(hash));
    }
}

fn set_tender(tenders: &mut Vec<Tender>, tender: &Tender) {
    match tenders.iter_mut().find(|known| known.id == tender.id) {
        Some(known) => *known = tender.clone(),
        None => tenders.push(tender.clone()),
    }
}

fn push_bounded<T>(list: &mut Vec<T>, item: T, most: usize) {
    list.push(item);
    let over = list.len().saturating_sub(most);
    list.drain(..over);
}
