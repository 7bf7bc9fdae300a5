//! A merchant's colour, made fit to be read: contrast as WCAG 2.2 defines it, in whole numbers.
//!
//! What must hold: what is drawn in a merchant's colour differs from what is behind it by 4.5:1 at least, whatever colour
//! the merchant named; the hue stays as long as it can.

use crate::shape::{At, Out, Shape};

/// Opaque red, green and blue, each 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// Black.
pub const BLACK: Colour = Colour([0, 0, 0]);
/// White.
pub const WHITE: Colour = Colour([255, 255, 255]);

/// WCAG's least contrast of text with its ground is 4.5:1, in hundredths; two in a hundred more for the straight lines below.
pub const READABLE: u32 = 460;

/// Linear light of every 17th value of a channel, in ten-thousandths (IEC 61966-2-1); between two, a straight line.
const LINEAR: [u32; 16] = [0, 56, 160, 331, 578, 908, 1329, 1845, 2462, 3185, 4020, 4969, 6038, 7231, 8550, 10_000];

/// Steps from a colour to black or white.
const STEPS: u32 = 32;

impl Colour {
    /// Of its three channels.
    #[must_use]
    pub const fn new(red: u8, green: u8, blue: u8) -> Colour {
        Colour([red, green, blue])
    }

    /// Of `#rrggbb`.
    #[must_use]
    pub fn of(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(digits.get(from..from.checked_add(2)?)?, 16).ok();
        Some(Colour([part(0)?, part(2)?, part(4)?]))
    }

    /// `#rrggbb`.
    #[must_use]
    pub fn text(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Relative luminance in ten-thousandths.
    fn luminance(self) -> u32 {
        let [r, g, b] = self.0.map(linear);
        let sum = [(r, 2126), (g, 7152), (b, 722)].into_iter().fold(0_u32, |sum, (light, weight)| {
            sum.saturating_add(light.saturating_mul(weight)) // at most 10,000 x 10,000
        });
        sum.checked_div(10_000).unwrap_or(0)
    }

    /// Contrast with another colour, in hundredths: 100 to 2,100.
    #[must_use]
    pub fn contrast(self, other: Colour) -> u32 {
        let (a, b) = (self.luminance().saturating_add(500), other.luminance().saturating_add(500));
        a.max(b).saturating_mul(100).checked_div(a.min(b)).unwrap_or(100)
    }

    /// Black or white, whichever is better read on this colour.
    #[must_use]
    pub fn ink(self) -> Colour {
        if self.contrast(BLACK) >= self.contrast(WHITE) { BLACK } else { WHITE }
    }

    /// The nearest colour towards black or white that can be read on this ground.
    #[must_use]
    pub fn readable_on(self, ground: Colour) -> Colour {
        let end = ground.ink();
        let mut near = (0..=STEPS).map(|step| self.mixed(end, step));
        near.find(|colour| colour.contrast(ground) >= READABLE).unwrap_or(end)
    }

    /// So many steps of the way to another colour.
    fn mixed(self, end: Colour, step: u32) -> Colour {
        let mut mixed = self.0;
        for (channel, end) in mixed.iter_mut().zip(end.0) {
            let (own, other) = (u32::from(*channel), u32::from(end));
            let sum = own.saturating_mul(STEPS.saturating_sub(step)).saturating_add(other.saturating_mul(step));
            *channel = sum.checked_div(STEPS).and_then(|value| u8::try_from(value).ok()).unwrap_or(*channel);
        }
        Colour(mixed)
    }
}

fn linear(channel: u8) -> u32 {
    let channel = usize::from(channel);
    let (place, rest) = (channel.checked_div(17).unwrap_or(0), channel.checked_rem(17).unwrap_or(0));
    let low = LINEAR.get(place).copied().unwrap_or(10_000);
    let high = LINEAR.get(place.saturating_add(1)).copied().unwrap_or(low);
    let rise = high.saturating_sub(low).saturating_mul(u32::try_from(rest).unwrap_or(0));
    low.saturating_add(rise.checked_div(17).unwrap_or(0))
}

impl Shape for Colour {
    fn read(at: &At<'_>) -> Self {
        let expected = "a colour as #rrggbb";
        Colour::of(at.text(expected)).unwrap_or_else(|| {
            at.misfit("wrong_format", expected);
            BLACK
        })
    }
    fn print(&self, out: &mut Out) {
        out.text(&self.text());
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |text: &str| Colour::of(text).unwrap();
        assert_eq!(BLACK.contrast(WHITE), 2100);
        assert_eq!(WHITE.contrast(WHITE), 100);
        // Worked out with the formula of WCAG 2.2: 4.54, 7.00, 3.00, 5.25 and 1.07 to 1.
        for (colour, ground, exact) in [
            ("#767676", "#ffffff", 454),
            ("#595959", "#ffffff", 700),
            ("#949494", "#ffffff", 303),
            ("#ff0000", "#000000", 525),
            ("#ffff00", "#ffffff", 107),
        ] {
            let found = of(colour).contrast(of(ground));
            assert!(found.abs_diff(exact) * 50 <= exact, "{colour} on {ground}: {found}, not {exact}");
        }
    }

    #[test]
    fn every_colour_becomes_readable_on_both_grounds_and_bears_its_ink() {
        for red in (0..=255).step_by(15) {
            for green in (0..=255).step_by(15) {
                for blue in (0..=255).step_by(15) {
                    let colour = Colour([red, green, blue]);
                    assert!(colour.contrast(colour.ink()) >= 450, "{}", colour.text());
                    for ground in ["#ffffff", "#f4f5f2", "#18211d"] {
                        let ground = Colour::of(ground).unwrap();
                        let drawn = colour.readable_on(ground);
                        assert!(drawn.contrast(ground) >= READABLE, "{} on {}", colour.text(), ground.text());
                        assert!(colour.contrast(ground) < READABLE || drawn == colour, "a good colour stays");
                    }
                }
            }
        }
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for text in ["", "#", "red", "#fff", "#ff00zz", "ff0000", "#ff00000", "#\u{e9}\u{e9}\u{e9}", "#+1+1+1"] {
            assert_eq!(Colour::of(text), None, "{text}");
        }
        assert_eq!(Colour::of("#0B5a46").map(Colour::text).as_deref(), Some("#0b5a46"));
    }
}
