//! How customers become members, what they are known by and what they are asked.
//!
//! What must hold: whatever is asked has words in every language of the pack; nothing is asked that has none.

use super::Pack;
use super::check::{Checked, demand};
use crate::codes::IdentityKind;
use crate::names::Id;
use crate::shape;

shape! {
    /// How customers become members.
    pub struct Members {
        /// What customers may be known by besides the cards of the pack, in the order in which the screen offers it.
        identities: Vec<IdentityKind>,
        /// What the screen puts before a phone number that is typed without its country, such as `+385`.
        calling_code: Option<Id>,
        /// Customers may join on the screen.
        joins: bool,
        /// Groups that every member belongs to.
        groups: Vec<Id>,
        /// What is asked when somebody joins. Its words are `consent.` and its id in the texts of the pack.
        consents: Vec<ConsentRule>,
        /// What members are told, and the consent it takes. Its words are `message.` and its kind in the texts of the pack.
        messages: Vec<MessageRule>,
    }
}

shape! {
    /// A consent.
    pub struct ConsentRule {
        /// Its id.
        id: Id,
        /// Without it nobody becomes a member.
        required: bool,
    }
}

shape! {
    /// Something members are told.
    pub struct MessageRule {
        /// When.
        on: MessageKind,
        /// The consent it takes.
        consent: Id,
    }
}

shape! {
    /// When a member is told something.
    pub enum MessageKind {
        /// A sale is committed: what it earned and what there is now.
        AfterSale = "after_sale",
        /// A balance was asked for.
        Balance = "balance",
        /// A voucher was issued.
        Voucher = "voucher",
    }
}

impl MessageKind {
    /// The key of its words in the texts of a pack.
    #[must_use]
    pub fn key(self) -> String {
        format!("message.{}", self.word())
    }
}

impl Members {
    /// Nobody joins.
    #[must_use]
    pub fn none() -> Members {
        Members {
            identities: Vec::new(),
            calling_code: None,
            joins: false,
            groups: Vec::new(),
            consents: Vec::new(),
            messages: Vec::new(),
        }
    }
}

/// Checks what the shape cannot say.
pub(super) fn check(pack: &Pack) -> Checked {
    let members = &pack.members;
    for (place, kind) in members.identities.iter().enumerate() {
        let at = format!("pack.members.identities[{place}]");
        demand(!members.identities.iter().take(place).any(|other| other == kind), &*at, "stands here twice")?;
    }
    let code = members.calling_code.as_ref().map(Id::as_str);
    let is_code = |code: &str| {
        code.strip_prefix('+').is_some_and(|digits| {
            (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
        })
    };
    demand(code.is_none_or(is_code), "pack.members.calling_code", "a plus and 1 to 3 digits, such as +385")?;
    let typed = !members.identities.is_empty();
    demand(typed || !members.joins, "pack.members.joins", "members need something to be known by")?;
    for (place, rule) in members.consents.iter().enumerate() {
        let at = format!("pack.members.consents[{place}].id");
        demand(!members.consents.iter().take(place).any(|other| other.id == rule.id), &*at, "stands here twice")?;
        demand(in_words(pack, &format!("consent.{}", rule.id)), at, "no words for it in every language of pack.texts")?;
    }
    for (place, rule) in members.messages.iter().enumerate() {
        let at = |field: &str| format!("pack.members.messages[{place}].{field}");
        let known = members.consents.iter().any(|consent| consent.id == rule.consent);
        demand(known, at("consent"), "no consent of the pack has this id")?;
        demand(in_words(pack, &rule.on.key()), at("on"), "no words for it in every language of pack.texts")?;
    }
    Ok(())
}

fn in_words(pack: &Pack, key: &str) -> bool {
    pack.texts.keys().next().is_some()
        && pack.texts.values().all(|texts| texts.get(key).is_some_and(|text| !text.trim().is_empty()))
}
