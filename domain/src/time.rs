//! Moments, days and the clock of the trade. A desk lives at one fixed offset, +08:00 unless it was set
//! up at another.

use std::sync::atomic::{AtomicI32, Ordering};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Timelike, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// How far the clock on the desk's wall is ahead of Greenwich, in minutes; it has no summer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Offset(i32);

impl Offset {
    /// All of China keeps one time.
    pub const CHINA: Self = Self(8 * 60);

    /// Reads `+08:00`; no clock on earth is further than 14 hours from Greenwich.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.split_at_checked(1)? {
            ("+", digits) => (1, digits),
            ("-", digits) => (-1, digits),
            _ => return None,
        };
        let (hours, minutes) = digits.split_once(':')?;
        let two = |text: &str| {
            let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i32>().ok().filter(|_| is_plain)
        };
        let (hours, minutes) = (two(hours)?, two(minutes)?);
        let fits = minutes < 60 && hours * 60 + minutes <= 14 * 60;
        fits.then_some(Self(sign * (hours * 60 + minutes)))
    }

    /// The offset at which this process lives.
    pub fn here() -> Self {
        Self(OFFSET_MINUTES.load(Ordering::Relaxed))
    }

    /// Makes this the offset of the process: once, before any moment is read or written. Moments are
    /// written and cut into days where nothing can be handed along, so it cannot be an argument.
    pub fn settle(self) {
        OFFSET_MINUTES.store(self.0, Ordering::Relaxed);
    }
}

static OFFSET_MINUTES: AtomicI32 = AtomicI32::new(Offset::CHINA.0);

impl std::fmt::Display for Offset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sign, minutes) = (if self.0 < 0 { '-' } else { '+' }, self.0.abs());
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Serialize for Offset {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not an offset of the form +08:00"))
    }
}

const DAY_MS: i64 = 86_400_000;

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z; RFC 3339 with the offset on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
pub struct Moment(pub i64);

impl Moment {
    /// The day that ends now. A limit in days ends at 24:00, which the clock calls 0:00 of the next day and
    /// nobody in the trade does.
    pub fn ends_day(self) -> Option<Day> {
        let today = self.day();
        (self == today.start()).then(|| today.plus(-1))
    }

    /// Reads RFC 3339 with any offset. `None` also where the year on the wall does not have four
    /// digits: it could be written and never read again.
    pub fn parse(text: &str) -> Option<Self> {
        let moment = Self(DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis());
        (0..=9999).contains(&moment.local().year()).then_some(moment)
    }

    /// The moment on the clock of the wall.
    pub fn local(self) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(Offset::here().0 * 60);
        let offset = offset.expect("the offset is less than a day");
        DateTime::from_timestamp_millis(self.0).unwrap_or_default().with_timezone(&offset)
    }

    /// The day in which this moment falls.
    pub fn day(self) -> Day {
        Day(self.local().date_naive())
    }

    /// The hour of its day, 0 to 23.
    pub fn hour(self) -> u32 {
        self.local().hour()
    }

    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0 + ms)
    }

    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * 60_000)
    }

    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        self.plus_minutes(hours * 60)
    }

    /// Milliseconds from `earlier` to this moment, negative where it lies before.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Written::of(*self).text())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(Written::of(*self).text())
    }
}

/// The text of a moment, digit by digit. A list of fifty orders holds hundreds of moments, and the
/// machinery of formatting took a third of its time.
#[derive(Default)]
struct Written {
    bytes: [u8; 32],
    length: usize,
}

impl Written {
    fn of(moment: Moment) -> Self {
        let mut written = Self::default();
        let (at, offset) = (moment.local(), Offset::here().0);
        let fields = [at.month(), at.day(), at.hour(), at.minute(), at.second()];
        written.number(at.year().unsigned_abs(), 4);
        for (mark, field) in b"--T::".iter().zip(fields) {
            written.mark(*mark);
            written.number(field, 2);
        }
        let ms = moment.0.rem_euclid(1000) as u32;
        if ms != 0 {
            written.mark(b'.');
            written.number(ms, 3);
        }
        written.mark(if offset < 0 { b'-' } else { b'+' });
        written.number(offset.unsigned_abs() / 60, 2);
        written.mark(b':');
        written.number(offset.unsigned_abs() % 60, 2);
        written
    }

    fn mark(&mut self, mark: u8) {
        self.bytes[self.length] = mark;
        self.length += 1;
    }

    /// The last `width` digits of a number.
    fn number(&mut self, number: u32, width: usize) {
        let mut rest = number;
        for place in (self.length..self.length + width).rev() {
            self.bytes[place] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        self.length += width;
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a moment of RFC 3339"))
    }
}

/// A calendar day of the desk; `YYYY-MM-DD` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
pub struct Day(NaiveDate);

impl Day {
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Reads `YYYY-MM-DD`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = |(place, sign): (usize, u8)| match place {
            4 | 7 => sign == b'-',
            _ => sign.is_ascii_digit(),
        };
        if text.len() != 10 || !text.bytes().enumerate().all(is_plain) {
            return None;
        }
        let part = |range: std::ops::Range<usize>| text[range].parse().ok();
        Self::new(text[..4].parse().ok()?, part(5..7)?, part(8..10)?)
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, from 1.
    pub fn of_month(self) -> u32 {
        self.0.day()
    }

    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.checked_add_signed(TimeDelta::days(days)).unwrap_or(self.0))
    }

    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// 00:00 of this day.
    pub fn start(self) -> Moment {
        let midnight = self.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        Moment(midnight - i64::from(Offset::here().0) * 60_000)
    }

    /// 24:00 of this day, which is 00:00 of the next.
    pub fn end(self) -> Moment {
        self.start().plus_ms(DAY_MS)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a day of the form YYYY-MM-DD"))
    }
}

/// Whoever needs to know the time is handed a clock; nobody reads it where they stand.
pub trait Clock: Send + Sync {
    fn now(&self) -> Moment;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_read_as_it_is_written() {
        for text in ["+08:00", "-03:30", "+00:00", "+14:00"] {
            assert_eq!(Offset::parse(text).unwrap().to_string(), text);
        }
        for wrong in ["", "8", "+8:00", "08:00", "+08:60", "+14:01", "+0a:00", "+08:000", "＋08:00"]
        {
            assert_eq!(Offset::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Offset::here(), Offset::CHINA);
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        for text in ["2020-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        for wrong in
            ["", "2020-2-29", "2021-02-29", "20200229", "+020-02-29", "2020-02-29 ", "２020-02"]
        {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_moment_survives_the_wire_and_is_cut_into_days_at_plus_eight() {
        let late = Moment::parse("2020-02-28T23:59:59.250+08:00").unwrap();
        assert_eq!(late.to_string(), "2020-02-28T23:59:59.250+08:00");
        assert_eq!(
            Moment::parse("2020-02-28T16:00:00Z").unwrap().day(),
            Day::new(2020, 2, 29).unwrap()
        );
        assert_eq!(late.day().end(), Moment::parse("2020-02-29T00:00:00+08:00").unwrap());
        for text in ["2020-02-28T23:59:59.250+08:00", "0001-01-02T03:04:05+08:00"] {
            let moment = Moment::parse(text).unwrap();
            assert_eq!(serde_json::to_value(moment).unwrap(), text);
            assert_eq!(moment.to_string(), text);
        }
        for beyond in ["9999-12-31T23:59:59Z", "0000-01-01T00:00:00+14:00"] {
            assert_eq!(Moment::parse(beyond), None, "{beyond} has no year of four digits here");
        }
    }
}
