//! QR codes on the screen.

use super::dom::{Tag, svg};
use till::receipt::qr::picture;

/// A QR code of the text; nothing if the text is too long for one.
pub(super) fn code(text: &str, label: &str) -> Option<Tag> {
    let drawn = picture(text)?;
    let tag = svg("svg", "qr")
        .set("viewBox", &format!("0 0 {0} {0}", drawn.size))
        .set("role", "img")
        .set("aria-label", label)
        .set("shape-rendering", "crispEdges")
        .part("qr");
    Some(tag.with(svg("path", "").set("d", &drawn.path)))
}
