//! Reading and checking a pack.
//!
//! What must hold: what passes here can be sold by without a further question: every name leads somewhere, every code has
//! one meaning. The first thing that does not fit is named by path and reason; shapes come before meanings.

use super::format::{told_apart, usable};
use super::{CodeFormat, Pack, TokenKind};
use crate::map::Map;
use crate::names::{Id, Label};
use crate::wire::session::is_picture;

/// Why a pack is refused: where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// JSON path, such as `pack.offers[2].percent`.
    pub path: String,
    /// The reason, in English, for the merchant's developer.
    pub reason: String,
}

impl std::fmt::Display for PackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl std::error::Error for PackError {}

/// What a check says.
pub(super) type Checked = Result<(), PackError>;

/// Refuses unless `fits`.
pub(super) fn demand(fits: bool, path: impl Into<String>, reason: impl Into<String>) -> Checked {
    if fits { Ok(()) } else { Err(PackError { path: path.into(), reason: reason.into() }) }
}

impl Pack {
    /// Reads and checks the JSON text of a pack.
    pub fn parse(text: &str) -> Result<Pack, PackError> {
        let refuse = |path: String, reason: String| PackError { path, reason };
        let value = crate::wire::json::parse(text).map_err(|e| refuse("pack".to_owned(), e.to_string()))?;
        let read = crate::shape::read_as::<Pack>("pack", &value);
        let pack =
            read.map_err(|misfit| refuse(misfit.path, format!("{} (expected {})", misfit.code, misfit.expected)))?;
        pack.check()?;
        Ok(pack)
    }

    /// Checks what the shape cannot say.
    pub fn check(&self) -> Result<(), PackError> {
        demand(self.format == 1, "pack.format", "this build reads format 1")?;
        self.check_shop()?;
        self.check_taxes()?;
        self.check_coupons()?;
        self.check_tokens()?;
        self.check_offers()?;
        self.check_vouchers()?;
        unique("pack.programs", ".id", self.programs.iter().map(|program| program.id.as_str()))?;
        super::program::check(self)?;
        super::member::check(self)?;
        check_texts("pack.texts", self.texts.keys().zip(self.texts.values().map(Map::values)))
    }

    fn check_shop(&self) -> Checked {
        demand(is_zone(self.zone.as_str()), "pack.zone", "an IANA zone such as Europe/Zagreb")?;
        demand(self.business_day_cut < 1440, "pack.business_day_cut", "minutes after midnight, 0 to 1439")?;
        demand(!self.currencies.is_empty(), "pack.currencies", "at least one currency")?;
        unique("pack.currencies", "", self.currencies.iter().map(|currency| currency.code()))?;
        demand(self.tills >= 1, "pack.tills", "at least one till")?;
        unique("pack.stores", "", self.stores.iter().map(Id::as_str))?;
        demand(self.cash_notes.iter().all(|note| note.is_positive()), "pack.cash_notes", "amounts above 0")?;
        demand(self.sound_volume <= 100, "pack.sound_volume", "0 to 100")?;
        let slides = self.slides.len() <= 20 && self.slides.iter().all(is_picture);
        demand(slides, "pack.slides", "at most 20 paths below the page")?;
        demand(self.options.cash_step >= 1, "pack.options.cash_step", "minor units; 1 for no rounding")
    }

    fn check_taxes(&self) -> Checked {
        unique("pack.taxes", ".code", self.taxes.iter().map(|tax| tax.code.as_str()))?;
        for (index, tax) in self.taxes.iter().enumerate() {
            let fits = (0..=100_000_000).contains(&tax.rate.millionths());
            demand(fits, format!("pack.taxes[{index}].rate"), "a rate from 0 to 100 percent")?;
        }
        Ok(())
    }

    fn check_tokens(&self) -> Checked {
        unique("pack.tokens", ".id", self.tokens.iter().map(|scheme| scheme.id.as_str()))?;
        for (index, scheme) in self.tokens.iter().enumerate() {
            let at = |field: &str| format!("pack.tokens[{index}].{field}");
            usable(&scheme.format, &at("format"))?;
            let gift = scheme.kind == TokenKind::GiftCard;
            demand(gift || !scheme.pin, at("pin"), "member cards have no PIN")?;
            demand((4..=12).contains(&scheme.pin_length), at("pin_length"), "4 to 12 digits")?;
            demand(!gift || scheme.groups.is_empty(), at("groups"), "groups belong to member cards")?;
            super::cards::check(scheme, &at)?;
            let priced = scheme.covers.select.min_price.is_some() || scheme.covers.select.max_price.is_some();
            demand(
                !priced,
                at("covers.select"),
                "tokens are for goods, whatever they cost: no min_price and max_price",
            )?;
        }
        let coupons = self.coupons.iter().enumerate().map(|(n, x)| (format!("pack.coupons[{n}]"), &x.format));
        let tokens = self.tokens.iter().enumerate().map(|(n, x)| (format!("pack.tokens[{n}]"), &x.format));
        told_apart(&coupons.chain(tokens).collect::<Vec<_>>())?;
        self.check_in_store()
    }

    /// Every code of the shop has one meaning: no two rules begin alike, and none is for codes of a scheme.
    fn check_in_store(&self) -> Checked {
        let schemes = self.coupons.iter().map(|scheme| &scheme.format);
        let formats: Vec<&CodeFormat> = schemes.chain(self.tokens.iter().map(|scheme| &scheme.format)).collect();
        for (index, rule) in self.in_store.iter().enumerate() {
            let at = format!("pack.in_store[{index}].pattern");
            let (begins, length) = (rule.pattern.beginning(), rule.pattern.length());
            let twice = self
                .in_store
                .iter()
                .take(index)
                .any(|other| other.pattern.length() == length && other.pattern.beginning() == begins);
            demand(!twice, at.as_str(), "another rule begins with the same digits")?;
            let of_value = formats.iter().any(|format| {
                let prefix = format.prefix.as_str();
                usize::try_from(format.length) == Ok(length)
                    && (prefix.starts_with(begins) || begins.starts_with(prefix))
            });
            demand(!of_value, at.as_str(), "codes of a coupon or card scheme begin with these digits")?;
        }
        Ok(())
    }

    fn check_offers(&self) -> Checked {
        unique("pack.offers", ".id", self.offers.iter().map(|offer| offer.id.as_str()))?;
        for (index, offer) in self.offers.iter().enumerate() {
            let at = |field: &str| format!("pack.offers[{index}].{field}");
            let fits = crate::price::check_offer(offer);
            fits.map_err(|flaw| PackError { path: at(&flaw.path), reason: flaw.reason.into_owned() })?;
            let width =
                |text: &Option<Label>, most| text.as_ref().is_none_or(|text| text.as_str().chars().count() <= most);
            demand(width(&offer.text_20, 20), at("text_20"), "at most 20 characters")?;
            demand(width(&offer.text_38, 38), at("text_38"), "at most 38 characters")?;
            let coupon = offer.when.coupon.as_ref();
            let known = coupon.is_none_or(|coupon| self.coupon(coupon).is_some());
            demand(known, at("when.coupon"), "no coupon scheme has this id")?;
            for (place, store) in offer.when.stores.iter().enumerate() {
                let known = self.stores.is_empty() || self.stores.contains(store);
                demand(known, at(&format!("when.stores[{place}]")), "not a store of this pack")?;
            }
            for (place, group) in offer.when.groups.iter().enumerate() {
                let by_card = self.tokens.iter().any(|scheme| scheme.groups.contains(group));
                let known = by_card || self.members.groups.contains(group) || super::program::gives(self, group);
                demand(known, at(&format!("when.groups[{place}]")), "no member card and no tier gives this group")?;
            }
        }
        Ok(())
    }
}

/// Texts by locale: BCP 47 tags, and nothing a receipt printer would choke on.
pub(super) fn check_texts<'a, T>(path: &str, texts: impl Iterator<Item = (&'a String, T)>) -> Checked
where
    T: IntoIterator<Item = &'a String>,
{
    let printable = |text: &String| text.chars().count() <= 1_000 && !text.chars().any(|c| c.is_control() && c != '\n');
    for (locale, all) in texts {
        demand(is_locale(locale), format!("{path}.{locale}"), "a language tag such as hr or de-AT")?;
        let fit = all.into_iter().all(printable);
        demand(
            fit,
            format!("{path}.{locale}"),
            "texts of at most 1000 characters, no control characters but line ends",
        )?;
    }
    Ok(())
}

pub(super) fn unique<'a>(path: &str, field: &str, names: impl Iterator<Item = &'a str>) -> Checked {
    let mut seen = Map::new();
    for (index, name) in names.enumerate() {
        demand(seen.insert(name, ()), format!("{path}[{index}]{field}"), "stands here twice")?;
    }
    Ok(())
}

/// `Area/Place` or `UTC`; the shell's zone database has the last word.
fn is_zone(text: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_uppercase())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
    };
    text == "UTC" || (text.contains('/') && text.split('/').all(part))
}

/// A language of 2 or 3 letters, then subtags (RFC 5646).
fn is_locale(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let subtag = |part: &str| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    matches!(language.len(), 2 | 3) && language.chars().all(|c| c.is_ascii_lowercase()) && parts.all(subtag)
}
