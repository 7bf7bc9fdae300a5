//! What people are known by: cards, phones, e-mail addresses, one-time codes, tax numbers, and the register's own ids.
//!
//! What must hold: two ways of writing the same identity have one canonical form, two identities never have the same one,
//! and a number with a wrong check digit has none. The canonical form is what the device seals: it is never kept.
//! Sources: ITU-T E.164 (phones); RFC 5321 4.5.3.1 (lengths of addresses); ISO/IEC 7064 mod 11,10 (OIB); the CPF's two
//! digits mod 11 are those of the Brazilian revenue service.

use super::{carried, digits, is_right};
use crate::pack::CheckDigit;
use crate::shape;

shape! {
    /// What a customer is known by.
    pub enum IdentityKind {
        /// A member card of the pack.
        Card = "card",
        /// A phone number with its country: `+385 91 234 5678`.
        Phone = "phone",
        /// An e-mail address.
        Email = "email",
        /// A code that is good once, shown by an app.
        Code = "code",
        /// The Brazilian tax number.
        Cpf = "cpf",
        /// The Croatian personal number.
        Oib = "oib",
        /// The register's own id of the customer.
        Host = "host",
    }
}

impl IdentityKind {
    /// The one way to write this identity; nothing if it is none. Of a card it is the number: whether a scheme of the pack
    /// has such cards is asked elsewhere.
    ///
    /// ```
    /// use till::codes::IdentityKind;
    /// assert_eq!(IdentityKind::Phone.canonical("00385 (91) 234-5678").as_deref(), Some("+385912345678"));
    /// assert_eq!(IdentityKind::Email.canonical(" Ana-Marija@Primjer.HR").as_deref(), Some("ana-marija@primjer.hr"));
    /// assert_eq!(IdentityKind::Cpf.canonical("529.982.247-25").as_deref(), Some("52998224725"));
    /// assert_eq!(IdentityKind::Oib.canonical("12345678904"), None);
    /// ```
    #[must_use]
    pub fn canonical(self, text: &str) -> Option<String> {
        let text = text.trim();
        match self {
            IdentityKind::Card => Some(carried(&without(text, " -")).number).filter(|number| fits(number, 1, 64)),
            IdentityKind::Phone => phone(text),
            IdentityKind::Email => email(text),
            IdentityKind::Code => Some(without(text, " -").to_ascii_uppercase())
                .filter(|code| fits(code, 4, 32) && code.bytes().all(|b| b.is_ascii_alphanumeric())),
            IdentityKind::Cpf => Some(without(text, " .-/")).filter(|number| is_cpf(number)),
            IdentityKind::Oib => {
                Some(without(text, " -")).filter(|number| number.len() == 11 && is_right(number, CheckDigit::Mod11))
            }
            IdentityKind::Host => Some(text.to_owned()).filter(|id| fits(id, 1, 64)),
        }
    }

    /// For people: enough to recognise their own, not enough to find somebody else's. Of an address the first letters of
    /// its two sides, of a phone the last three digits, of a tax number the last two, of a code nothing.
    #[must_use]
    pub fn masked(self, canonical: &str) -> String {
        if let (IdentityKind::Email, Some((name, domain))) = (self, canonical.split_once('@')) {
            return format!("{}@{}", dots(name, 1, 0), dots(domain, 1, 0));
        }
        let count = canonical.len();
        match self {
            IdentityKind::Phone => dots(canonical, 1, 3),
            IdentityKind::Card if count >= 16 => dots(canonical, 6, 4),
            IdentityKind::Card | IdentityKind::Host if count >= 8 => dots(canonical, 0, 4),
            IdentityKind::Code => dots(canonical, 0, 0),
            _ => dots(canonical, 0, 2),
        }
    }
}

/// The first and last characters, dots for the rest.
fn dots(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    let shown =
        |(place, c): (usize, char)| if place < head || place.saturating_add(tail) >= count { c } else { '\u{2022}' };
    text.chars().enumerate().map(shown).collect()
}

fn without(text: &str, what: &str) -> String {
    text.chars().filter(|c| !what.contains(*c)).collect()
}

fn fits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// `+` and 7 to 15 digits, the first of them not 0. A number without its country is nobody's.
fn phone(text: &str) -> Option<String> {
    let plain = without(text, " -()/.");
    let number = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00"))?;
    let fits = (7..=15).contains(&number.len()) && !number.starts_with('0') && digits(number).is_some();
    fits.then(|| format!("+{number}"))
}

/// Lower case as a whole: no mail service in use tells `Ana@` from `ana@`.
fn email(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let (name, domain) = text.split_once('@')?;
    let dotted = |side: &str| side.split('.').all(|part| !part.is_empty());
    let host = |label: &str| {
        fits(label, 1, 63)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let fits = fits(name, 1, 64)
        && dotted(name)
        && !name.contains(|c| "\"(),:;<>[\\]".contains(c))
        && domain.len() <= 189
        && domain.contains('.')
        && domain.split('.').all(host);
    fits.then_some(text)
}

/// Eleven digits, not all the same, the last two right: each is the sum of the digits before it, weighed 2, 3, 4 .. from the
/// right, times ten, mod 11, mod 10.
fn is_cpf(number: &str) -> bool {
    let digit = |upto: usize| -> Option<u32> {
        let weigh = |(place, digit): (usize, u8)| u32::from(digit).saturating_mul(place_weight(place));
        let sum = digits(number)?.into_iter().take(upto).rev().enumerate().map(weigh).fold(0_u32, u32::saturating_add);
        sum.checked_mul(10)?.checked_rem(11)?.checked_rem(10)
    };
    let right = |place: usize| {
        let shown = number.chars().nth(place).and_then(|c| c.to_digit(10));
        shown.is_some() && shown == digit(place)
    };
    let first = number.chars().next();
    number.len() == 11 && number.chars().any(|c| Some(c) != first) && right(9) && right(10)
}

fn place_weight(place: usize) -> u32 {
    u32::try_from(place).unwrap_or_default().saturating_add(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: IdentityKind, text: &str) -> String {
        kind.canonical(text).map_or_else(|| "none".to_owned(), |canonical| kind.masked(&canonical))
    }

    #[test]
    fn phones_have_their_country() {
        let phone = |text| IdentityKind::Phone.canonical(text);
        for same in ["+385912345678", "+385 91 234 5678", "00385/91-234-5678", " +385.91.2345678 "] {
            assert_eq!(phone(same).as_deref(), Some("+385912345678"), "{same}");
        }
        for none in
            ["", "+", "091 234 5678", "+085912345678", "+38591", "+3859123456789012", "+38591234567a", "++38591234567"]
        {
            assert_eq!(phone(none), None, "{none}");
        }
        assert_eq!(said(IdentityKind::Phone, "+385912345678"), "+•••••••••678");
    }

    #[test]
    fn addresses_keep_their_dashes_and_lose_their_capitals() {
        let email = |text| IdentityKind::Email.canonical(text);
        assert_eq!(
            email("Ana-Marija.Kos+kupnja@Mail.Primjer.hr").as_deref(),
            Some("ana-marija.kos+kupnja@mail.primjer.hr")
        );
        assert_ne!(email("ana-marija@primjer.hr"), email("anamarija@primjer.hr"));
        for none in
            ["", "@", "ana", "ana@", "@primjer.hr", "ana@primjer", "ana@@primjer.hr", "a@b@c.hr", "a b@primjer.hr"]
        {
            assert_eq!(email(none), None, "{none}");
        }
        for none in [
            ".ana@primjer.hr",
            "a..b@primjer.hr",
            "ana@-primjer.hr",
            "ana@primjer-.hr",
            "ana@.hr",
            "žana@primjer.hr",
            "<a>@b.hr",
        ] {
            assert_eq!(email(none), None, "{none}");
        }
        assert_eq!(email(&format!("{}@primjer.hr", "a".repeat(65))), None);
        assert_eq!(said(IdentityKind::Email, "ana@primjer.hr"), "a••@p•••••••••");
    }

    #[test]
    fn tax_numbers_have_right_check_digits() {
        for right in ["529.982.247-25", "52998224725", "111.444.777-35", "12345678909"] {
            assert!(IdentityKind::Cpf.canonical(right).is_some(), "{right}");
        }
        for wrong in [
            "",
            "52998224724",
            "52998224735",
            "11111111111",
            "00000000000",
            "5299822472",
            "529982247255",
            "5299822472a",
        ] {
            assert_eq!(IdentityKind::Cpf.canonical(wrong), None, "{wrong}");
        }
        for right in ["12345678903", "69435151530", "123 456 789 03"] {
            assert!(IdentityKind::Oib.canonical(right).is_some(), "{right}");
        }
        for wrong in ["", "12345678904", "21345678903", "1234567890", "123456789031", "HR12345678903"] {
            assert_eq!(IdentityKind::Oib.canonical(wrong), None, "{wrong}");
        }
        assert_eq!(said(IdentityKind::Cpf, "52998224725"), "•••••••••25");
        let one_digit = |place: usize| {
            let number: Vec<u8> =
                (*b"52998224725").into_iter().enumerate().map(|(at, b)| if at == place { b ^ 1 } else { b }).collect();
            IdentityKind::Cpf.canonical(&String::from_utf8(number).unwrap())
        };
        assert!((0..11).all(|place| one_digit(place).is_none()), "a single wrong digit is found");
    }

    #[test]
    fn cards_codes_and_ids_of_the_register() {
        assert_eq!(IdentityKind::Card.canonical("2600 0000-00017").as_deref(), Some("2600000000017"));
        assert_eq!(IdentityKind::Card.canonical(";6299000000000000010=2912?").as_deref(), Some("6299000000000000010"));
        assert_eq!(IdentityKind::Code.canonical("ab12-cd34").as_deref(), Some("AB12CD34"));
        assert_eq!((IdentityKind::Code.canonical("ab1"), IdentityKind::Code.canonical("ab1!x")), (None, None));
        assert_eq!(IdentityKind::Host.canonical("CRM-000123").as_deref(), Some("CRM-000123"));
        assert_eq!(said(IdentityKind::Host, "CRM-000123"), "••••••0123");
        assert_eq!(said(IdentityKind::Code, "AB12CD34"), "••••••••");
        assert_eq!(said(IdentityKind::Card, "2600000000017"), "•••••••••0017");
        assert_eq!(IdentityKind::Host.canonical(&"x".repeat(65)), None);
    }
}
