//! What of a text stands in JSON as it is.

use crate::document::wide;

/// The place of the next quote, backslash or control character from there on, or the end.
#[inline(always)]
pub(crate) fn plain(bytes: &[u8], from: u32) -> u32 {
    let mut place = from;
    // Eight at a time, as most texts are short and no guess of where they end is better than another.
    while let Some(eight) = bytes.get(wide(place)..).and_then(<[u8]>::first_chunk::<8>) {
        let special = special(u64::from_le_bytes(*eight));
        if special != 0 {
            return place.wrapping_add(special.trailing_zeros() >> 3);
        }
        place = place.wrapping_add(8);
    }
    last(bytes, place)
}

/// The same among the last few bytes.
#[inline(never)]
fn last(bytes: &[u8], mut place: u32) -> u32 {
    while bytes.get(wide(place)).is_some_and(|byte| *byte >= b' ' && *byte != b'"' && *byte != b'\\') {
        place = place.wrapping_add(1);
    }
    place
}

/// The top bit of each of eight bytes that is special, up to the lowest one that is; those above may be wrong.
#[inline(always)]
fn special(eight: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // A byte that is less than what is taken from it borrows from above, and has its top bit then, unless it had it before.
    let less = |bytes: u64, than: u8| bytes.wrapping_sub(EACH.wrapping_mul(than.into()));
    // With that bit turned a quote is a space, and control characters stay control characters.
    let quote_or_control = less(eight ^ EACH.wrapping_mul((b'"' ^ b' ').into()), b' '.wrapping_add(1));
    let backslash = less(eight ^ EACH.wrapping_mul(b'\\'.into()), 1);
    (quote_or_control | backslash) & !eight & EACH << 7
}

/// Whether all of a text is of printable ASCII characters, from this one on (`!` without spaces, a space with them).
#[must_use]
#[inline(never)]
pub fn plain_ascii(text: &str, from: u8) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut rest = text.as_bytes();
    while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
        let eight = u64::from_le_bytes(*eight);
        // The top bit of a byte that is no ASCII, is the last of it, or is less.
        let less = !(eight | EACH << 7).wrapping_sub(EACH.wrapping_mul(from.into()));
        if (eight | eight.wrapping_add(EACH) | less) & EACH << 7 != 0 {
            return false;
        }
        rest = behind;
    }
    rest.iter().all(|byte| (from..=b'~').contains(byte))
}

#[cfg(test)]
mod tests {
    use super::{plain, plain_ascii};

    #[test]
    fn every_byte_at_every_place() {
        for place in 0..19 {
            for byte in 0..=0x7f_u8 {
                let mut bytes = [b'x'; 19];
                bytes[place] = byte;
                let text = std::str::from_utf8(&bytes).unwrap();
                for from in [b' ', b'!'] {
                    assert_eq!(plain_ascii(text, from), (from..=b'~').contains(&byte), "{byte} at {place}");
                }
                let special = byte < b' ' || byte == b'"' || byte == b'\\';
                assert_eq!(
                    plain(&bytes, 0),
                    if special { u32::try_from(place).unwrap() } else { 19 },
                    "{byte} at {place}"
                );
            }
        }
        for text in ["x\u{e9}", "xxxxxxx\u{e9}", "xxxxxxxx\u{e9}xxxxxx", "\u{7fff}xxxxxxxxxxxxxx"] {
            assert!(!plain_ascii(text, b' '), "{text}");
            assert_eq!(plain(text.as_bytes(), 0), u32::try_from(text.len()).unwrap());
        }
    }
}
