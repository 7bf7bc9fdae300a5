//! The programmes under `www/packs`, each over a month and more of one member's purchases.
//!
//! What must hold: every figure is worked out by hand, in the lines above it. Purchases of a day come one after the other.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "programs/month.rs"]
mod month;
#[allow(dead_code, reason = "shared by several test programs")]
mod world;

use month::Month;

/// 5 % back, there after 7 days and for 45; at most 20.00 a sale and 50.00 a month; pays at most 30 % of a purchase.
#[test]
fn five_percent_back() {
    Month::new("cashback-5").play(
        "
        # 5 % of 200.00 is 10.00, to be spent from day 8 on.
        day 1: buy 200.00 => pays 200.00, earns 10.00, has 0.00 + 10.00
        day 2: buy 40.00 with all => refused points_short
        # 5 % of 500.00 is 25.00; a sale brings 20.00 at most. 10.00 + 20.00.
        day 3: buy 500.00 => pays 500.00, earns 20.00, has 0.00 + 30.00
        # 30.00, of which a sale brings 20.00: with them the 50.00 of November are full.
        day 5: buy 600.00 => pays 600.00, earns 20.00, has 0.00 + 50.00
        day 6: buy 80.00 => pays 80.00, earns 0.00, has 0.00 + 50.00
        # Day 8: the first 10.00 are there. 30 % of 100.00 would be 30.00.
        day 8: buy 100.00 with all => pays 90.00, earns 0.00, has 0.00 + 40.00
        # Day 10: the 20.00 of day 3 are there. 30 % of 50.00 is 15.00, not a cent more. 20.00 - 15.00 = 5.00.
        day 10: buy 50.00 with 15.01 => refused points_limit
        day 10: buy 50.00 with all => pays 35.00, earns 0.00, has 5.00 + 20.00
        # Day 12 is the 1st of December: a new month, and the 20.00 of day 5 are there. 5 % of 35.00 is 1.75.
        day 12: buy 35.00 => pays 35.00, earns 1.75, has 25.00 + 1.75
        # That purchase, the 7th, comes back whole: its 1.75 go, all 35.00 are paid out.
        day 13: return 7 => pays -35.00, takes 1.75, has 25.00 + 0.00
        # The 2nd comes back. It had earned 20.00; 5.00 of it are left, then 15.00 of the other 20.00 that are there.
        day 16: return 2 => pays -500.00, takes 20.00, has 5.00 + 0.00
        # The last 5.00 are of day 5: there since day 12, and for 45 days, to day 56; on day 57 they are gone.
        day 56: look => has 5.00 + 0.00
        day 57: look => has 0.00 + 0.00
        ",
    );
}

/// What was spent already is taken from the refund; the same without spending takes nothing from it.
#[test]
fn five_percent_back_spent_and_returned() {
    Month::new("cashback-5").play(
        "
        # 20.00 on day 1, all of it spent on day 8 for 30 % of 100.00 at most; 80.00 earn 5 %: 4.00.
        day 1: buy 400.00 => pays 400.00, earns 20.00, has 0.00 + 20.00
        day 8: buy 100.00 with all => pays 80.00, earns 4.00, has 0.00 + 4.00
        # Day 1's goods come back: of its 20.00 only the 4.00 of day 8 are there. 16.00 are taken from the refund: 400.00 - 16.00.
        day 9: return 1 => pays -384.00, takes 4.00, has 0.00 + 0.00
        # The goods of day 8 were paid with 80.00 and 20.00 that are good again. Their own 4.00 are gone already: 80.00 - 4.00.
        # All in all 400.00 + 80.00 were paid; 384.00 + 76.00 came back, and 20.00 are there.
        day 10: return 2 => pays -76.00, takes 0.00, has 20.00 + 0.00
        day 10: buy 10.00 with 3.00 => pays 7.00, earns 0.35, has 17.00 + 0.35
        day 11: look => has 17.00 + 0.35
        ",
    );
}

/// 20 % back from 299.00 on, there after 15 days and for 45; at most 100.00 a sale and 150.00 a customer; pays at most 10 % of
/// purchases from 100.00 on, and lowers no tax; what was spent is forgiven.
#[test]
fn twenty_percent_back_from_299() {
    Month::new("cashback-20").play(
        "
        # One cent too little, then 20 % of 299.00 = 59.80.
        day 1: buy 298.99 => pays 298.99, earns 0.00, has 0.00 + 0.00
        day 1: buy 299.00 => pays 299.00, earns 59.80, has 0.00 + 59.80
        # 20 % of 900.00 is 180.00, a sale brings 100.00, a customer 150.00 ever: 150.00 - 59.80 = 90.20.
        day 2: buy 900.00 => pays 900.00, earns 90.20, has 0.00 + 150.00
        day 3: buy 400.00 => pays 400.00, earns 0.00, has 0.00 + 150.00
        # Day 16: the 59.80 of day 1 are there. 10 % of 200.00 is 20.00; below 100.00 nothing is taken.
        day 16: buy 99.99 with all => refused points_short
        day 16: buy 200.00 with 20.01 => refused points_limit
        day 16: buy 200.00 with all => pays 180.00, earns 0.00, has 39.80 + 90.20
        # Day 17: all of it is there. 10 % of 1000.00 is 100.00; the older 39.80 go first. 130.00 - 100.00 = 30.00.
        day 17: buy 1000.00 with all => pays 900.00, earns 0.00, has 30.00 + 0.00
        # Day 2's goods come back: 90.20 are to be taken, 30.00 are there, the rest is forgiven.
        day 18: return 3 => pays -900.00, takes 30.00, has 0.00 + 0.00
        ",
    );
}

/// 1 point for 1.00, two for coffee, at most 300 a day; 100 points are 5.00, in hundreds, for at most half of a purchase; good for
/// 30 days, to the end of the month they end in; from 500 points in a year on 2 % off.
#[test]
fn a_point_for_every_real() {
    Month::new("points-1").play(
        "
        # Full reais count: 99.90 are 99 points. 20.50 of coffee: 20, and 20 more.
        day 1: buy 99.90 => pays 99.90, earns 99, has 99 + 0
        day 2: buy 20.50 of coffee => pays 20.50, earns 40, has 139 + 0
        # Hundreds only, worth 5.00 each, at most half of a purchase: 100 points for 12.00; 7.00 earn 7.
        day 3: buy 12.00 with 50 => refused points_short
        day 3: buy 9.00 with all => refused points_short
        day 3: buy 12.00 with all => pays 7.00, earns 7, has 46 + 0
        # At most 300 a day: 250, then 50 of 120. 46 + 300 = 346.
        day 5: buy 250.00 => pays 250.00, earns 250, has 296 + 0
        day 5: buy 120.00 => pays 120.00, earns 50, has 346 + 0
        # 99 + 40 + 7 + 300 = 446 earned so far; 60 more are 506.
        day 8: buy 60.00 => pays 60.00, earns 60, has 406 + 0
        # Gold: 2 % of 100.00 off, 98 points: 504.
        day 9: buy 100.00 => pays 98.00, earns 98, has 504 + 0
        # 40.00 - 0.80 = 39.20; half of it is 19.60: 300 points are 15.00. 24.20 earn 24. 504 - 300 + 24 = 228.
        day 10: buy 40.00 with all => pays 24.20, earns 24, has 228 + 0
        # 30 days from the 20th to the 29th of November end in December: good to its end, day 42. 228, and the 98 of day 12,
        # whose 30 days end on the 31st of December as well.
        day 12: buy 100.00 => pays 98.00, earns 98, has 326 + 0
        day 42: look => has 326 + 0
        day 43: look => has 0 + 0
        ",
    );
}

/// 5.00 for every full 50.00, from the next day on for 45 days; at most 20.00 a sale and 40.00 a month; pays at most 30 %.
#[test]
fn five_for_every_fifty() {
    Month::new("earn-5-per-50").play(
        "
        # 49.99: nothing. 120.00 have two times 50.00: 10. 260.00 have five: 25, a sale brings 20.
        day 1: buy 49.99 => pays 49.99, earns 0, has 0 + 0
        day 1: buy 120.00 => pays 120.00, earns 10, has 0 + 10
        day 2: buy 260.00 => pays 260.00, earns 20, has 10 + 20
        # 30 % of 30.00 is 9.00: 9 of the 10. 21.00 earn nothing.
        day 2: buy 30.00 with 10 => refused points_limit
        day 2: buy 30.00 with all => pays 21.00, earns 0, has 1 + 20
        # 30 so far in November, 10 are left of 40: 150.00 would bring 15.
        day 4: buy 150.00 => pays 150.00, earns 10, has 21 + 10
        # December: 100.00 - 30.00 (30 % at most, 31 are there) = 70.00, one time 50.00: 5.
        day 12: buy 100.00 with all => pays 70.00, earns 5, has 1 + 5
        # Those 100.00 come back: the 5 are taken, 70.00 paid out, and the 30 are good again.
        day 13: return 6 => pays -70.00, takes 5, has 31 + 0
        # 1 of day 1, 20 of day 2, 10 of day 4: each is gone a day and 45 more later, on days 47, 48 and 50.
        day 46: look => has 31 + 0
        day 47: look => has 30 + 0
        day 48: look => has 10 + 0
        day 49: look => has 10 + 0
        day 50: look => has 0 + 0
        ",
    );
}

/// A stamp for each coffee; nine of them buy the tenth.
#[test]
fn the_tenth_coffee_is_free() {
    Month::new("stamps-10").play(
        "
        day 1: buy 8.00 of coffee => pays 8.00, earns 1, has 1 + 0
        day 2: buy 8.00 of coffee => pays 8.00, earns 1, has 2 + 0
        day 3: buy 12.00 of cake => pays 12.00, earns 0, has 2 + 0
        day 3: buy 8.00 of coffee => pays 8.00, earns 1, has 3 + 0
        day 4: buy 8.00 of coffee => pays 8.00, earns 1, has 4 + 0
        day 5: buy 8.00 of coffee => pays 8.00, earns 1, has 5 + 0
        day 6: buy 8.00 of coffee => pays 8.00, earns 1, has 6 + 0
        # The last one comes back, and its stamp.
        day 7: return 7 => pays -8.00, takes 1, has 5 + 0
        day 8: buy 8.00 of coffee => pays 8.00, earns 1, has 6 + 0
        day 9: buy 8.00 of coffee => pays 8.00, earns 1, has 7 + 0
        day 10: buy 8.00 of coffee => pays 8.00, earns 1, has 8 + 0
        day 11: buy 8.00 of coffee => pays 8.00, earns 1, has 9 + 0
        # Nine are there, cake is no coffee.
        day 12: buy 12.00 of cake => pays 12.00, earns 0, has 9 + 0
        # The tenth coffee costs nothing, takes nine and brings one.
        day 13: buy 8.00 of coffee => pays 0.00, earns 1, has 1 + 0
        # It comes back: nine are there again, its own stamp is gone.
        day 14: return 13 => pays 0.00, takes 1, has 9 + 0
        ",
    );
}
