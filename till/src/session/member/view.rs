//! The screens of members, derived from the state.

use super::super::Session;
use super::super::state::{Committed, Phase, PromptKind, PromptState, Sale};
use super::super::view::explain::earns;
use crate::codes::IdentityKind;
use crate::money::Amount;
use crate::names::Id;
use crate::pack::program::Program;
use crate::pack::{Pack, TokenKind};
use crate::price::answer::Priced;
use crate::screen::{BalanceView, Body, ConsentView, EntryView, MemberScreen, PersonView, PointsView};

impl Session {
    /// The prompt that is open over a basket.
    pub(in crate::session) fn prompt_body(&self, sale: &Sale, prompt: &PromptState) -> Body {
        let message = prompt.message.as_ref().map(|code| self.error_text(code.as_str()));
        let (busy, good) = (prompt.busy.is_some(), prompt.good);
        let view = self.basket_view(sale);
        let pack = self.pack(&sale.pack);
        match (prompt.asks, pack) {
            (PromptKind::Identify | PromptKind::Join, Some(pack)) => {
                let person = Some(person(pack, prompt));
                Body::Identify(EntryView { basket: view, busy, message, good, person })
            }
            (PromptKind::Consent, Some(pack)) => {
                let place = prompt.joining.as_ref().map_or(0, |joining| joining.said.len());
                let Some(rule) = pack.members.consents.get(place) else { return Body::Basket(view) };
                let words = pack.texts.get(self.state.customer_locale()).or_else(|| pack.texts.values().next());
                let text = words.and_then(|words| words.get(&format!("consent.{}", rule.id))).cloned();
                let place = (place.saturating_add(1), pack.members.consents.len());
                let (text, required) = (text.unwrap_or_default(), rule.required);
                Body::Consent(ConsentView { basket: view, text, required, place })
            }
            (PromptKind::Member, _) => {
                let movements = prompt.statement.as_ref().map(|statement| statement.movements.clone());
                Body::Member(MemberScreen { basket: view, program: prompt.program.clone(), movements })
            }
            (PromptKind::Offers, _) => Body::Offers(view),
            (PromptKind::Points, Some(pack)) => {
                let of = |balance: &&BalanceView| Some(&balance.program) == prompt.program.as_ref();
                let Some(balance) = view.balances.iter().find(of).cloned() else { return Body::Basket(view) };
                let spend = pack.program(&balance.program).and_then(|program| program.spend.as_ref());
                let most = prompt.most.and_then(|most| Some((most, spend?.value(most)?)));
                Body::Points(PointsView { basket: view, balance, most, busy, message })
            }
            _ => Body::Coupon(EntryView { basket: view, busy, message, good, person: None }),
        }
    }

    /// The basket with what its member has.
    pub(in crate::session) fn basket_view(&self, sale: &Sale) -> crate::screen::BasketView {
        let mut view = self.explained(sale);
        if let Some(pack) = self.pack(&sale.pack) {
            view.balances = of_sale(sale, pack);
            if !view.balances.is_empty() {
                // What goes to a programme of the member's stands beside its balance.
                view.earns = earns(&sale.priced.earned, &|earned| earned_by(pack, &earned.offer_id).is_none());
            }
        }
        view
    }
}

fn person(pack: &Pack, prompt: &PromptState) -> PersonView {
    let cards = pack.tokens.iter().any(|scheme| scheme.kind == TokenKind::Member);
    let others = pack.members.identities.iter().copied().filter(|kind| *kind != IdentityKind::Card);
    let kinds: Vec<IdentityKind> = cards.then_some(IdentityKind::Card).into_iter().chain(others).collect();
    let first = kinds.first().copied().unwrap_or(IdentityKind::Card);
    PersonView {
        kind: prompt.kind.unwrap_or(first),
        kinds,
        calling_code: pack.members.calling_code.clone(),
        joins: pack.members.joins,
        joining: prompt.asks == PromptKind::Join,
    }
}

/// The programme that takes what an offer brings.
pub(super) fn earned_by<'p>(pack: &'p Pack, offer: &Id) -> Option<&'p Program> {
    let offer = pack.offers.iter().find(|known| known.id == *offer)?;
    pack.program_of(offer.kind, offer.earn.as_ref().and_then(|earn| earn.program.as_ref()))
}

/// What the basket brings of a programme.
fn earning(priced: &Priced, program: &Id, pack: &Pack) -> Amount {
    let of = |earned: &&crate::price::answer::Earned| {
        earned_by(pack, &earned.offer_id).is_some_and(|its| its.id == *program)
    };
    let sum = Amount::total(priced.earned.iter().filter(of).map(|earned| earned.amount)).unwrap_or_default();
    pack.program(program).and_then(|program| program.caps.sale).map_or(sum, |cap| sum.min(cap))
}

fn of_sale(sale: &Sale, pack: &Pack) -> Vec<BalanceView> {
    let Some(customer) = sale.customer.as_ref().filter(|customer| customer.known.is_some()) else {
        return Vec::new();
    };
    let view = |program: &Program| {
        let has = customer.known.iter().flat_map(|known| &known.balances).find(|has| has.program == program.id);
        let earning = earning(&sale.priced, &program.id, pack);
        let used = sale.paid_with(&program.id);
        if has.is_none() && !earning.is_positive() {
            return None;
        }
        let ready = sale.left_of(customer, &program.id);
        let open = sale.phase == Phase::Open && used.is_none();
        Some(BalanceView {
            program: program.id.clone(),
            name: program.name.clone(),
            kind: program.kind,
            ready,
            pending: has.map(|has| has.pending).unwrap_or_default(),
            expires: has.and_then(|has| Some((has.expires?, has.expiring))),
            earning,
            used: used.map(|used| used.worth).unwrap_or_default(),
            pays: open && program.spend.is_some() && ready.is_positive(),
        })
    };
    pack.programs.iter().filter_map(view).collect()
}

/// What a committed sale brought its member, as far as the ledger has said.
pub(in crate::session) fn of_receipt(sale: &Committed) -> Vec<BalanceView> {
    let Some(of) = &sale.member else { return Vec::new() };
    let view = |balance: &crate::wire::member::BalanceState| {
        let mine = of.earned.iter().filter(|by| by.program == balance.program);
        let got = mine.filter_map(|by| of.got.iter().find(|got| got.op == by.op)).map(|got| got.amount);
        let used = of.spent.iter().filter(|by| by.program == balance.program).map(|by| by.worth);
        BalanceView {
            program: balance.program.clone(),
            name: balance.name.clone(),
            kind: balance.kind,
            ready: balance.ready,
            pending: balance.pending,
            expires: balance.expires.zip(balance.expiring),
            earning: Amount::total(got).unwrap_or_default(),
            used: Amount::total(used).unwrap_or_default(),
            pays: false,
        }
    };
    of.balances.iter().map(view).collect()
}
