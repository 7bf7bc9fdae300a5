//! Time as an argument: instants, the store's local time and the business date.
//!
//! What must hold: nothing in this crate reads a clock; every instant comes in with [`Ctx`] or a message.

use crate::shape::{At, Out, Shape};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};

/// A moment in milliseconds since 1970-01-01T00:00:00Z. On the wire RFC 3339 with offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(i64);

/// The last millisecond of the year 9999.
const LAST: i64 = 253_402_300_799_999;

impl Instant {
    /// From milliseconds since 1970, kept within the years 1970 to 9999.
    #[must_use]
    pub fn from_millis(millis: i64) -> Instant {
        Instant(millis.clamp(0, LAST))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This long after, in milliseconds.
    #[must_use]
    pub fn after(self, millis: i64) -> Instant {
        Instant::from_millis(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to here; negative if it is later.
    #[must_use]
    pub fn since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads RFC 3339.
    #[must_use]
    pub fn parse(text: &str) -> Option<Instant> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let millis = moment.unix_timestamp().checked_mul(1000)?.checked_add(i64::from(moment.millisecond()))?;
        (0..=LAST).contains(&millis).then_some(Instant(millis))
    }

    /// RFC 3339 at an offset from UTC in minutes.
    #[must_use]
    pub fn text(self, offset_minutes: i32) -> String {
        self.local(offset_minutes).and_then(|moment| moment.format(&Rfc3339).ok()).unwrap_or_default()
    }

    /// The store's local date and time at an offset from UTC in minutes.
    #[must_use]
    pub fn local(self, offset_minutes: i32) -> Option<OffsetDateTime> {
        let (seconds, millis) = (self.0.checked_div(1000)?, self.0.checked_rem(1000)?);
        let offset = UtcOffset::from_whole_seconds(offset_minutes.saturating_mul(60)).ok()?;
        let moment = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        moment.replace_millisecond(u16::try_from(millis).ok()?).ok()?.checked_to_offset(offset)
    }

    /// The business date: the local date after taking off the minutes by which the business day starts after midnight.
    #[must_use]
    pub fn business_date(self, offset_minutes: i32, cut_minutes: u32) -> BusinessDate {
        let shifted = self.after(i64::from(cut_minutes).saturating_mul(-60_000));
        BusinessDate(shifted.local(offset_minutes).map_or(Date::MIN, OffsetDateTime::date))
    }

    /// When the business day of this moment began.
    #[must_use]
    pub fn day_start(self, offset_minutes: i32, cut_minutes: u32) -> Instant {
        let ahead = i64::from(offset_minutes).saturating_sub(i64::from(cut_minutes)).saturating_mul(60_000);
        let into = self.after(ahead).0.rem_euclid(86_400_000);
        self.after(into.saturating_neg())
    }

    /// When the month of this moment began, by the store's clock.
    #[must_use]
    pub fn month_start(self, offset_minutes: i32) -> Instant {
        let day = self.local(offset_minutes).map_or(1, OffsetDateTime::day);
        let days = i64::from(day).saturating_sub(1).saturating_mul(86_400_000);
        self.day_start(offset_minutes, 0).after(days.saturating_neg())
    }

    /// When the day, month or year of this moment ends, by the store's clock.
    #[must_use]
    pub fn period_end(self, offset_minutes: i32, month: bool, year: bool) -> Instant {
        let next = |at: Instant, days: i64| at.after(days.saturating_mul(86_400_000));
        let mut end = next(self.day_start(offset_minutes, 0), 1);
        while month && (end.month_start(offset_minutes) != end || (year && !end.is_january(offset_minutes))) {
            end = next(end.month_start(offset_minutes), 32).month_start(offset_minutes);
        }
        end
    }

    fn is_january(self, offset_minutes: i32) -> bool {
        self.local(offset_minutes).is_none_or(|local| local.month() == time::Month::January)
    }
}

impl Shape for Instant {
    fn read(at: &At<'_>) -> Self {
        let expected = "an RFC 3339 time with offset, from 1970 to 9999";
        Instant::parse(at.text(expected)).unwrap_or_else(|| {
            at.misfit("malformed", expected);
            Instant(0)
        })
    }
    fn print(&self, out: &mut Out) {
        out.text(&self.text(0));
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string", "format": "date-time"})
    }
}

/// The day a sale is booked on; on the wire `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BusinessDate(Date);

impl BusinessDate {
    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0.year()
    }

    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<BusinessDate> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), day.len(), parts.next()) != (4, 2, 2, None) {
            return None;
        }
        let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok().map(BusinessDate)
    }
}

impl Shape for BusinessDate {
    fn read(at: &At<'_>) -> Self {
        let expected = "a date YYYY-MM-DD";
        BusinessDate::parse(at.text(expected)).unwrap_or_else(|| {
            at.misfit("malformed", expected);
            BusinessDate(Date::MIN)
        })
    }
    fn print(&self, out: &mut Out) {
        out.text(&self.text());
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string", "format": "date"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_read_and_write_rfc_3339_and_know_the_business_date() {
        let moment = Instant::parse("2026-11-21T01:30:00+01:00").unwrap();
        assert_eq!(moment.text(60), "2026-11-21T01:30:00+01:00");
        assert_eq!(moment.business_date(60, 0).text(), "2026-11-21");
        assert_eq!(moment.business_date(60, 240).text(), "2026-11-20");
        for text in ["", "2026-11-21", "2026-11-21T01:30:00", "1969-12-31T23:59:59Z", "2026-13-01T00:00:00Z"] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
        assert_eq!(BusinessDate::parse("2026-02-29"), None);
    }

    #[test]
    fn periods_end_by_the_clock_of_the_store() {
        let at = |text| Instant::parse(text).unwrap();
        for (moment, day, month, year) in [
            ("2026-11-21T10:00:00+01:00", "2026-11-22", "2026-12-01", "2027-01-01"),
            ("2026-11-30T23:59:59+01:00", "2026-12-01", "2026-12-01", "2027-01-01"),
            ("2026-12-31T00:00:00+01:00", "2027-01-01", "2027-01-01", "2027-01-01"),
            ("2028-02-28T12:00:00+01:00", "2028-02-29", "2028-03-01", "2029-01-01"),
            ("2027-01-01T00:00:00+01:00", "2027-01-02", "2027-02-01", "2028-01-01"),
        ] {
            let ends =
                [(false, false), (true, false), (true, true)].map(|(m, y)| at(moment).period_end(60, m, y).text(60));
            assert_eq!(ends, [day, month, year].map(|date| format!("{date}T00:00:00+01:00")), "{moment}");
        }
        assert_eq!(at("2026-11-30T23:59:59+01:00").month_start(60).text(60), "2026-11-01T00:00:00+01:00");
        assert_eq!(at("2026-10-31T23:30:00Z").month_start(60).text(60), "2026-11-01T00:00:00+01:00");
    }
}
