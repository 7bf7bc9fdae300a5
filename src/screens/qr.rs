//! QR codes as one SVG path, drawn dark on light in both themes: scanners need it so.

use super::dom::{Tag, svg};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The quiet zone that ISO/IEC 18004 asks for, in modules.
const QUIET: i32 = 4;

/// A QR code of the text; nothing if the text is too long for one.
pub(super) fn code(text: &str, label: &str) -> Option<Tag> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size().saturating_add(QUIET.saturating_mul(2));
    let picture = svg("svg", "qr")
        .set("viewBox", &format!("0 0 {size} {size}"))
        .set("role", "img")
        .set("aria-label", label)
        .set("shape-rendering", "crispEdges")
        .part("qr");
    Some(picture.with(svg("path", "").set("d", &path(&code))))
}

/// One rectangle for each run of dark modules in a row.
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
