//! Offers in their order, and when they hold.

use super::Till;
use super::frac::Frac;
use super::goods::{Goods, MILLION};
use till::price::request::{
    Conditions, CouponIn, Offer, OfferKind, Request, Selector, SettlesAs, Step, ThresholdBase, Used,
};
use till::price::step_of;

/// When an offer's turn comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    Step(Step),
    Tender,
    Earn,
}

/// An offer; with a coupon, once for each coupon of its scheme.
#[derive(Clone)]
pub struct Candidate<'a> {
    pub offer: &'a Offer,
    pub place: usize,
    pub coupon: Option<&'a CouponIn>,
    pub step: Step,
    pub turn: Turn,
    /// The groups it may use.
    pub groups: Vec<usize>,
}

/// What is left of an offer's limits.
#[derive(Clone, Default)]
pub struct Left {
    pub discount: Option<i128>,
    pub size: Option<i128>,
    pub times: Option<i128>,
}

impl Left {
    pub fn nothing(&self) -> bool {
        [self.discount, self.size, self.times].contains(&Some(0))
    }
}

fn used<'a>(request: &'a Request, offer: &Offer) -> Option<&'a Used> {
    request.used.iter().find(|used| used.offer_id == offer.id)
}

pub fn left(request: &Request, offer: &Offer) -> Left {
    let limits = &offer.limits;
    let spent = used(request, offer).and_then(|used| used.amount).map_or(0, till::money::Amount::wide);
    let budget = limits.budget.map(|budget| (budget.wide() - spent).max(0));
    Left {
        discount: [limits.max_discount.map(till::money::Amount::wide), budget].into_iter().flatten().min(),
        size: limits.max_units.map(|most| i128::from(most) * MILLION),
        times: limits.max_applications.map(i128::from),
    }
}

pub fn earns(kind: OfferKind) -> bool {
    matches!(kind, OfferKind::Points | OfferKind::Stamps | OfferKind::Cashback | OfferKind::Voucher)
}

/// All of them in the order of steps, priorities, ids and coupons; those that can never apply left out.
pub fn candidates<'a>(goods: &Goods<'a>) -> Vec<Candidate<'a>> {
    let request = goods.request;
    let turn = |offer: &Offer| match offer.settles_as {
        _ if earns(offer.kind) => Turn::Earn,
        SettlesAs::Tender => Turn::Tender,
        SettlesAs::Discount => Turn::Step(step_of(offer)),
    };
    let mut order: Vec<(usize, &Offer)> = request.offers.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| (turn(a), a.priority, &a.id).cmp(&(turn(b), b.priority, &b.id)));
    let mut list = Vec::new();
    for (place, offer) in order {
        let coupons: Vec<Option<&CouponIn>> = match &offer.when.coupon {
            Some(scheme) => request.coupons.iter().filter(|coupon| coupon.scheme == *scheme).map(Some).collect(),
            None => vec![None],
        };
        let over = |most: Option<u32>, so_far: fn(&Used) -> u32| {
            most.is_some_and(|most| used(request, offer).map_or(0, so_far) >= most)
        };
        let limits = &offer.limits;
        let used_up = over(limits.max_uses, |used| used.uses)
            || over(limits.max_uses_customer, |used| used.uses_customer)
            || over(limits.max_uses_day, |used| used.uses_day);
        for coupon in coupons.into_iter().filter(|_| !used_up) {
            let mut candidate =
                Candidate { offer, place, coupon, step: step_of(offer), turn: turn(offer), groups: Vec::new() };
            let own = offer.parts.is_empty().then_some(&offer.select);
            let selectors =
                own.into_iter().chain(offer.parts.iter().map(|part| &part.select)).chain(offer.get_select.as_deref());
            let mut groups: Vec<usize> = selectors.flat_map(|selector| goods.find(selector)).collect();
            groups.sort_unstable();
            groups.dedup();
            candidate.groups = candidate.usable(goods, groups);
            if !candidate.groups.is_empty() {
                list.push(candidate);
            }
        }
    }
    list
}

impl Candidate<'_> {
    fn usable(&self, goods: &Goods<'_>, groups: Vec<usize>) -> Vec<usize> {
        use till::price::request::Flag;
        let coupon = self.coupon.is_some() || self.step == Step::Coupon;
        let may = |at: &usize| {
            let group = &goods.groups[*at];
            let flags = &group.line.flags;
            let no = flags.contains(&Flag::NoDiscount)
                || coupon && flags.contains(&Flag::NoCoupon)
                || self.offer.limits.not_reduced && group.reduced;
            earns(self.offer.kind) || !no
        };
        groups.into_iter().filter(may).collect()
    }
}

impl Till<'_> {
    /// The value thresholds look at.
    pub fn threshold(&self, groups: &[usize]) -> i128 {
        let options = &self.goods.request.options;
        let value = |at: &usize| match options.threshold_base {
            ThresholdBase::BeforeStep => self.before[*at],
            ThresholdBase::List => self.goods.groups[*at].list,
            ThresholdBase::Running => self.goods.cost(&self.units, *at),
        };
        if !options.threshold_net {
            return groups.iter().map(value).sum();
        }
        // Without tax: rounded half up, once for all of the same taxes.
        let codes = |at: &usize| {
            let mut codes = self.goods.groups[*at].line.tax_codes.clone();
            codes.sort();
            codes
        };
        let mut sums: Vec<(Vec<till::names::Id>, Frac, i128)> = Vec::new();
        for at in groups {
            match sums.iter_mut().find(|(known, ..)| *known == codes(at)) {
                Some((.., sum)) => *sum += value(at),
                None => sums.push((codes(at), self.goods.groups[*at].net, value(at))),
            }
        }
        sums.iter().map(|(_, net, sum)| (Frac::whole(*sum) * *net).round(till::price::request::Rounding::HalfUp)).sum()
    }

    /// Whether an offer may apply here and now.
    pub fn holds(&self, candidate: &Candidate<'_>, when: &Conditions) -> bool {
        let request = self.goods.request;
        let known = |wanted: &[till::names::Id], own: Option<&till::names::Id>| {
            wanted.is_empty() || own.is_some_and(|own| wanted.contains(own))
        };
        let customer = request.customer.as_ref();
        let member = !when.member || customer.is_some();
        let group = when.groups.is_empty()
            || customer.is_some_and(|customer| customer.groups.iter().any(|group| when.groups.contains(group)));
        let nth = when.every_purchase.is_none_or(|every| {
            customer.and_then(|customer| customer.purchases).is_some_and(|before| (before + 1) % every == 0)
        });
        let early = when
            .first_purchases
            .is_none_or(|most| customer.and_then(|customer| customer.purchases).is_some_and(|before| before < most));
        let place = known(&when.stores, request.store.as_ref())
            && known(&when.tills, request.till.as_ref())
            && known(&when.channels, request.channel.as_ref())
            && known(&when.tenders, request.tender.as_ref());
        let select = |select: &Selector| candidate.usable(&self.goods, self.goods.find(select));
        let groups = when.select.as_deref().map_or_else(|| candidate.groups.clone(), select);
        let quantity: i128 = groups.iter().map(|at| self.goods.groups[*at].size).sum();
        let all: Vec<usize> = (0..self.goods.groups.len()).filter(|at| self.discountable(*at)).collect();
        (member && group && nth && early && place)
            && when.min_quantity.is_none_or(|least| quantity >= least.wide())
            && when.min_value.is_none_or(|least| self.threshold(&groups) >= least.wide())
            && when.min_basket.is_none_or(|least| self.threshold(&all) >= least.wide())
            && when.all.iter().all(|each| self.holds(candidate, each))
            && (when.any.is_empty() || when.any.iter().any(|each| self.holds(candidate, each)))
            && !when.not.iter().any(|each| self.holds(candidate, each))
    }

    /// Whether an offer may apply here at all, whatever lines cost.
    pub fn ever(&self, candidate: &Candidate<'_>) -> bool {
        fn by_value(when: &Conditions) -> bool {
            let below = when.all.iter().chain(&when.any).chain(&when.not);
            when.min_value.is_some() || when.min_basket.is_some() || below.into_iter().any(by_value)
        }
        let mut when = candidate.offer.when.clone();
        if by_value(&when) {
            (when.min_quantity, when.min_value, when.min_basket) = (None, None, None);
            (when.all, when.any, when.not) = (Vec::new(), Vec::new(), Vec::new());
        }
        self.holds(candidate, &when)
    }

    /// Whether so much of a coupon would be lost that the customer is asked.
    pub fn is_lost(&self, candidate: &Candidate<'_>, gift: &super::Gift) -> bool {
        let asked = candidate.coupon.is_some_and(|coupon| coupon.single_use && !coupon.accept_loss);
        let most = self.goods.request.options.most_forfeited.filter(|_| asked);
        most.zip(gift.face).is_some_and(|(most, face)| {
            let lost = Frac::whole(face - gift.gross.unwrap_or(gift.total()));
            lost > Frac::whole(face) * Frac::rate(most)
        })
    }

    pub fn discountable(&self, group: usize) -> bool {
        !self.goods.groups[group].line.flags.contains(&till::price::request::Flag::NoDiscount)
    }
}
