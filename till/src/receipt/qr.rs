//! QR codes as one SVG path, drawn dark on light everywhere: scanners need it so.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The quiet zone that ISO/IEC 18004 asks for, in modules.
const QUIET: i32 = 4;

/// A picture of a QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in units of the path, the quiet zone included.
    pub size: i32,
    /// The path's `d`: one rectangle for each run of dark modules in a row.
    pub path: String,
}

/// A QR code of the text; nothing if the text is too long for one.
#[must_use]
pub fn picture(text: &str) -> Option<Picture> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    Some(Picture { size: code.size().saturating_add(QUIET.saturating_mul(2)), path: path(&code) })
}

fn path(code: &QrCode) -> String {
    let mut out = String::new();
    for y in 0..code.size() {
        let mut start = None;
        for x in 0..=code.size() {
            let dark = x < code.size() && code.get_module(x, y);
            match (dark, start) {
                (true, None) => start = Some(x),
                (false, Some(from)) => {
                    let (at, down, run) = (from.saturating_add(QUIET), y.saturating_add(QUIET), x.saturating_sub(from));
                    let _ = write!(out, "M{at} {down}h{run}v1h-{run}z");
                    start = None;
                }
                _ => {}
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finder_pattern_stands_in_the_corner_behind_the_quiet_zone() {
        let picture = picture("https://fiscal.example/77").unwrap();
        assert_eq!(picture.size, 25 + 2 * QUIET, "version 2 has 25 modules");
        assert!(picture.path.starts_with("M4 4h7v1h-7z"), "{}", picture.path);
        assert_eq!(super::picture(&"x".repeat(3_000)), None);
    }
}
