//! Coupon schemes, who signs their codes, and vouchers for the next visit.
//!
//! What must hold: every count that is named can end; a scheme names other schemes and issuers of its pack only; a key is
//! a public one.

use super::Pack;
use super::check::{Checked, check_texts, demand, unique};
use super::format::usable;
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::shape;
use crate::time::Instant;

shape! {
    /// A kind of coupon. Which deal it brings, for whom, where and at which hours is in the offers whose `when.coupon` names it,
    /// and so is whether it settles as a discount or a tender and who pays for it. A coupon is never paid out in cash.
    pub struct CouponScheme {
        /// Its id.
        id: Id,
        /// What the customer reads.
        name: Label,
        /// How its codes look.
        format: super::CodeFormat,
        /// Single-use codes are known to the ledger one by one; multi-use codes are counted.
        uses: Uses,
        /// Multi-use: how often one code may be used on this ledger; none: unlimited.
        max_uses: Option<u32>,
        /// How many coupons of this scheme one basket takes.
        per_basket: u32 = 1,
        /// How many uses all its codes have together.
        total: Option<u32>,
        /// How many uses one customer has. A basket without a member is refused.
        per_customer: Option<u32>,
        /// How many uses all its codes have together on one business day.
        per_day: Option<u32>,
        /// Not before this moment.
        valid_from: Option<Instant>,
        /// Until before this moment.
        valid_until: Option<Instant>,
        /// Not in one basket with coupons of these schemes. Which offers go together is in their `stacking_group`.
        not_with: Vec<Id>,
        /// Whether `coupons.list` names it to everybody.
        listed: bool,
        /// Issuers of signed codes; a code that is not signed must then be known to the ledger.
        signed_by: Vec<Id>,
        /// How a cashier may give one; without it nobody can.
        issue: Option<IssueRule>,
        /// Whether a code that was used is good again once all goods of the sale came back.
        comes_back: bool,
    }
}

shape! {
    /// How often a code may be used.
    pub enum Uses {
        /// Once.
        Single = "single",
        /// Again and again.
        Multi = "multi",
    }
}

shape! {
    /// How a cashier gives a single-use coupon.
    pub struct IssueRule {
        /// How many on one business day, of this ledger.
        per_day: u32,
        /// How many days it is good for.
        valid_days: u32,
        /// Somebody has to consent each time: request `authorise`.
        consent: bool,
    }
}

shape! {
    /// Who signs codes of coupons: an ES256 key (RFC 7518, section 3.4), its public half.
    pub struct CodeIssuer {
        /// Its id; signed codes name it.
        id: Id,
        /// The point's x, base64url.
        x: Id,
        /// The point's y, base64url.
        y: Id,
    }
}

shape! {
    /// A voucher for the next visit, printed when a sale is committed.
    pub struct VoucherRule {
        /// Its id.
        id: Id,
        /// Sales from this total get one, minor units.
        min_total: Amount,
        /// The single-use coupon scheme it is a code of.
        scheme: Id,
        /// How many days it is good for.
        valid_days: u32,
        /// How many are made on one business day.
        per_day: Option<u32>,
        /// Printed above the code, by locale.
        text: crate::map::Map<String, String>,
    }
}

impl Pack {
    pub(super) fn check_coupons(&self) -> Checked {
        unique("pack.coupons", ".id", self.coupons.iter().map(|scheme| scheme.id.as_str()))?;
        for (index, scheme) in self.coupons.iter().enumerate() {
            let at = |field: &str| format!("pack.coupons[{index}].{field}");
            usable(&scheme.format, &at("format"))?;
            demand(scheme.per_basket >= 1, at("per_basket"), "at least one")?;
            let counted = scheme.uses == Uses::Multi || scheme.max_uses.is_none();
            demand(counted, at("max_uses"), "single-use codes are good for the uses they were issued with")?;
            let counts = [
                ("max_uses", scheme.max_uses),
                ("total", scheme.total),
                ("per_customer", scheme.per_customer),
                ("per_day", scheme.per_day),
            ];
            for (field, most) in counts {
                demand(most != Some(0), at(field), "at least one, or left out for no limit")?;
            }
            let dates = scheme.valid_from.zip(scheme.valid_until);
            demand(dates.is_none_or(|(from, until)| from < until), at("valid_until"), "must be after valid_from")?;
            for (place, other) in scheme.not_with.iter().enumerate() {
                demand(
                    self.coupon(other).is_some(),
                    at(&format!("not_with[{place}]")),
                    "no coupon scheme has this id",
                )?;
            }
            for (place, issuer) in scheme.signed_by.iter().enumerate() {
                demand(
                    self.issuer(issuer).is_some(),
                    at(&format!("signed_by[{place}]")),
                    "no code issuer has this id",
                )?;
            }
            if let Some(rule) = &scheme.issue {
                demand(scheme.uses == Uses::Single, at("issue"), "a cashier gives single-use codes only")?;
                demand(rule.per_day >= 1, at("issue.per_day"), "at least one")?;
                demand((1..=3_650).contains(&rule.valid_days), at("issue.valid_days"), "1 to 3650 days")?;
            }
        }
        unique("pack.code_issuers", ".id", self.code_issuers.iter().map(|issuer| issuer.id.as_str()))?;
        let named = self.code_issuers.is_empty() || self.merchant.is_some();
        demand(named, "pack.merchant", "signed codes name their merchant; so must the pack")?;
        for (index, issuer) in self.code_issuers.iter().enumerate() {
            let point = [&issuer.x, &issuer.y].iter().all(|half| half.as_str().len() == 43);
            demand(point, format!("pack.code_issuers[{index}].x"), "x and y have 32 bytes each, in base64url")?;
        }
        Ok(())
    }

    /// The issuer of this id.
    #[must_use]
    pub fn issuer(&self, id: &Id) -> Option<&CodeIssuer> {
        self.code_issuers.iter().find(|issuer| issuer.id == *id)
    }

    pub(super) fn check_vouchers(&self) -> Checked {
        unique("pack.vouchers", ".id", self.vouchers.iter().map(|rule| rule.id.as_str()))?;
        for (index, rule) in self.vouchers.iter().enumerate() {
            let at = |field: &str| format!("pack.vouchers[{index}].{field}");
            let scheme = self.coupon(&rule.scheme);
            demand(scheme.is_some(), at("scheme"), "no coupon scheme has this id")?;
            let single = scheme.is_some_and(|scheme| scheme.uses == Uses::Single);
            demand(single, at("scheme"), "a voucher is a single-use code; this scheme is multi-use")?;
            demand(!rule.min_total.is_negative(), at("min_total"), "an amount from 0")?;
            demand((1..=3_650).contains(&rule.valid_days), at("valid_days"), "1 to 3650 days")?;
            demand(rule.per_day != Some(0), at("per_day"), "at least one, or left out for no limit")?;
            check_texts(&at("text"), rule.text.iter().map(|(locale, text)| (locale, [text])))?;
        }
        Ok(())
    }
}
