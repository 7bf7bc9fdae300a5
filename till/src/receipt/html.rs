//! The receipt as a document: to be shown, sent or printed by a browser.
//!
//! What must hold: whatever stands in a name or a fiscal line is text here, never markup; the document asks for nothing
//! from elsewhere and runs nothing; a roll of 80 mm prints it without margins of its own.

use super::code128;
use super::page::Row;
use super::qr::{self, Picture};
use std::fmt::Write as _;

const STYLE: &str = "@page{size:80mm auto;margin:4mm}body{max-width:72mm;margin:auto;background:#fff;color:#000;\
font:13px/1.4 system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}p{margin:0;display:flex;\
gap:1em;justify-content:space-between;break-inside:avoid}p>:last-child:not(:first-child){flex:none}\
.c{justify-content:center;text-align:center}.s{padding-inline-start:1em;color:#333}.t{font-weight:700;font-size:1.3em}\
hr{border:0;border-top:1px dashed #000}\
svg{display:block;width:40mm;margin:2mm auto}.b{width:100%;height:15mm}";

/// The rows as an HTML document in this language (BCP 47).
#[must_use]
pub fn document(rows: &[Row], title: &str, locale: &str) -> String {
    let mut out = String::from("<!doctype html><html lang=\"");
    escape(&mut out, locale);
    out.push_str("\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
    escape(&mut out, title);
    out.push_str("</title><style>");
    out.push_str(STYLE);
    out.push_str("</style><body>");
    for row in rows {
        match row {
            Row::Rule => out.push_str("<hr>"),
            Row::Qr(content) => code(&mut out, qr::picture(content)),
            Row::Bars(content) => bars(&mut out, content),
            Row::Left(text) => paragraph(&mut out, "", [text.as_str(), ""]),
            Row::Centred(text) => paragraph(&mut out, CENTRED, [text.as_str(), ""]),
            Row::Pair(text, right) => paragraph(&mut out, "", [text.as_str(), right.as_str()]),
            Row::Total(text, right) => paragraph(&mut out, "t", [text.as_str(), right.as_str()]),
        }
    }
    out.push_str("</body></html>");
    out
}

/// What stands in the middle, as text.
const CENTRED: &str = "c";
/// Modules of a bar code that 72 mm have room for: a scanner wants 0.25 mm of each.
const MOST_BARS: i32 = 288;

fn code(out: &mut String, picture: Option<Picture>) {
    if let Some(Picture { size, path }) = picture {
        svg(out, "", &[size, size], &path);
    }
}

/// Code 128 over its content in clear; what is too long for the paper, or has other characters, as QR.
fn bars(out: &mut String, content: &str) {
    match code128::picture(content).filter(|bars| bars.size <= MOST_BARS) {
        Some(Picture { size, path }) => svg(out, " class=\"b\" preserveAspectRatio=\"none\"", &[size, 40], &path),
        None => code(out, qr::picture(content)),
    }
    paragraph(out, CENTRED, [content, ""]);
}

fn svg(out: &mut String, more: &str, size: &[i32; 2], path: &str) {
    let [wide, high] = size;
    let _ = write!(
        out,
        "<svg{more} viewBox=\"0 0 {wide} {high}\" shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    );
}

fn paragraph(out: &mut String, class: &str, texts: [&str; 2]) {
    let below = texts.first().is_some_and(|text| text.starts_with("  "));
    out.push_str("<p class=\"");
    out.push_str(if below { "s" } else { class });
    out.push_str("\">");
    for text in texts.into_iter().filter(|text| !text.is_empty()) {
        out.push_str("<span dir=\"auto\">");
        escape(out, text.trim());
        out.push_str("</span>");
    }
    out.push_str("</p>");
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_bars_where_there_is_room_for_them() {
        let of = |code: &str| document(&[Row::Bars(code.to_owned())], "", "en");
        let short = of("990354875984369922");
        // Start, 9 pairs, check digit, stop: 11 * 11 + 13 modules and two quiet zones of 10.
        assert!(short.contains("<svg class=\"b\" preserveAspectRatio=\"none\" viewBox=\"0 0 154 40\""), "{short}");
        assert!(short.contains("<p class=\"c\"><span dir=\"auto\">990354875984369922</span></p>"), "{short}");
        let long = of(&"Ab".repeat(20));
        assert!(long.contains("<svg viewBox=\"0 0 37 37\""), "{long}");
    }

    #[test]
    fn names_are_text_and_rows_keep_their_order() {
        let rows = [
            Row::Centred("A & B".to_owned()),
            Row::Pair("<script>alert(1)</script>".to_owned(), "1.00".to_owned()),
            Row::Left("  2 x \"0.50\"".to_owned()),
            Row::Total("Total".to_owned(), "1.00".to_owned()),
        ];
        let html = document(&rows, "1/<1>", "hr\"");
        let (_, body) = html.split_once("<body>").unwrap();
        assert_eq!(
            body,
            "<p class=\"c\"><span dir=\"auto\">A &amp; B</span></p>\
             <p class=\"\"><span dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</span><span dir=\"auto\">1.00</span></p>\
             <p class=\"s\"><span dir=\"auto\">2 x &quot;0.50&quot;</span></p>\
             <p class=\"t\"><span dir=\"auto\">Total</span><span dir=\"auto\">1.00</span></p></body></html>"
        );
        assert!(html.starts_with("<!doctype html><html lang=\"hr&quot;\">"));
        assert!(html.contains("<title>1/&lt;1&gt;</title>"));
    }
}
