//! Bank cards, which must never get into the journal: recognised so that they can be dropped.
//!
//! What must hold: a number a bank may have issued is taken for one, rather once too often. The one exception are product
//! numbers of 13 or 14 digits, of which every tenth passes the Luhn check by chance: no issuer has given out 13 digits for
//! decades, and of those with 14 (Diners Club) the first digits are known.

use super::check::{digits, is_right};
use super::gtin::gtin;
use crate::pack::CheckDigit;

/// Number ranges of payment card issuers: first digits from, to; lengths from, to. Source: ISO/IEC 7812 issuer
/// identification numbers as the card organisations publish them.
const ISSUERS: &[(&str, &str, usize, usize)] = &[
    ("4", "4", 16, 19),
    ("51", "55", 16, 16),
    ("2221", "2720", 16, 16),
    ("34", "34", 15, 15),
    ("37", "37", 15, 15),
    ("300", "305", 14, 19),
    ("3095", "3095", 14, 19),
    ("36", "36", 14, 19),
    ("38", "39", 14, 19),
    ("3528", "3589", 16, 19),
    ("6011", "6011", 16, 19),
    ("644", "659", 16, 19),
    ("622126", "622925", 16, 19),
    ("624", "626", 16, 19),
    ("6282", "6288", 16, 19),
    ("5018", "5018", 13, 19),
    ("5020", "5020", 13, 19),
    ("5038", "5038", 13, 19),
    ("5893", "5893", 13, 19),
    ("6304", "6304", 13, 19),
    ("6759", "6763", 13, 19),
    ("2200", "2204", 16, 19),
    ("9792", "9792", 16, 16),
];

/// Whether a text looks like the number or the magnetic track of a bank card: 13 to 19 digits (spaces and dashes aside)
/// that pass the Luhn check, or track 1 or 2. Ask [`super::recognise`] first where a shop's own cards may come.
#[must_use]
pub fn bank_card_like(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    is_track(&plain) || is_number(&plain)
}

/// Whether numbers that start with `prefix` and have this length are given out by banks.
#[must_use]
pub fn issued_by_banks(prefix: &str, length: usize) -> bool {
    let overlaps = |low: &str, high: &str| {
        let cut = |fill: &str| -> String { prefix.chars().chain(fill.chars().cycle()).take(low.len()).collect() };
        cut("0").as_str() <= high && cut("9").as_str() >= low
    };
    let hit = |(low, high, least, most): &(&str, &str, usize, usize)| {
        (*least..=*most).contains(&length) && overlaps(low, high)
    };
    digits(prefix).is_some() && ISSUERS.iter().any(hit)
}

fn is_number(text: &str) -> bool {
    if !(13..=19).contains(&text.len()) || !is_right(text, CheckDigit::Luhn) {
        return false;
    }
    gtin(text).is_none() || issued_by_banks(text, text.len())
}

/// `%B<number>^..` or `;<number>=..`, sentinels or not, as a swiped card types it (ISO/IEC 7813).
fn is_track(text: &str) -> bool {
    let text = text.trim_start_matches(['%', ';']);
    let text = text.strip_prefix(['B', 'b']).unwrap_or(text);
    let number = text.split(['^', '=']).next().unwrap_or_default();
    number.len() < text.len() && (12..=19).contains(&number.len()) && digits(number).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bank_cards_are_taken_for_what_they_are() {
        let cards = [
            "4111111111111111",
            "4111 1111-1111 1111",
            "378282246310005",
            "30569309025904",
            "5555555555554444",
            "2223003122003222",
            "6304000000000000",
            "%B4111111111111111^DOE/J^29121010000000000?",
            ";4111111111111112=29121010000000000?",
            "4111111111111111=2912",
        ];
        for card in cards {
            assert!(bank_card_like(card), "{card}");
        }
        let others = ["4111111111111112", "3850110010102", "6299", "", "SAVE10-4111", "%B^", "a=b"];
        for other in others {
            assert!(!bank_card_like(other), "{other}");
        }
    }

    #[test]
    fn a_product_number_that_passes_luhn_by_chance_is_a_product() {
        let both = (0..1000).map(|n| format!("385011{n:06}")).filter_map(|body| {
            let full = format!("{body}{}", super::super::check_digit(&body, CheckDigit::Gs1)?);
            is_right(&full, CheckDigit::Luhn).then_some(full)
        });
        let both: Vec<String> = both.collect();
        assert!(both.len() > 50 && both.iter().all(|number| !bank_card_like(number)));
    }

    #[test]
    fn a_shop_s_prefix_may_not_be_a_bank_s() {
        for (prefix, length) in [("4", 16), ("41", 19), ("2", 16), ("2600", 16), ("6", 17), ("62212", 16), ("36", 14)] {
            assert!(issued_by_banks(prefix, length), "{prefix} {length}");
        }
        for (prefix, length) in [("6299", 19), ("2600", 13), ("4", 12), ("KAVA", 16), ("98", 16)] {
            assert!(!issued_by_banks(prefix, length), "{prefix} {length}");
        }
    }
}
