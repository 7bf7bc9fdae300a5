//! The merchant's looks, fit to be drawn.
//!
//! What must hold: nothing here can be anything but a value of a custom property; colours can be read on both themes.

use crate::colour::{Colour, WHITE};
use crate::wire::session::Appearance;

/// The merchant's looks, as values of custom properties; an empty one leaves the component's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The accent on light, what stands on it, and both on dark: `#rrggbb`.
    pub accents: [String; 4],
    /// Radius of corners.
    pub radius: String,
    /// Font family.
    pub font: String,
    /// The logo, as `url("..")`.
    pub logo: String,
    /// Size of text in percent.
    pub scale: u32,
}

/// A picture of the merchant between two sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slide {
    /// As `url("..")`.
    pub picture: String,
    /// What it says, in the customer's language; empty if it says nothing.
    pub text: String,
}

impl Look {
    /// The looks of a session.
    #[must_use]
    pub fn of(appearance: &Appearance) -> Look {
        let accents = appearance.accent.map(|accent| {
            let (light, dark) = (accent.readable_on(WHITE), accent.readable_on(DARK));
            [light, light.ink(), dark, dark.ink()].map(Colour::text)
        });
        Look {
            accents: accents.unwrap_or_default(),
            radius: appearance.radius.map(|radius| format!("{radius}px")).unwrap_or_default(),
            font: appearance.font.as_ref().map(|font| format!("\"{font}\", system-ui, sans-serif")).unwrap_or_default(),
            logo: appearance.logo.as_ref().map(|logo| format!("url(\"{logo}\")")).unwrap_or_default(),
            scale: appearance.scale,
        }
    }
}

/// The cards of the dark theme, see www/styles/epos.css.
const DARK: Colour = Colour::new(0x18, 0x21, 0x1d);
