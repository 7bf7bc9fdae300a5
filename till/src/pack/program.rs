//! Programmes: what customers collect (points, stamps, money), what it is worth, when it is there and when it is gone.
//!
//! What must hold: a programme's figures fit each other, so that whatever is earned can be told, spent and taken back; every
//! name in it leads somewhere. How much is earned is in the offers of the kinds `points`, `stamps` and `cashback` that
//! name the programme in `earn.program` (the only one of their kind if they name none).

use super::Pack;
use super::check::{Checked, demand};
use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::price::request::{OfferKind, SettlesAs};
use crate::quantity::Percent;
use crate::shape;
use crate::time::Instant;

shape! {
    /// A programme.
    pub struct Program {
        /// Its id.
        id: Id,
        /// What the customer reads.
        name: Label,
        /// What is collected.
        kind: ProgramKind,
        /// `money`: its currency; the pack's first if missing.
        currency: Option<Currency>,
        /// How many days after it was earned something can be spent; 0: at once.
        ready_days: u32 = 0,
        /// How many days it is good for from then on; for ever if missing.
        valid_days: Option<u32>,
        /// Whether those days are counted to the end of the day, month or year they end in, by the store's time.
        valid_to: ValidTo = ValidTo::Moment,
        /// All of it is gone at this moment at the latest.
        valid_until: Option<Instant>,
        /// How much is earned at most.
        caps: Caps,
        /// What it pays; it pays nothing if missing (stamps that only reach milestones).
        spend: Option<Spending>,
        /// What belongs to those who have earned much, from the lowest to the highest.
        tiers: Vec<ProgramTier>,
        /// The days over which what was earned is added up for the tiers; all of it if missing.
        tier_days: Option<u32>,
        /// What the customer gets for so much, from the least to the most.
        milestones: Vec<Milestone>,
        /// What becomes of it when goods come back.
        on_return: OnReturn,
    }
}

shape! {
    /// What is collected.
    pub enum ProgramKind {
        /// Points, whole ones.
        Points = "points",
        /// Stamps.
        Stamps = "stamps",
        /// Money, in minor units.
        Money = "money",
    }
}

shape! {
    /// What the last day of something is rounded up to.
    pub enum ValidTo {
        /// The moment itself.
        Moment = "moment",
        /// The end of that day.
        Day = "day",
        /// The end of that month.
        Month = "month",
        /// The end of that year.
        Year = "year",
    }
}

shape! {
    /// How much a customer earns at most, in units of the programme; no limit where missing. Days are business days, months
    /// and days by the store's time.
    pub struct Caps {
        /// In one sale.
        sale: Option<Amount>,
        /// On one day.
        day: Option<Amount>,
        /// In one month.
        month: Option<Amount>,
        /// Ever.
        customer: Option<Amount>,
    }
}

shape! {
    /// How units pay: `units` are worth `worth`.
    pub struct Spending {
        /// So many units (of money: 1, its minor unit) ..
        units: Amount,
        /// .. are worth so much, minor units.
        worth: Amount,
        /// Only multiples of this many units.
        step: Option<Amount>,
        /// At least so many units at once.
        least: Option<Amount>,
        /// At most so many units in one purchase.
        most: Option<Amount>,
        /// At most so many units on one business day.
        day_max: Option<Amount>,
        /// At most this rate of the purchase.
        max_percent: Option<Percent>,
        /// Only in purchases from this total, minor units.
        min_basket: Option<Amount>,
        /// Not in a purchase with coupons.
        not_with_coupons: bool,
        /// A discount lowers the price before the tax; a tender pays.
        settles_as: SettlesAs = SettlesAs::Discount,
    }
}

shape! {
    /// A tier: who has earned so much belongs to these groups.
    pub struct ProgramTier {
        /// What the customer reads.
        name: Option<Label>,
        /// From so many units earned, what was taken back left out.
        from: Amount,
        /// Groups.
        groups: Vec<Id>,
    }
}

shape! {
    /// What the customer gets for so many units; they are spent by it.
    pub struct Milestone {
        /// Its id, within the programme.
        id: Id,
        /// So many units.
        at: Amount,
        /// An offer of the pack (free products, an amount, a rate), given in a purchase once the units are there ..
        offer: Option<Id>,
        /// .. or a code of a single-use coupon scheme, printed with the sale that reaches them.
        voucher: Option<MilestoneVoucher>,
        /// An offer: it is given when the customer chooses it; by itself in the next purchase it fits otherwise.
        on_choice: bool,
        /// Units beyond it count for the next one; they are gone otherwise.
        carry: bool = true,
    }
}

shape! {
    /// The voucher of a milestone.
    pub struct MilestoneVoucher {
        /// Its coupon scheme.
        scheme: Id,
        /// How many days it is good for.
        valid_days: u32,
    }
}

shape! {
    /// What becomes of units when goods come back.
    pub struct OnReturn {
        /// What the goods had earned is taken back.
        take_back: bool = true,
        /// What of that was spent already.
        short: Short = Short::FromRefund,
        /// Units that paid for the goods and whose time has passed meanwhile are good for so many days when they are given
        /// back; they stay expired if missing.
        back_days: Option<u32>,
    }
}

shape! {
    /// What becomes of units that are to be taken back and were spent.
    pub enum Short {
        /// Their worth is taken from the refund.
        FromRefund = "from_refund",
        /// Nothing.
        Forgive = "forgive",
    }
}

/// The most days a rule may count.
const MOST_DAYS: u32 = 3_650;
/// The most days over which tiers add up: the ledger keeps single earnings a little longer than that.
pub const TIER_DAYS: u32 = 366;

impl Program {
    /// Its unit in the ledger's books: `points`, `stamps`, or the code of its currency.
    #[must_use]
    pub fn unit(&self, pack: &Pack) -> Id {
        let currency = self.currency.or(pack.currencies.first().copied());
        Id::word(match (self.kind, currency) {
            (ProgramKind::Money, Some(currency)) => currency.code(),
            (kind, _) => kind.word(),
        })
    }

    /// The kind of offers that earn it.
    const fn earned_by(&self) -> OfferKind {
        match self.kind {
            ProgramKind::Points => OfferKind::Points,
            ProgramKind::Stamps => OfferKind::Stamps,
            ProgramKind::Money => OfferKind::Cashback,
        }
    }
}

impl Pack {
    /// The programme of this id.
    #[must_use]
    pub fn program(&self, id: &Id) -> Option<&Program> {
        self.programs.iter().find(|program| program.id == *id)
    }

    /// The programme that an offer of a kind earns: the one it names, or the only one of that kind. None: nothing is kept
    /// of what it earns.
    #[must_use]
    pub fn program_of(&self, kind: OfferKind, named: Option<&Id>) -> Option<&Program> {
        let mut fitting = self.programs.iter().filter(|program| program.earned_by() == kind);
        match named {
            Some(id) => fitting.find(|program| program.id == *id),
            None => fitting.next().filter(|_| fitting.next().is_none()),
        }
    }
}

/// Whether a tier gives this group.
pub(super) fn gives(pack: &Pack, group: &Id) -> bool {
    pack.programs.iter().flat_map(|program| &program.tiers).any(|tier| tier.groups.contains(group))
}

/// Checks the programmes of a pack, and what offers say of them.
pub(super) fn check(pack: &Pack) -> Checked {
    for (index, program) in pack.programs.iter().enumerate() {
        let at = |field: &str| format!("pack.programs[{index}].{field}");
        let money = program.kind == ProgramKind::Money;
        demand(money || program.currency.is_none(), at("currency"), "only for money")?;
        let sold = program.currency.is_none_or(|currency| pack.currencies.contains(&currency));
        demand(sold, at("currency"), "not a currency of this pack")?;
        demand(program.ready_days <= MOST_DAYS, at("ready_days"), "0 to 3650 days")?;
        days(program.valid_days, at("valid_days"), MOST_DAYS)?;
        days(program.tier_days, at("tier_days"), TIER_DAYS)?;
        days(program.on_return.back_days, at("on_return.back_days"), MOST_DAYS)?;
        let rounds = program.valid_to == ValidTo::Moment || program.valid_days.is_some();
        demand(rounds, at("valid_to"), "only with valid_days")?;
        let caps = &program.caps;
        for (field, cap) in [("sale", caps.sale), ("day", caps.day), ("month", caps.month), ("customer", caps.customer)]
        {
            positive(cap, at(&format!("caps.{field}")))?;
        }
        let rising = program.tiers.windows(2).all(|pair| matches!(pair, [a, b] if a.from < b.from));
        demand(rising, at("tiers"), "each from more units than the one before")?;
        let rising = program.milestones.windows(2).all(|pair| matches!(pair, [a, b] if a.at < b.at));
        demand(rising, at("milestones"), "each at more units than the one before")?;
        for (place, tier) in program.tiers.iter().enumerate() {
            positive(Some(tier.from), at(&format!("tiers[{place}].from")))?;
        }
        check_spending(program, &at)?;
        check_milestones(pack, program, &at)?;
    }
    check_offers(pack)
}

fn check_spending(program: &Program, at: &dyn Fn(&str) -> String) -> Checked {
    let Some(spend) = &program.spend else { return Ok(()) };
    for (field, value) in [
        ("units", Some(spend.units)),
        ("worth", Some(spend.worth)),
        ("step", spend.step),
        ("least", spend.least),
        ("most", spend.most),
        ("day_max", spend.day_max),
        ("min_basket", spend.min_basket),
    ] {
        positive(value, at(&format!("spend.{field}")))?;
    }
    let ordered = spend.least.zip(spend.most).is_none_or(|(least, most)| least <= most);
    demand(ordered, at("spend.least"), "at most spend.most")?;
    let rate = spend.max_percent.is_none_or(|rate| (1..=100_000_000).contains(&rate.millionths()));
    demand(rate, at("spend.max_percent"), "a rate above 0, to 100 percent")?;
    let whole = program.kind != ProgramKind::Money || spend.units == spend.worth;
    demand(whole, at("spend.worth"), "money is worth itself: units and worth the same")
}

fn check_milestones(pack: &Pack, program: &Program, at: &dyn Fn(&str) -> String) -> Checked {
    for (place, milestone) in program.milestones.iter().enumerate() {
        let at = |field: &str| at(&format!("milestones[{place}].{field}"));
        let twice = program.milestones.iter().take(place).any(|other| other.id == milestone.id);
        demand(!twice, at("id"), "stands here twice")?;
        positive(Some(milestone.at), at("at"))?;
        let one = milestone.offer.is_some() != milestone.voucher.is_some();
        demand(one, at("offer"), "either an offer or a voucher")?;
        demand(milestone.offer.is_some() || !milestone.on_choice, at("on_choice"), "only for an offer")?;
        if let Some(id) = &milestone.offer {
            let offer = pack.offers.iter().find(|offer| offer.id == *id);
            demand(offer.is_some(), at("offer"), "no offer has this id")?;
            let held_back = offer.is_some_and(|offer| offer.on_choice);
            demand(held_back, at("offer"), "an offer with on_choice: it gives nothing before the units are there")?;
        }
        if let Some(voucher) = &milestone.voucher {
            let single = pack.coupon(&voucher.scheme).is_some_and(|scheme| scheme.uses == super::Uses::Single);
            demand(single, at("voucher.scheme"), "no single-use coupon scheme has this id")?;
            days(Some(voucher.valid_days), at("voucher.valid_days"), MOST_DAYS)?;
        }
    }
    Ok(())
}

/// What an offer earns has one programme, if there are any.
fn check_offers(pack: &Pack) -> Checked {
    for (index, offer) in pack.offers.iter().enumerate() {
        let named = offer.earn.as_ref().and_then(|earn| earn.program.as_ref());
        let earns = offer.kind.collects();
        let kept = pack.program_of(offer.kind, named).is_some();
        let several = pack.programs.iter().any(|program| program.earned_by() == offer.kind);
        let fits = if named.is_some() { earns && kept } else { !earns || kept || !several };
        let reason = "the id of a programme of this kind; needed where there are several";
        demand(fits, format!("pack.offers[{index}].earn.program"), reason)?;
    }
    Ok(())
}

fn days(days: Option<u32>, path: String, most: u32) -> Checked {
    demand(days.is_none_or(|days| (1..=most).contains(&days)), path, format!("1 to {most} days"))
}

fn positive(amount: Option<Amount>, path: String) -> Checked {
    demand(amount.is_none_or(Amount::is_positive), path, "above 0")
}
