//! The 12 characters that say who a campaign is for and what it changes.

use super::CampaignError;
use crate::shape;

shape! {
    /// How the letters `U` and `B` are read: the site's page of the standard and its page of the data object contradict
    /// each other.
    pub enum Reading {
        /// As in the standard: `U` only unidentified customers, `B` both.
        Standard = "standard",
        /// As on the page of the data object: `U` both, `B` only unidentified customers.
        Swapped = "swapped",
    }
}

/// Whom the letter in front means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// Customers with a card.
    Holders,
    /// Customers who are not identified.
    Unidentified,
    /// Both.
    Both,
}

/// Who gets a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// By the letter in front.
    pub client: Client,
    /// Of customers with a card only those with this one, without the zeros in front; any card if missing.
    pub card: Option<String>,
}

impl Who {
    /// Whether a customer with this card gets it; `None` is an unidentified customer. Zeros in front of a key do not
    /// count. `B` with a card is for unidentified customers and for holders of that card.
    #[must_use]
    pub fn admits(&self, card: Option<&str>) -> bool {
        match (card, self.client) {
            (None, client) => client != Client::Holders,
            (Some(_), Client::Unidentified) => false,
            (Some(key), _) => self.card.as_ref().is_none_or(|own| own == key.trim_start_matches('0')),
        }
    }
}

/// What a campaign changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// `001`: the amount (quantity) that is paid for.
    Quantity,
    /// `002`: the unit price without VAT, by amount.
    UnitPrice,
    /// `501`: the total of the invoice without VAT.
    Total,
}

impl What {
    /// Whether it looks at one product (`0..`) or at the whole invoice (`5..`).
    #[must_use]
    pub const fn of_product(self) -> bool {
        !matches!(self, What::Total)
    }
}

/// Reads the code.
pub(super) fn read(code: &str, reading: Reading) -> Result<(Who, What), CampaignError> {
    let refused = |at: usize, fault, expected| Err(CampaignError { part: "code", at, code: fault, expected });
    let form = "12 letters and digits: C, U or B, 8 for the card, 3 for the kind";
    if let Some(place) = code.chars().take(12).position(|c| !c.is_ascii_alphanumeric()) {
        return refused(place.saturating_add(1), "malformed", form);
    }
    let (Some(letter), Some(card), Some(kind), 12) = (code.get(..1), code.get(1..9), code.get(9..12), code.len())
    else {
        return refused(code.len().min(12).saturating_add(1), "malformed", form);
    };
    let client = match (letter, reading) {
        ("C", _) => Client::Holders,
        ("U", Reading::Standard) | ("B", Reading::Swapped) => Client::Unidentified,
        ("B", Reading::Standard) | ("U", Reading::Swapped) => Client::Both,
        _ => return refused(1, "unknown_value", "C, U or B"),
    };
    let key = card.trim_start_matches('0');
    if client == Client::Unidentified && !key.is_empty() {
        return refused(2, "conflict", "00000000, because only customers without a card are meant");
    }
    let what = match kind {
        "001" => What::Quantity,
        "002" => What::UnitPrice,
        "501" => What::Total,
        "502" => return refused(10, "not_supported", "001, 002 or 501; the standard does not describe 502"),
        _ => return refused(10, "unknown_value", "001 (amount), 002 (unit price) or 501 (total)"),
    };
    Ok((Who { client, card: (!key.is_empty()).then(|| key.to_owned()) }, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who of: nobody known, a holder of SKP, a holder of ABC.
    fn admitted(code: &str, reading: Reading) -> [bool; 3] {
        let (who, _) = read(code, reading).unwrap();
        [None, Some("SKP"), Some("ABC")].map(|card| who.admits(card))
    }

    #[test]
    fn letters_and_cards_say_who() {
        let (standard, swapped) = (Reading::Standard, Reading::Swapped);
        let cases = [
            ("C00000000001", standard, [false, true, true]),
            ("C00000000001", swapped, [false, true, true]),
            ("U00000000001", standard, [true, false, false]),
            ("U00000000001", swapped, [true, true, true]),
            ("B00000000001", standard, [true, true, true]),
            ("B00000000001", swapped, [true, false, false]),
            ("C00000SKP001", standard, [false, true, false]),
            ("B00000SKP001", standard, [true, true, false]),
            ("U00000SKP001", swapped, [true, true, false]),
        ];
        for (code, reading, expected) in cases {
            assert_eq!(admitted(code, reading), expected, "{code} {reading:?}");
        }
        let (who, _) = read("C00000420001", standard).unwrap();
        assert_eq!(who.card.as_deref(), Some("420"));
        assert_eq!(["420", "00000420", "42", "4200", "", "0"].map(|key| who.admits(Some(key))), {
            [true, true, false, false, false, false]
        });
    }

    #[test]
    fn the_number_says_what() {
        let kinds = ["001", "002", "501"].map(|kind| read(&format!("B00000000{kind}"), Reading::Standard).unwrap().1);
        assert_eq!(kinds, [What::Quantity, What::UnitPrice, What::Total]);
        assert_eq!(kinds.map(What::of_product), [true, true, false]);
    }

    #[test]
    fn what_is_refused_says_where() {
        let cases = [
            ("", 1, "malformed"),
            ("C00000SKP00", 12, "malformed"),
            ("C00000SKP0010", 13, "malformed"),
            ("C00000SKP001\u{e9}", 13, "malformed"),
            ("C0000 SKP001", 6, "malformed"),
            ("C00000\u{160}KP001", 7, "malformed"),
            ("\u{1f600}", 1, "malformed"),
            ("c00000SKP001", 1, "unknown_value"),
            ("A00000000001", 1, "unknown_value"),
            ("U00000SKP001", 2, "conflict"),
            ("B00000000502", 10, "not_supported"),
            ("B00000000003", 10, "unknown_value"),
            ("B00000000000", 10, "unknown_value"),
            ("B00000000abc", 10, "unknown_value"),
        ];
        for (code, at, fault) in cases {
            let error = read(code, Reading::Standard).unwrap_err();
            assert_eq!((error.part, error.at, error.code), ("code", at, fault), "{code}");
        }
        let error = read("B00000SKP002", Reading::Swapped).unwrap_err();
        assert_eq!((error.at, error.code), (2, "conflict"), "B is unidentified only");
    }
}
