//! 话术: promised dates in words.

use domain::{deadline::Due, time::Moment};

use super::promise::{Said, said};
use crate::{
    i18n::{current, t_string},
    words,
};

/// `3月2日前`, `2月28日 19:30前`.
pub fn by(at: Moment) -> String {
    let i18n = current();
    match said(at) {
        Said::Day(day) => t_string!(i18n, intake.by_day, day = words::day(day)),
        Said::Time(at) => t_string!(i18n, intake.by_time, time = words::moment(at)),
    }
}

/// The sentence that is read to the caller before the order is taken.
pub fn promise(contact: &Due) -> String {
    let (i18n, term) = (current(), words::term(contact.term));
    match said(contact.at) {
        Said::Day(day) => {
            t_string!(i18n, intake.promise_day, term = term, day = words::day(day))
        }
        Said::Time(at) => {
            t_string!(i18n, intake.promise_time, term = term, time = words::moment(at))
        }
    }
}

/// The sentence that is read once the order is taken: the date alone stands.
pub fn promised(contact_at: Moment) -> String {
    let i18n = current();
    match said(contact_at) {
        Said::Day(day) => t_string!(i18n, intake.promise_day_bare, day = words::day(day)),
        Said::Time(at) => {
            t_string!(i18n, intake.promise_time_bare, time = words::moment(at))
        }
    }
}
