//! What the pack's programmes say, worked out as its owner would with pencil and paper, from the lines of a receipt.
//!
//! What must hold: no figure in here comes from the page but what a line cost: what the register said of it, and what the
//! receipt says was taken off it.

use crate::forms::club;
use std::collections::BTreeMap;
use till::price::request::{Flag, LineKind};
use till::receipt::Receipt;
use till::session::member::customer::EarnedBy;
use till::time::Instant;

pub const DAY: i64 = 86_400_000;
/// The store's time is an hour ahead; its day begins at 4.
const OFFSET: i64 = 3_600_000;
const CUT: i64 = 4 * 3_600_000;

/// What a line cost after everything that was taken off it, and what it is.
struct Sold<'a> {
    value: i64,
    units: i64,
    categories: Vec<&'a str>,
}

fn sold(receipt: &Receipt) -> Vec<Sold<'_>> {
    let off = |id: &till::names::Id| {
        let shares = receipt.priced.adjustments.iter().flat_map(|adjustment| &adjustment.shares);
        shares.filter(|share| share.line_id == *id).map(|share| share.amount.minor()).sum::<i64>()
    };
    let lines =
        receipt.lines.iter().filter(|line| line.kind == LineKind::Sale && !line.flags.contains(&Flag::NoPoints));
    let sold = lines.map(|line| Sold {
        value: (line.amount.map_or(0, till::money::Amount::minor) + off(&line.id)).max(0),
        units: line.quantity.millionths() / 1_000_000,
        categories: line.categories.iter().map(till::names::Id::as_str).collect(),
    });
    sold.collect()
}

/// What a receipt earns of each programme, no more than the cap of one sale; of the stars: at least, and at most.
pub fn earned(receipt: &Receipt, gold: bool) -> BTreeMap<&'static str, (i64, i64)> {
    let sold = sold(receipt);
    let of = |category: &str| -> i64 {
        sold.iter().filter(|line| line.categories.contains(&category)).map(|line| line.value).sum()
    };
    let all: i64 = sold.iter().map(|line| line.value).sum();
    let more = if gold { of("food") / 100 } else { 0 };
    let points = (all / 100 + more).min(club::POINTS_CAPS.0);
    let coffee: i64 = sold.iter().filter(|line| line.categories.contains(&"coffee")).map(|line| line.units).sum();
    let back = ((of("household") * 5 + 50) / 100).min(club::BACK_CAPS.0);
    // whether 5.00 are reached before or after discounts is pricing's business: in between both are right
    let stars = (0, 1);
    BTreeMap::from([
        ("points", (points, points)),
        ("thanks", (all / 100, all / 100)),
        ("coffee", (coffee, coffee)),
        ("back", (back, back)),
        ("stars", stars),
    ])
}

/// When something earned at a moment can be spent, and until when.
pub fn times(program: &str, at: Instant) -> (Option<Instant>, Option<Instant>) {
    match program {
        "points" => {
            let last = at.millis() + club::POINTS_DAYS * DAY + OFFSET;
            (None, Some(Instant::from_millis((last.div_euclid(DAY) + 1) * DAY - OFFSET)))
        }
        "back" => {
            let ready = at.after(club::BACK_READY * DAY);
            (Some(ready), Some(ready.after(club::BACK_DAYS * DAY)))
        }
        _ => (None, None),
    }
}

/// When money back was earned that can be spent from a moment on.
pub fn earned_at(ready: Instant) -> Instant {
    ready.after(-club::BACK_READY * DAY)
}

/// The most of a programme, and since when it counts: the day, the month, ever.
pub fn caps(program: &str, at: Instant) -> Vec<(i64, Instant)> {
    let local = at.millis() + OFFSET;
    let day = Instant::from_millis((local - CUT).div_euclid(DAY) * DAY + CUT - OFFSET);
    let month = month(local);
    let of = |caps: (i64, i64, i64)| vec![(caps.1, day), (caps.2, month)];
    match program {
        "points" => of(club::POINTS_CAPS),
        "back" => of(club::BACK_CAPS),
        "stars" => vec![(club::STARS_EVER, Instant::default())],
        _ => Vec::new(),
    }
}

/// The first moment of the month of a local time.
fn month(local: i64) -> Instant {
    let text = Instant::from_millis(local).text(0);
    let first = text.get(..8).map(|month| format!("{month}01T00:00:00Z")).unwrap_or_default();
    Instant::parse(&first).unwrap_or_default().after(-OFFSET)
}

/// What units are worth, in cents.
pub fn worth(program: &str, units: i64) -> i64 {
    match program {
        "points" => units * 5,
        "thanks" => units * club::THANK,
        "back" => units,
        _ => 0,
    }
}

/// What becomes a voucher of so many thanks, and for how many days it is good.
pub fn bon(there: i64) -> Option<(i64, i64)> {
    match there {
        _ if there >= club::LARGE_BON.0 => Some((there, club::LARGE_BON.1)),
        _ if there >= club::SMALL_BON.0 => Some(club::SMALL_BON),
        _ => None,
    }
}

/// Whether a programme lets so much pay, and for what.
pub fn may_pay(receipt: &Receipt, program: &str, offer: Option<&str>, units: i64) -> Result<(), String> {
    let goods: i64 = receipt
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Sale)
        .map(|line| line.amount.map_or(0, till::money::Amount::minor))
        .sum();
    let coupon = |adjustment: &till::price::answer::Adjustment| {
        adjustment.coupon_id.is_some() && !adjustment.offer_id.as_str().starts_with("points:")
    };
    let coupons = receipt.priced.adjustments.iter().any(coupon);
    let right = match (program, offer) {
        ("points", None) => units % 10 == 0 && (20..=200).contains(&units) && 2 * worth(program, units) <= goods,
        ("back", None) => goods >= 500 && units <= goods && !coupons,
        ("coffee", Some("free-coffee")) => units == club::COFFEE_AT,
        ("coffee", Some("cake")) => units >= club::CAKE_AT,
        _ => false,
    };
    if right {
        Ok(())
    } else {
        Err(format!("{units} of {program} for {offer:?} of goods at {goods}, coupons: {coupons}"))
    }
}

/// Whether what was earned can be spent, and lapses, when the pack says so.
pub fn in_time(by: &EarnedBy, at: Instant) -> bool {
    times(by.program.as_str(), at) == (by.ready, by.until)
}
