//! Check digits of numbers people scan and type.
//!
//! What must hold: only ASCII digits count as digits; an empty text has no check digit and is never right.
//! Sources: GS1 General Specifications 7.9 (mod 10, weights 3 and 1 from the right); ISO/IEC 7812-1 annex B (Luhn);
//! ISO/IEC 7064 (mod 11,10).

use crate::pack::CheckDigit;

/// The digits of a text, or nothing if it holds anything else.
#[must_use]
pub fn digits(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| byte.wrapping_sub(b'0'));
    if text.is_empty() { None } else { text.bytes().map(digit).collect() }
}

/// The digit that makes `body` + digit right by `rule`; none if the body is not all digits or the rule is none.
///
/// ```
/// use till::{codes::check_digit, pack::CheckDigit};
/// assert_eq!(check_digit("385011001010", CheckDigit::Gs1), Some('2'));
/// assert_eq!(check_digit("7992739871", CheckDigit::Luhn), Some('3'));
/// ```
#[must_use]
pub fn check_digit(body: &str, rule: CheckDigit) -> Option<char> {
    let weigh: fn((usize, &u8)) -> u32 = match rule {
        CheckDigit::None => return None,
        CheckDigit::Mod11 => return mod_11_10(&digits(body)?),
        CheckDigit::Gs1 => |(place, digit)| u32::from(*digit).saturating_mul(if is_even(place) { 3 } else { 1 }),
        CheckDigit::Luhn => |(place, digit)| if is_even(place) { doubled(*digit) } else { u32::from(*digit) },
    };
    let sum = digits(body)?.iter().rev().enumerate().map(weigh).fold(0, u32::saturating_add);
    let rest = sum.checked_rem(10)?;
    char::from_digit(10_u32.checked_sub(rest)?.checked_rem(10)?, 10)
}

/// Sum, double, remainder: each digit changes what the next is added to.
fn mod_11_10(digits: &[u8]) -> Option<char> {
    let mut product = 10_u32;
    for digit in digits {
        let sum = product.saturating_add(u32::from(*digit)).checked_rem(10)?;
        product = (if sum == 0 { 10 } else { sum }).saturating_mul(2).checked_rem(11)?;
    }
    char::from_digit(11_u32.checked_sub(product)?.checked_rem(10)?, 10)
}

/// Whether the last digit of `text` is right by `rule`. Without a rule everything is.
#[must_use]
pub fn is_right(text: &str, rule: CheckDigit) -> bool {
    if rule == CheckDigit::None {
        return true;
    }
    let mut body = text.chars();
    let last = body.next_back();
    last.is_some() && check_digit(body.as_str(), rule) == last
}

fn is_even(place: usize) -> bool {
    place & 1 == 0
}

/// Twice a digit, its own digits added up.
fn doubled(digit: u8) -> u32 {
    let twice = u32::from(digit).saturating_mul(2);
    if twice > 9 { twice.saturating_sub(9) } else { twice }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_are_right_and_their_neighbours_are_not() {
        let gs1 = ["4006381333931", "036000291452", "73513537", "10614141000415", "3850110010102"];
        for number in gs1 {
            assert!(is_right(number, CheckDigit::Gs1), "{number}");
        }
        for number in ["4111111111111111", "79927398713", "378282246310005"] {
            assert!(is_right(number, CheckDigit::Luhn), "{number}");
        }
        for number in ["", "4006381333930", "400638133393a", "٤٠٠٦", "x"] {
            assert!(!is_right(number, CheckDigit::Gs1), "{number}");
            assert!(!is_right(number, CheckDigit::Luhn), "{number}");
        }
        for number in ["07945", "12345678903"] {
            assert!(is_right(number, CheckDigit::Mod11), "{number}");
        }
        for number in ["07944", "12345678904", "21345678903", "", "0794x"] {
            assert!(!is_right(number, CheckDigit::Mod11), "{number}");
        }
        assert!(is_right("anything", CheckDigit::None));
        assert_eq!(check_digit("123", CheckDigit::None), None);
    }
}
