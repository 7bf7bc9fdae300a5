//! What only the browser knows: the clock, chance, the store's offset from UTC and which load of the page this is.
//!
//! What must hold: `till` gets these as arguments, nothing else reads them; an unknown zone is never a fault, the
//! device's own zone stands in for it.

use std::cell::RefCell;
use till::time::Instant;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill_with_chance(bytes: &mut [u8]);
    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: JsValue;
    #[wasm_bindgen(js_name = String)]
    fn text_of(value: &JsValue) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &JsValue) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(catch, method)]
    fn format(this: &DateTimeFormat, millis: f64) -> Result<String, JsValue>;
}

/// The moment.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole and far below 2^53")]
pub fn now() -> Instant {
    Instant::from_millis(date_now() as i64)
}

/// Fresh randomness of the browser.
#[must_use]
pub fn entropy() -> [u8; 32] {
    let mut bytes = [0; 32];
    fill_with_chance(&mut bytes);
    bytes
}

/// This load of the page: the same for an instance rebuilt after a fault, another after a reload.
#[must_use]
pub fn page_load() -> String {
    TIME_ORIGIN.with(text_of)
}

/// By how many milliseconds the clock has moved since this page was loaded, beyond the time that went by.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
pub fn drift() -> i64 {
    let loaded = TIME_ORIGIN.with(JsValue::as_f64).unwrap_or_default();
    (date_now() as i64).saturating_sub(performance_now() as i64).saturating_sub(loaded as i64)
}

/// Offsets of one zone at a time; making a formatter costs more than all else here.
#[derive(Default)]
pub struct Zones {
    made: RefCell<Option<(String, Option<DateTimeFormat>)>>,
}

impl Zones {
    /// Minutes that local time in the zone is ahead of UTC at that moment; without a zone, or with one the browser does
    /// not know, in the zone of the device.
    #[must_use]
    pub fn offset_minutes(&self, zone: Option<&str>, at: Instant) -> i32 {
        let zone = zone.unwrap_or_default();
        let mut made = self.made.borrow_mut();
        if made.as_ref().is_none_or(|(name, _)| name != zone) {
            *made = Some((zone.to_owned(), formatter(zone)));
        }
        let formatter = made.as_ref().and_then(|(_, formatter)| formatter.as_ref());
        formatter.and_then(|f| f.format(millis(at)).ok()).and_then(|text| minutes(&text)).unwrap_or(0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "instants end with the year 9999, far below 2^53 milliseconds")]
fn millis(at: Instant) -> f64 {
    at.millis() as f64
}

fn formatter(zone: &str) -> Option<DateTimeFormat> {
    let options = js_sys::Object::new();
    let set = |name: &str, value: &str| js_sys::Reflect::set(&options, &name.into(), &value.into());
    set("timeZoneName", "longOffset").ok()?;
    let local = DateTimeFormat::new("en-US", &options).ok();
    if zone.is_empty() {
        return local;
    }
    set("timeZone", zone).ok()?;
    DateTimeFormat::new("en-US", &options).ok().or(local)
}

/// The minutes of `7/1/2026, GMT+02:00`; a bare `GMT` is none.
fn minutes(text: &str) -> Option<i32> {
    let (_, offset) = text.rsplit_once("GMT")?;
    if offset.is_empty() {
        return Some(0);
    }
    let sign = if offset.starts_with('+') { 1 } else { -1 };
    let mut parts = offset.trim_start_matches(['+', '-', '\u{2212}']).split(':').map(|part| part.parse::<i32>().ok());
    let (hours, minutes) = (parts.next()??, parts.next().flatten().unwrap_or(0));
    hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn offsets_are_read_from_what_the_browser_writes() {
        assert_eq!(minutes("7/1/2026, GMT+02:00"), Some(120));
        assert_eq!(minutes("7/1/2026, GMT-03:30"), Some(-210));
        assert_eq!(minutes("1/1/1900, GMT+01:22:08"), Some(82));
        assert_eq!(minutes("7/1/2026, GMT"), Some(0));
        assert_eq!(minutes("7/1/2026"), None);
    }
}
