//! Codes: what a scanned or typed text is.
//!
//! What must hold: a text has one meaning. The schemes of the pack come first (longest prefix, then length, then check
//! digit), so that a shop's own card is never taken for a bank's; then bank cards, which are dropped; then product
//! numbers. Whether a code is good for anything is not said here: that is the ledger's.

mod bank;
mod carried;
mod check;
pub mod gs1;
mod gtin;
mod signed;

pub use bank::{bank_card_like, issued_by_banks};
pub use carried::{Carried, Carrier, KEYS, carried, says_gs1};
pub use check::{check_digit, digits, is_right};
pub use gtin::gtin;
pub(crate) use signed::halves;
pub use signed::{CodeJob, SignedCode, message as signed_message, signed_code};

use crate::pack::{CheckDigit, CodeFormat, CouponScheme, Pack, TokenKind, TokenScheme};

/// What a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognised<'a> {
    /// A product number, in its usual form.
    Product {
        /// 8, 13 or 14 digits; see [`gtin`].
        gtin: String,
    },
    /// A coupon.
    Coupon {
        /// Its scheme.
        scheme: &'a CouponScheme,
    },
    /// A signed code of a coupon; whether its signature is good is not said here.
    Signed {
        /// What it says.
        code: SignedCode,
    },
    /// A card with stored value.
    Card {
        /// Its scheme.
        scheme: &'a TokenScheme,
    },
    /// A card that says who the customer is.
    Member {
        /// Its scheme.
        scheme: &'a TokenScheme,
    },
    /// Looks like a bank card: to be dropped and refused by name.
    BankCard,
    /// None of these.
    Unknown,
}

/// What a text is to the shop with this pack. Spaces and dashes that people add are not part of it; a track or GS1 text is
/// what it carries.
#[must_use]
pub fn recognise<'a>(pack: &'a Pack, text: &str) -> Recognised<'a> {
    if let Some(code) = signed_code(text) {
        return Recognised::Signed { code };
    }
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let Carried { number, by } = carried(&plain);
    let symbol = matches!(by, Carrier::Gs1(_));
    let coupons = pack.coupons.iter().filter(|_| !symbol);
    let coupons = coupons.map(|scheme| (&scheme.format, Recognised::Coupon { scheme }));
    let readable = |scheme: &&TokenScheme| match by {
        Carrier::Gs1(ai) => scheme.gs1.iter().any(|named| named.as_str() == ai),
        Carrier::Plain | Carrier::Track => true,
    };
    let tokens = pack.tokens.iter().filter(readable).map(|scheme| match scheme.kind {
        TokenKind::GiftCard => (&scheme.format, Recognised::Card { scheme }),
        TokenKind::Member => (&scheme.format, Recognised::Member { scheme }),
    });
    let fitting = coupons.chain(tokens).filter(|(format, _)| fits(format, &number));
    if let Some((_, meaning)) = fitting.max_by_key(|(format, _)| format.prefix.as_str().len()) {
        return meaning;
    }
    // A product and its serial number pass the check of bank cards by chance.
    let paying = by != Carrier::Gs1("01") && bank_card_like(&number);
    if by == Carrier::Track || bank_card_like(&plain) || paying {
        return Recognised::BankCard;
    }
    gtin(&plain).map_or(Recognised::Unknown, |gtin| Recognised::Product { gtin })
}

/// Whether a text, without spaces and dashes, is a code of this format.
#[must_use]
pub fn fits(format: &CodeFormat, text: &str) -> bool {
    let length = usize::try_from(format.length).unwrap_or(usize::MAX);
    text.len() == length
        && text.starts_with(format.prefix.as_str())
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && is_right(text, format.check)
}

/// A new code of this format out of entropy: digits after the prefix, the check digit last. Nothing if the format leaves
/// no room. At most 15 digits are drawn; longer codes have zeros after the prefix.
#[must_use]
pub fn mint(format: &CodeFormat, entropy: u64) -> Option<String> {
    let prefix = format.prefix.as_str();
    let checked = usize::from(format.check != CheckDigit::None);
    let room = usize::try_from(format.length).ok()?.checked_sub(prefix.len())?.checked_sub(checked)?;
    let drawn = u32::try_from(room.min(15)).ok()?;
    let number = entropy.checked_rem(10_u64.checked_pow(drawn)?)?;
    let body = if room == 0 { prefix.to_owned() } else { format!("{prefix}{number:0room$}") };
    let code = match format.check {
        CheckDigit::None => body,
        rule => format!("{body}{}", check_digit(&body, rule)?),
    };
    fits(format, &code).then_some(code)
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "codes are ASCII")]
mod tests {
    use super::*;
    use crate::names::Id;

    fn pack() -> Pack {
        let text = include_str!("../../../www/packs/zagreb.json");
        Pack::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    fn word(pack: &Pack, text: &str) -> String {
        match recognise(pack, text) {
            Recognised::Product { gtin } => format!("product {gtin}"),
            Recognised::Coupon { scheme } => format!("coupon {}", scheme.id),
            Recognised::Signed { code } => format!("signed {}", code.name()),
            Recognised::Card { scheme } => format!("card {}", scheme.id),
            Recognised::Member { scheme } => format!("member {}", scheme.id),
            Recognised::BankCard => "bank card".to_owned(),
            Recognised::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn a_shop_s_own_schemes_come_before_bank_cards_and_products() {
        let pack = pack();
        let gift = mint(&pack.tokens[0].format, 42).unwrap();
        let member = mint(&pack.tokens[1].format, 7).unwrap();
        assert!(bank_card_like(&gift) && gtin(&member).is_some());
        assert_eq!(word(&pack, &gift), "card gift");
        let spaced = format!("{} {}", &gift[..4], &gift[4..]);
        assert_eq!(word(&pack, &spaced), "card gift");
        assert_eq!(word(&pack, &format!("%B{gift}^GIFT CARD^2912?")), "card gift");
        assert_eq!(word(&pack, &format!(";{gift}=2912?")), "card gift");
        assert_eq!(
            word(&pack, ";6299000000000000011=2912?"),
            "bank card",
            "a track that is no card of ours is dropped"
        );
        assert_eq!(word(&pack, "(8003)095212340000060000000017"), "card gift-digital");
        assert_eq!(word(&pack, "095212340000060000000017"), "card gift-digital");
        assert_eq!(word(&pack, &format!("(255){gift}")), "unknown", "of a scheme whose symbols are not named");
        assert_eq!(word(&pack, &member), "member member");
        assert_eq!(word(&pack, "4111 1111 1111 1111"), "bank card");
        assert_eq!(word(&pack, "3850110010102"), "product 3850110010102");
        assert_eq!(word(&pack, ""), "unknown");
        assert_eq!(word(&pack, "hello"), "unknown");
    }

    #[test]
    fn a_code_with_a_wrong_check_digit_is_none_of_ours() {
        let pack = pack();
        for scheme in &pack.coupons {
            let code = mint(&scheme.format, 987_654_321).unwrap();
            assert_eq!(word(&pack, &code), format!("coupon {}", scheme.id));
            let last = code.chars().last().unwrap().to_digit(10).unwrap();
            let wrong = format!("{}{}", &code[..code.len() - 1], (last + 1) % 10);
            assert_ne!(word(&pack, &wrong), format!("coupon {}", scheme.id));
        }
    }

    #[test]
    fn a_format_without_room_mints_nothing() {
        let format = |prefix, length, check| CodeFormat { prefix: Id::word(prefix), length, check };
        assert_eq!(mint(&format("123", 3, CheckDigit::Gs1), 1), None);
        assert_eq!(mint(&format("AB", 6, CheckDigit::Gs1), 1), None);
        assert_eq!(mint(&format("AB", 6, CheckDigit::None), 12_345).as_deref(), Some("AB2345"));
        assert_eq!(mint(&format("99", 20, CheckDigit::None), u64::MAX).map(|code| code.len()), Some(20));
    }
}
