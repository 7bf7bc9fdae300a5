//! Formats of codes: whether a text can have one meaning only.
//!
//! What must hold: a code of one scheme is never one of another, a bank card or a product. Source of the number ranges a
//! shop may use: GS1 General Specifications 1.4 (restricted circulation numbers, coupons).

use super::check::{Checked, demand};
use super::{CheckDigit, CodeFormat};
use crate::codes::{digits, issued_by_banks};

/// Beginnings of 13-digit numbers that no product has.
const SHOPS_OWN: &[&str] = &["02", "04", "05", "2", "980", "981", "982", "983", "984", "99"];

/// Whether codes of this format can be made and meant.
pub(super) fn usable(format: &CodeFormat, path: &str) -> Checked {
    let prefix = format.prefix.as_str();
    let at = |field: &str| format!("{path}.{field}");
    demand(!prefix.contains('-'), at("prefix"), "dashes are taken out of what people type")?;
    demand(format.length <= 64, at("length"), "at most 64 characters")?;
    let length = usize::try_from(format.length).unwrap_or(usize::MAX);
    let checked = usize::from(format.check != CheckDigit::None);
    let room = length.saturating_sub(prefix.len());
    demand(room > checked, at("length"), "longer than prefix and check digit together")?;
    let numeric = digits(prefix).is_some();
    demand(numeric || format.check == CheckDigit::None, at("prefix"), "a check digit needs a code of digits only")?;
    demand(!issued_by_banks(prefix, length), at("prefix"), "numbers of this prefix and length are bank cards")?;
    demand(!could_be_product(prefix, length), at("prefix"), "numbers of this prefix and length are products")
}

/// Whether any two formats share a code: equal lengths, and one prefix begins with the other.
pub(super) fn told_apart(formats: &[(String, &CodeFormat)]) -> Checked {
    for (index, (path, one)) in formats.iter().enumerate() {
        let clash = formats.iter().take(index).find(|(_, other)| {
            let (a, b) = (one.prefix.as_str(), other.prefix.as_str());
            one.length == other.length && (a.starts_with(b) || b.starts_with(a))
        });
        if let Some((other, _)) = clash {
            demand(false, format!("{path}.format"), format!("cannot be told apart from {other}"))?;
        }
    }
    Ok(())
}

fn could_be_product(prefix: &str, length: usize) -> bool {
    let as_13 = match length {
        8 => return digits(prefix).is_some() && !prefix.starts_with(['0', '2']),
        12 => format!("0{prefix}"),
        13 => prefix.to_owned(),
        14 => return digits(prefix).is_some(),
        _ => return false,
    };
    digits(prefix).is_some() && !SHOPS_OWN.iter().any(|own| as_13.starts_with(own))
}
