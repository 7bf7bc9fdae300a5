//! The screen, derived from the state.

pub(in crate::session) mod explain;
mod idle;

use super::Session;
use super::state::{
    Committed, Coupon, Loss, OpenSession, Phase, PinWait, PromptKind, Purpose, Sale, State, Tender, TenderPhase,
};
use super::suggest::suggest;
use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::pack::Pack;
use crate::price::answer::{Adjustment, ChargeOut, Priced, PricedLine, Scope};
use crate::price::cash_round;
use crate::price::request::Line;
use crate::screen::{
    BasketView, Body, CouponView, DiscountView, GiveBackView, LineView, Look, LossView, PaymentView, ReceiptView,
    Screen, ServiceView, TaxView, TenderView, Work,
};
use crate::session::coupons::effect_of;
use crate::time::Instant;
use crate::wire::basket::{BasketKind, TenderKind};
use crate::wire::error::Code;
use crate::wire::refund::DueState;
use crate::wire::session::{Role, Theme};

impl Session {
    /// What the page shows now; `now` is for what ends by itself, such as the device token.
    #[must_use]
    pub fn screen(&self, now: Instant) -> Screen {
        let (state, open) = (&self.state, self.state.open.as_ref());
        let sale = state.sale.as_ref();
        let shown = self.shown_receipt();
        let asked = state.pin_wait().map(|wait| wait.op.mode);
        let mode = asked.or(sale.map(|sale| sale.mode)).or(shown.map(|shown| shown.receipt.mode));
        let currency = sale.map(|sale| sale.currency).or(shown.map(|shown| shown.receipt.currency));
        let pack = state.pack.as_ref().and_then(|pack| self.pack(pack));
        Screen {
            locale: state.screen_locale().to_owned(),
            second: state.second_locale().to_owned(),
            theme: open.map_or(Theme::Auto, |open| open.appearance.theme),
            look: open.map(|open| Look::of(&open.appearance)).unwrap_or_default(),
            role: open.map_or(Role::Customer, |open| open.display.role),
            touch: open.is_none_or(|open| open.display.touch),
            focus: open.is_some_and(|open| open.display.focus_on_prompt),
            mode: mode.unwrap_or(Mode::Live),
            currency: currency.unwrap_or(Currency::EUR),
            notice: self.wrong(now).map(|key| self.notice(key)),
            assist: state.assist > 0,
            volume: pack.map_or(0, |pack| pack.sound_volume),
            body: self.body(),
        }
    }

    fn shown_receipt(&self) -> Option<&Committed> {
        self.state.shown_receipt.as_ref().and_then(|id| self.state.committed(id)).map(AsRef::as_ref)
    }

    pub(super) fn body(&self) -> Body {
        let state = &self.state;
        if !self.setup.secure {
            let code = Code::InsecureContext.word();
            return Body::OutOfService { code, message: self.error_text(code) };
        }
        if let Some(code) = self.not_let_in() {
            return Body::NotAuthorised { code: code.word(), message: self.error_text(code.word()) };
        }
        if let Some(wait) = state.pin_wait() {
            return self.pin_body(wait);
        }
        let service = state.prompt.as_ref().is_some_and(|prompt| prompt.asks == PromptKind::Service);
        match (&state.sale, self.shown_receipt(), &state.open) {
            (None, _, Some(open)) if service => Body::Service(self.service(open)),
            (Some(sale), _, _) => self.sale_body(sale),
            (None, Some(shown), _) => {
                Body::Receipt(ReceiptView { paper: state.paper(&shown.receipt.basket_ref), ..receipt(shown) })
            }
            (None, None, None) => Body::Waiting,
            (None, None, Some(_)) => self.idle(),
        }
    }

    fn service(&self, open: &OpenSession) -> ServiceView {
        ServiceView {
            build: self.setup.build.clone(),
            place: [open.device.clone(), open.store.clone(), open.till.clone()],
            pack: self.state.pack.clone(),
            storage: self.setup.health.word(),
            restarts: self.setup.restarts,
            unacknowledged: self.state.outbox.len(),
            unresolved: super::report::unresolved(&self.state),
        }
    }

    /// Why nobody is let in, if the register was refused since this page was loaded.
    fn not_let_in(&self) -> Option<Code> {
        let refused = self.state.refused.as_ref().filter(|refused| refused.page == self.setup.page);
        refused.and_then(|refused| Code::of(refused.code.as_str()))
    }

    fn sale_body(&self, sale: &Sale) -> Body {
        let asks = |coupon: &Coupon| {
            let Loss { gives, loses } = coupon.asks.clone()?;
            Some(LossView { name: coupon.name.clone(), gives, loses })
        };
        match (sale.phase, &self.state.prompt, sale.coupons.iter().find_map(asks)) {
            (Phase::Paying, ..) => self.paying(sale),
            (Phase::Open, _, Some(asks)) => Body::Loss(asks),
            (Phase::Open, Some(prompt), None) => self.prompt_body(sale, prompt),
            _ => Body::Basket(self.basket_view(sale)),
        }
    }

    fn paying(&self, sale: &Sale) -> Body {
        let payment = self.payment(sale);
        if let Some(tender) = sale.active() {
            return self.active(tender, payment);
        }
        let noticed = self.state.notice.as_ref().and_then(|notice| sale.tender(&notice.tender).map(|t| (notice, t)));
        match noticed {
            Some((notice, tender)) => match &notice.code {
                Some(code) => self.declined(Some(payment), tender.kind, code.as_str()),
                None => {
                    let (kind, amount, balance) = (tender.kind, tender.amount, tender.balance);
                    Body::Approved { payment, kind, amount, balance, gaps: tender.gaps.clone() }
                }
            },
            None => Body::Payment(payment),
        }
    }

    fn active(&self, tender: &Tender, payment: PaymentView) -> Body {
        match tender.phase {
            TenderPhase::NeedsCard => match &tender.problem {
                Some(code) => self.declined(Some(payment), tender.kind, code.as_str()),
                None => Body::GiftCard(payment),
            },
            TenderPhase::NeedsPin => Body::Pin {
                payment: Some(payment),
                why: tender.due.map(|_| "screen.pin_new"),
                busy: false,
                ends: false,
                masked: tender.masked.clone().unwrap_or_default(),
                length: self.pin_length(tender),
                message: tender.problem.as_ref().map(|code| self.pin_message(code.as_str(), tender.tries_left)),
                covers: tender.amount,
                gaps: tender.gaps.clone(),
            },
            _ => {
                let work = match tender.phase {
                    _ if tender.cancel => Work::Cancelling,
                    TenderPhase::Unknown => Work::Unknown,
                    _ => Work::Taking,
                };
                Body::Working { payment, kind: tender.kind, amount: tender.amount, work }
            }
        }
    }

    fn declined(&self, payment: Option<PaymentView>, kind: TenderKind, code: &str) -> Body {
        Body::Declined { payment, kind, message: self.error_text(code) }
    }

    /// A card beside a sale waits for its PIN, or nothing came of it.
    fn pin_body(&self, wait: &PinWait) -> Body {
        let problem = wait.problem.as_ref().map(Id::as_str);
        if let Some(code) = problem.filter(|_| wait.over) {
            return self.declined(None, TenderKind::GiftCard, code);
        }
        let why = match wait.op.purpose {
            Purpose::Statement => "screen.pin_statement",
            Purpose::CashOut => "screen.pin_cash_out",
            Purpose::Transfer => "screen.pin_transfer",
            _ => "screen.pin_balance",
        };
        Body::Pin {
            payment: None,
            why: Some(why),
            busy: wait.busy,
            ends: wait.warned,
            masked: wait.op.text.clone().unwrap_or_default(),
            length: wait.length,
            message: problem.map(|code| self.pin_message(code, wait.tries_left)),
            covers: Amount::ZERO,
            gaps: Vec::new(),
        }
    }

    fn pin_length(&self, tender: &Tender) -> u32 {
        let pack = self.state.sale.as_ref().and_then(|sale| self.pack(&sale.pack));
        let scheme = pack.and_then(|pack| tender.scheme.as_ref().and_then(|id| pack.token(id)));
        scheme.map_or(4, |scheme| scheme.pin_length)
    }

    fn pin_message(&self, code: &str, tries_left: Option<u32>) -> String {
        let text = self.error_text(code);
        match tries_left {
            Some(left) => {
                let left = left.to_string();
                let tries = self.shown_text("screen.pin_tries", &[("n", &left)]);
                format!("{text} {tries}")
            }
            None => text,
        }
    }

    pub(super) fn error_text(&self, code: &str) -> String {
        let key = if code == "coupon_applied" {
            "screen.coupon_applied".to_owned()
        } else {
            format!("error.{code}.{}", if self.state.of_cashier() { "cashier" } else { "customer" })
        };
        self.shown_text(&key, &[])
    }

    /// In the languages of the customer's screens.
    fn shown_text(&self, key: &str, places: &[(&str, &str)]) -> String {
        self.setup.texts.both(self.state.screen_locale(), self.state.second_locale(), key, places)
    }

    fn payment(&self, sale: &Sale) -> PaymentView {
        let remaining = if sale.to_pay().is_positive() { sale.to_pay() } else { sale.remaining() };
        let cash = self.pack(&sale.pack).and_then(|pack| cash_of(remaining, pack));
        PaymentView {
            total: sale.priced.totals.payable,
            remaining,
            cash_remaining: cash.filter(|cash| *cash != remaining && sale.kinds.contains(&TenderKind::Cash)),
            savings: savings(&sale.priced),
            tenders: sale.tenders.iter().filter(|t| t.phase == TenderPhase::Approved).map(tender).collect(),
            choices: if remaining.is_positive() { sale.kinds.clone() } else { Vec::new() },
            suggested: self.pack(&sale.pack).and_then(|pack| suggest(sale, pack).ok()).unwrap_or_default(),
            give_back: sale.dues().into_iter().map(give_back).collect(),
        }
    }
}

fn give_back(due: DueState) -> GiveBackView {
    GiveBackView { kind: due.kind, amount: due.amount, given: due.given, masked: due.masked }
}

fn cash_of(amount: Amount, pack: &Pack) -> Option<Amount> {
    cash_round(amount, &pack.options).ok()
}

fn savings(priced: &Priced) -> Amount {
    priced.totals.discounts.plus(priced.totals.reductions).unwrap_or(Amount::ZERO).negated()
}

fn tender(tender: &Tender) -> TenderView {
    TenderView {
        id: tender.id.clone(),
        kind: tender.kind,
        amount: tender.amount,
        masked: tender.masked.clone(),
        approved: tender.phase == TenderPhase::Approved,
    }
}

/// Without what its member has.
pub(super) fn basket(sale: &Sale) -> BasketView {
    let open = sale.phase == Phase::Open;
    let coupons = sale.coupons.iter().map(|coupon| CouponView {
        id: coupon.id.clone(),
        name: coupon.name.clone(),
        amount: effect_of(&sale.priced, &coupon.id),
        pending: !coupon.held,
        removable: open,
    });
    BasketView {
        coupons: coupons.collect(),
        customer: sale.customer.as_ref().map(|customer| customer.masked.clone()),
        frozen: !open,
        kind: sale.kind,
        consent: sale.consent.as_ref().map(|consent| consent.state),
        ..figures(&sale.lines, &sale.priced, &|line| {
            sale.loads.iter().find(|load| load.line_id == *line).map(|load| load.masked.clone())
        })
    }
}

/// `card`: which gift card a line loads, masked.
fn figures(lines: &[Line], priced: &Priced, card: &dyn Fn(&Id) -> Option<String>) -> BasketView {
    let view = |(line, figures): (&Line, &PricedLine)| LineView {
        id: line.id.clone(),
        name: line.name.clone(),
        quantity: line.quantity,
        unit: line.unit,
        unit_price: line.unit_price,
        list: figures.list,
        amount: on_its_own(figures, priced),
        discounts: priced.adjustments.iter().filter(|a| is_on(a, line)).map(discount).collect(),
        child: line.parent.is_some(),
        card: card(&line.id),
    };
    BasketView {
        lines: lines.iter().zip(&priced.lines).map(view).collect(),
        discounts: priced.adjustments.iter().filter(|a| a.scope != Scope::Line).map(discount).collect(),
        charges: priced.charges.iter().map(charge).collect(),
        coupons: Vec::new(),
        near: Vec::new(),
        earns: Vec::new(),
        offers: Vec::new(),
        savings: savings(priced),
        total: priced.totals.payable,
        customer: None,
        balances: Vec::new(),
        frozen: true,
        kind: BasketKind::Sale,
        consent: None,
    }
}

/// What a line costs before what is taken off the basket or a set, which the view lists apart.
fn on_its_own(figures: &PricedLine, priced: &Priced) -> Amount {
    let apart = priced.adjustments.iter().filter(|adjustment| adjustment.scope != Scope::Line);
    let shares = apart.flat_map(|adjustment| &adjustment.shares).filter(|share| share.line_id == figures.id);
    let taken = Amount::total(shares.map(|share| share.amount)).unwrap_or(Amount::ZERO);
    figures.amount.minus(taken).unwrap_or(figures.amount)
}

fn is_on(adjustment: &Adjustment, line: &Line) -> bool {
    adjustment.scope == Scope::Line && adjustment.shares.iter().any(|share| share.line_id == line.id)
}

fn charge(charge: &ChargeOut) -> DiscountView {
    DiscountView { text: charge.reason.clone(), amount: charge.amount }
}

fn discount(adjustment: &Adjustment) -> DiscountView {
    DiscountView { text: adjustment.text_38.clone(), amount: adjustment.amount }
}

fn receipt(sale: &Committed) -> ReceiptView {
    let receipt = &sale.receipt;
    let tenders = receipt.tenders.iter().map(|tender| TenderView {
        id: tender.tender_ref.clone(),
        kind: tender.kind,
        amount: tender.amount.plus(tender.rounding).unwrap_or(tender.amount), // what was paid, as the receipt prints it
        masked: tender.masked.clone(),
        approved: true,
    });
    let taxes = receipt.priced.taxes.iter().map(|tax| TaxView {
        name: tax.name.clone(),
        rate: tax.rate,
        net: tax.net,
        tax: tax.tax,
    });
    ReceiptView {
        receipt_no: receipt.receipt_no.clone(),
        epos_no: receipt.epos_no,
        kind: receipt.kind,
        originals: receipt.originals.iter().map(|original| original.receipt_no.clone()).collect(),
        basket: BasketView {
            kind: receipt.kind,
            balances: super::member::of_receipt(sale),
            ..figures(&receipt.lines, &receipt.priced, &|line| {
                receipt.loads.iter().find(|load| load.line_id == *line).map(|load| load.masked.clone())
            })
        },
        tenders: tenders.collect(),
        rounding: Amount::total(receipt.tenders.iter().map(|tender| tender.rounding)).unwrap_or(Amount::ZERO),
        change: sale.change,
        taxes: taxes.collect(),
        qr: receipt.fiscal.qr.clone(),
        fiscal: receipt.fiscal.lines.clone(),
        pending: receipt.fiscal.pending,
        vouchers: u32::try_from(sale.voucher_ids.len()).unwrap_or(u32::MAX),
        paper: None,
    }
}

impl State {
    /// When something that is shown ends.
    pub(super) fn notice_ends(&self) -> Option<Instant> {
        self.notice.as_ref().map(|notice| notice.until)
    }
}
