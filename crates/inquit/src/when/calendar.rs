//! The calendar: the article's own date, and days, weeks, months and years reckoned from it.

use std::cell::OnceCell;

use jiff::civil::{Date, Weekday};
use jiff::fmt::strtime;
use jiff::{Span, ToSpan};

use crate::attribution::SaidOn;

/// When an article was published: as written, and as a date once that is asked for.
pub(super) struct Published<'p> {
    written: Option<&'p str>,
    date: OnceCell<Option<Date>>,
}

impl<'p> Published<'p> {
    pub(super) fn new(written: Option<&'p str>) -> Self {
        Self { written, date: OnceCell::new() }
    }

    /// Whether the article says when it was.
    pub(super) fn is_known(&self) -> bool {
        self.written.is_some()
    }

    /// The day, if it is told.
    pub(super) fn date(&self) -> Option<Date> {
        *self.date.get_or_init(|| self.written.and_then(parse))
    }

    /// So many days before it.
    pub(super) fn days_ago(&self, days: i64) -> Option<SaidOn> {
        self.back(days.days()).map(day)
    }

    /// The week so many weeks before it.
    pub(super) fn weeks_ago(&self, weeks: i64) -> Option<SaidOn> {
        let week = self.back(weeks.weeks())?.iso_week_date();
        Some(SaidOn::Week { year: week.year(), week: week.week() as u8 })
    }

    /// The month so many months before it.
    pub(super) fn months_ago(&self, months: i64) -> Option<SaidOn> {
        let date = self.back(months.months())?;
        Some(SaidOn::Month { year: date.year(), month: date.month() as u8 })
    }

    /// The year so many years before it.
    pub(super) fn years_ago(&self, years: i64) -> Option<SaidOn> {
        self.back(years.years()).map(|date| SaidOn::Year { year: date.year() })
    }

    fn back(&self, span: Span) -> Option<Date> {
        self.date()?.checked_sub(span).ok()
    }

    /// The last such weekday up to it; `before` leaves its own day out.
    pub(super) fn weekday(&self, weekday: Weekday, before: bool) -> Option<SaidOn> {
        let date = self.date()?;
        if !before && date.weekday() == weekday {
            return Some(day(date));
        }
        date.nth_weekday(-1, weekday).ok().map(day)
    }

    /// The last such day of the calendar up to it.
    pub(super) fn day_of_year(&self, month: i8, number: i8) -> Option<SaidOn> {
        let date = self.date()?;
        let own = |year: i16| Date::new(year, month, number).ok();
        // A day ahead is a slip of time zones; more is the year before.
        let ahead = |own: &Date| date.checked_add(1.day()).is_ok_and(|next| *own <= next);
        own(date.year()).filter(ahead).or_else(|| own(date.year() - 1)).map(day)
    }

    /// The last such month up to it.
    pub(super) fn month_of_year(&self, month: i8, before: bool) -> Option<SaidOn> {
        let date = self.date()?;
        let past = month > date.month() || before && month == date.month();
        Some(SaidOn::Month { year: date.year() - i16::from(past), month: month as u8 })
    }
}

/// A day of the calendar, if there is such a one.
pub(super) fn date(year: i16, month: i8, number: i8) -> Option<SaidOn> {
    Date::new(year, month, number).ok().map(day)
}

fn day(date: Date) -> SaidOn {
    SaidOn::Day { year: date.year(), month: date.month() as u8, day: date.day() as u8 }
}

/// A date as articles bear it: ISO 8601 with or without a time, or in words.
fn parse(written: &str) -> Option<Date> {
    const FORMATS: [&str; 8] = [
        "%B %d, %Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%d %b %Y",
        "%a, %d %b %Y",
        "%A, %B %d, %Y",
        "%A, %d %B %Y",
        "%Y/%m/%d",
    ];
    let written = written.trim();
    let iso = written.get(..10).and_then(|day| day.parse::<Date>().ok());
    let compact =
        || written.get(..8).filter(|day| day.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok();
    iso.or_else(compact).or_else(|| {
        let plain = written.replace("Sept.", "Sep").replace(". ", " ");
        FORMATS.iter().find_map(|format| {
            // what stands behind the date is a time of day
            let (time, _) = strtime::BrokenDownTime::parse_prefix(format, &plain).ok()?;
            time.to_date().ok()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_articles_bear_them() {
        let expected = Some(Date::constant(2025, 1, 13));
        for written in [
            "2025-01-13",
            " 2025-01-13T08:30:00Z",
            "20250113",
            "2025/01/13",
            "January 13, 2025",
            "Jan. 13, 2025",
            "13 January 2025",
            "13 Jan 2025 08:30",
            "Monday, January 13, 2025",
            "Mon, 13 Jan 2025 08:30:00 GMT",
        ] {
            assert_eq!(parse(written), expected, "{written}");
        }
        for written in ["", "yesterday", "13", "2025-13-45", "0001", "１３日", "ééééééééééé"] {
            assert_eq!(parse(written), None, "{written}");
        }
    }
}
