//! Code 128 (ISO/IEC 15417) as one SVG path, for documents that a browser prints: printers for receipts make their own.
//!
//! What must hold: ten modules of quiet on both sides; digits stand in pairs (subset C) where that is shorter, all else in
//! subset B; the check digit is the last symbol before the stop.

use super::qr::Picture;
use std::fmt::Write as _;

/// The quiet zone on each side, in modules.
const QUIET: usize = 10;
/// Height of the bars in units of the path; the document stretches it.
const HEIGHT: usize = 40;
/// Symbols that begin in a subset or change to it.
const START_C: usize = 105;
const START_B: usize = 104;
const TO_B: usize = 100;
const TO_C: usize = 99;
/// Before the check digit, what the sum is divided by.
const MODULUS: usize = 103;
/// The bars that end it.
const STOP: &str = "2331112";

/// For each symbol the widths in modules of its three bars and three spaces: 11 modules.
const WIDTHS: &str = "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231\
113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211\
212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131\
113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111\
314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211\
241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141\
214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214\
211232";

/// The bars of a text; nothing if it is empty or has anything but the printable characters of ASCII.
#[must_use]
pub fn picture(text: &str) -> Option<Picture> {
    let mut symbols = symbols(text)?;
    let weighted = symbols.iter().enumerate().map(|(place, symbol)| symbol.saturating_mul(place.max(1)));
    symbols.push(weighted.sum::<usize>() % MODULUS);
    let widths = symbols.iter().filter_map(|symbol| {
        let from = symbol.saturating_mul(6);
        WIDTHS.get(from..from.saturating_add(6))
    });
    let (mut path, mut at, mut dark) = (String::new(), QUIET, true);
    for width in widths.chain([STOP]).flat_map(str::bytes).map(|digit| usize::from(digit.saturating_sub(b'0'))) {
        if dark {
            let _ = write!(path, "M{at} 0h{width}v{HEIGHT}h-{width}z");
        }
        (at, dark) = (at.saturating_add(width), !dark);
    }
    Some(Picture { size: i32::try_from(at.saturating_add(QUIET)).ok()?, path })
}

/// The symbols of a text, its start first, without the check digit.
fn symbols(text: &str) -> Option<Vec<usize>> {
    let mut rest = text.as_bytes();
    let (mut symbols, mut pairs) = (Vec::new(), false);
    while let Some((first, after)) = rest.split_first() {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        // Changing costs a symbol, and another to change back: pairs must be worth it.
        let worth = if symbols.is_empty() || digits == rest.len() { 4 } else { 6 };
        let in_pairs = if pairs { digits >= 2 } else { digits >= worth && digits.is_multiple_of(2) };
        match (symbols.is_empty(), in_pairs) {
            (true, _) => symbols.push(if in_pairs { START_C } else { START_B }),
            (false, _) if in_pairs == pairs => {}
            (false, _) => symbols.push(if in_pairs { TO_C } else { TO_B }),
        }
        pairs = in_pairs;
        let value = |byte: &u8, least: u8| byte.checked_sub(least).map(usize::from);
        match after.split_first().filter(|_| pairs) {
            Some((second, after)) => {
                symbols.push(value(first, b'0')?.saturating_mul(10).saturating_add(value(second, b'0')?));
                rest = after;
            }
            None => {
                symbols.push(value(first, b' ').filter(|_| first.is_ascii_graphic() || *first == b' ')?);
                rest = after;
            }
        }
    }
    (!symbols.is_empty()).then_some(symbols)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "small numbers of tests")]

    use super::*;

    #[test]
    fn symbols_of_known_texts() {
        // The sum by hand: 104 + 48*1 + 42*2 + 42*3 + 17*4 + 18*5 + 19*6 + 35*7 = 879, and 879 = 8*103 + 55.
        assert_eq!(symbols("PJJ123C").unwrap(), [104, 48, 42, 42, 17, 18, 19, 35]);
        let picture = picture("PJJ123C").unwrap();
        assert_eq!(picture.size, 10 + 9 * 11 + 13 + 10);
        // Start B is 211214; the check digit 55 is 311321, and begins after the start and seven symbols.
        assert!(picture.path.starts_with("M10 0h2v40h-2zM13 0h1v40h-1zM16 0h1v40h-1zM21"), "{}", picture.path);
        assert!(picture.path.contains("M98 0h3v40h-3zM102 0h1v40h-1zM106 0h2v40h-2zM109"), "{}", picture.path);
        assert_eq!(symbols("990312").unwrap(), [105, 99, 3, 12], "digits in pairs");
        assert_eq!(symbols("12345").unwrap(), [104, 17, 99, 23, 45], "an odd digit stands alone");
        assert_eq!(symbols("AB123456C").unwrap(), [104, 33, 34, 99, 12, 34, 56, 100, 35]);
        assert_eq!(
            symbols("AB1234C").unwrap(),
            [104, 33, 34, 17, 18, 19, 20, 35],
            "four in the middle are not worth it"
        );
        for text in ["", "č", "a\tb", "\u{7f}"] {
            assert_eq!(symbols(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_was_drawn_is_read_again() {
        for length in 1..24 {
            for seed in 0..40_u64 {
                let mut state = seed * 7919 + length;
                let text: String = (0..length)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                        let roll = u8::try_from(state >> 57).unwrap();
                        let digit = seed % 2 == 0 || roll < 70;
                        char::from(if digit { b'0' + roll % 10 } else { b' ' + roll % 95 })
                    })
                    .collect();
                assert_eq!(read(&picture(&text).unwrap()), text);
            }
        }
    }

    /// The dark modules of each symbol as the standard's table of patterns has them, eleven bits each.
    const PATTERNS: [u16; 106] = [
        0x6CC, 0x66C, 0x666, 0x498, 0x48C, 0x44C, 0x4C8, 0x4C4, 0x464, 0x648, 0x644, 0x624, 0x59C, 0x4DC, 0x4CE, 0x5CC,
        0x4EC, 0x4E6, 0x672, 0x65C, 0x64E, 0x6E4, 0x674, 0x76E, 0x74C, 0x72C, 0x726, 0x764, 0x734, 0x732, 0x6D8, 0x6C6,
        0x636, 0x518, 0x458, 0x446, 0x588, 0x468, 0x462, 0x688, 0x628, 0x622, 0x5B8, 0x58E, 0x46E, 0x5D8, 0x5C6, 0x476,
        0x776, 0x68E, 0x62E, 0x6E8, 0x6E2, 0x6EE, 0x758, 0x746, 0x716, 0x768, 0x762, 0x71A, 0x77A, 0x642, 0x78A, 0x530,
        0x50C, 0x4B0, 0x486, 0x42C, 0x426, 0x590, 0x584, 0x4D0, 0x4C2, 0x434, 0x432, 0x612, 0x650, 0x7BA, 0x614, 0x47A,
        0x53C, 0x4BC, 0x49E, 0x5E4, 0x4F4, 0x4F2, 0x7A4, 0x794, 0x792, 0x6DE, 0x6F6, 0x7B6, 0x578, 0x51E, 0x45E, 0x5E8,
        0x5E2, 0x7A8, 0x7A2, 0x5DE, 0x5EE, 0x75E, 0x7AE, 0x684, 0x690, 0x69C,
    ];

    /// A scanner: modules from the path, symbols by their patterns, check digit, subsets.
    fn read(picture: &Picture) -> String {
        let mut modules = vec![false; usize::try_from(picture.size).unwrap()];
        for bar in picture.path.split('M').skip(1) {
            let (at, rest) = bar.split_once(" 0h").unwrap();
            let (at, width): (usize, usize) = (at.parse().unwrap(), rest.split_once('v').unwrap().0.parse().unwrap());
            modules[at..at + width].fill(true);
        }
        let (first, last) = (modules.iter().position(|m| *m).unwrap(), modules.iter().rposition(|m| *m).unwrap());
        assert_eq!((first, modules.len() - 1 - last), (10, 10), "quiet on both sides");
        let bits = |modules: &[bool]| modules.iter().fold(0_u16, |bits, dark| bits << 1 | u16::from(*dark));
        let (body, stop) = modules[first..=last].split_at(last + 1 - first - 13);
        assert_eq!(bits(stop), 0b1_1000_1110_1011);
        let symbols: Vec<usize> =
            body.chunks(11).map(|symbol| PATTERNS.iter().position(|p| *p == bits(symbol)).unwrap()).collect();
        let (check, data) = symbols.split_last().unwrap();
        let sum: usize = data[0] + data.iter().enumerate().map(|(place, symbol)| place * symbol).sum::<usize>();
        assert_eq!(sum % 103, *check);
        let mut pairs = data[0] == 105;
        let mut text = String::new();
        for symbol in &data[1..] {
            match (pairs, *symbol) {
                (true, 100) => pairs = false,
                (false, 99) => pairs = true,
                (true, pair) => text += &format!("{pair:02}"),
                (false, single) => text.push(char::from(u8::try_from(single + 32).unwrap())),
            }
        }
        text
    }
}
