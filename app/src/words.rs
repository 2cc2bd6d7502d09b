//! 用语: what the slugs of the wire are called, and how moments, spans and failures are said.
//!
//! Every function speaks the current language, follows it within the closures of a view, and may be
//! called from anywhere.

use domain::{
    api::ProblemCode,
    deadline::{Limit, Standing, Term, TermUnit},
    people::{Role, UnitKind},
    text::{Fault, Flaw},
    ticket::{
        Channel, Nature, State, Urgency, Verb,
        action::{
            ContactOutcome, DeclineReason, Demand, Finding, Outcome, ReplyMethod, Satisfaction,
            Solved,
        },
        filter::DueFilter,
    },
    time::{Day, Moment, Offset},
};

use crate::{
    api::Failure,
    i18n::{Locale, current, t_string},
};

/// A function that says the values of one vocabulary; a value without a phrase does not compile.
macro_rules! says {
    ($($(#[$doc:meta])* $name:ident($vocabulary:ident) in $group:ident { $($variant:ident => $phrase:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        pub fn $name(value: $vocabulary) -> String {
            let i18n = current();
            match value {
                $($vocabulary::$variant => t_string!(i18n, words.$group.$phrase)),+
            }
            .to_owned()
        }
    )+};
}

says! {
    /// 状态.
    state(State) in state {
        Draft => draft,
        ToReview => to_review,
        ToDispatch => to_dispatch,
        ToSign => to_sign,
        Handling => handling,
        ToCheck => to_check,
        ToCallBack => to_call_back,
        ToClose => to_close,
        Closed => closed,
        Answered => answered,
        Declined => declined,
        Transferred => transferred,
        Merged => merged,
    }
    /// 角色.
    role(Role) in role {
        Operator => operator,
        Reviewer => reviewer,
        Dispatcher => dispatcher,
        Surveyor => surveyor,
        DutyLead => duty_lead,
        Liaison => liaison,
        Partner => partner,
        Supervisor => supervisor,
        Wall => wall,
        Admin => admin,
        Auditor => auditor,
    }
    /// 性质.
    nature(Nature) in nature {
        Consult => consult,
        Help => help,
        Complaint => complaint,
        Suggestion => suggestion,
        Report => report,
        Praise => praise,
    }
    /// 渠道.
    channel(Channel) in channel {
        Hotline12345 => hotline_12345,
        TownHotline => town_hotline,
        Online12345 => online_12345,
        Patrol => patrol,
        Village => village,
        Wechat => wechat,
        Letter => letter,
        WalkIn => walk_in,
        Police110 => police_110,
    }
    /// 紧急程度.
    urgency(Urgency) in urgency {
        Normal => normal,
        Urgent => urgent,
        Critical => critical,
    }
    /// 时限状态.
    standing(Standing) in standing {
        OnTime => on_time,
        AtRisk => at_risk,
        Overdue => overdue,
        Paused => paused,
        Met => met,
        MetLate => met_late,
    }
    /// The filter by time left.
    due_filter(DueFilter) in due {
        Overdue => overdue,
        AtRisk => at_risk,
        Today => today,
    }
    /// 操作.
    verb(Verb) in verb {
        Create => create,
        Reveal => reveal,
        Accept => accept,
        Answer => answer,
        Approve => approve,
        ReturnToIntake => return_to_intake,
        Decline => decline,
        Transfer => transfer,
        Merge => merge,
        Dispatch => dispatch,
        Sign => sign,
        Contact => contact,
        Reply => reply,
        SendBack => send_back,
        Pass => pass,
        CallBack => call_back,
        Rework => rework,
        Close => close,
        Reopen => reopen,
        Amend => amend,
        Note => note,
        TakeBack => take_back,
    }
    /// 时限.
    limit(Limit) in limit {
        Contact => contact,
        Sign => sign,
        Handle => handle,
        CallBack => call_back,
    }
    /// 联系结果.
    contact_outcome(ContactOutcome) in contact_outcome {
        Reached => reached,
        NoAnswer => no_answer,
        WrongNumber => wrong_number,
    }
    /// 事实认定.
    finding(Finding) in finding {
        True => is_true,
        Partly => partly,
        Untrue => untrue,
    }
    /// 诉求认定.
    demand(Demand) in demand {
        Reasonable => reasonable,
        Partly => partly,
        Unreasonable => unreasonable,
    }
    /// 处理结果.
    outcome(Outcome) in outcome {
        Solved => solved,
        Explained => explained,
        Unsolved => unsolved,
    }
    /// 答复方式.
    reply_method(ReplyMethod) in reply_method {
        Phone => phone,
        Visit => visit,
        Sms => sms,
        None => none,
    }
    /// What the caller says of the result.
    solved(Solved) in solved {
        Yes => yes,
        Partly => partly,
        No => no,
    }
    /// 满意度.
    satisfaction(Satisfaction) in satisfaction {
        Satisfied => satisfied,
        Mostly => mostly,
        Neutral => neutral,
        Dissatisfied => dissatisfied,
    }
    /// 不予受理的原因.
    decline_reason(DeclineReason) in decline_reason {
        InCourt => in_court,
        Secret => secret,
        Harassment => harassment,
        OutOfScope => out_of_scope,
        Other => other,
    }
    /// 单位类型.
    unit_kind(UnitKind) in unit_kind {
        Department => department,
        Village => village,
        Company => company,
    }
    /// What is wrong with a field.
    flaw(Flaw) in flaw {
        Missing => missing,
        TooLong => too_long,
        ControlCharacter => control_character,
        Unknown => unknown,
        Invalid => invalid,
        NotAPhone => not_a_phone,
        OutOfRange => out_of_range,
        Contradicts => contradicts,
        LeftBlank => left_blank,
    }
    problem_code(ProblemCode) in problem {
        Malformed => malformed,
        BadQuery => bad_query,
        KeyMissing => key_missing,
        KeyInvalid => key_invalid,
        NotSignedIn => not_signed_in,
        BadCredentials => bad_credentials,
        CrossSite => cross_site,
        NotYours => not_yours,
        NotFound => not_found,
        MethodNotAllowed => method_not_allowed,
        Timeout => timeout,
        StaleVersion => stale_version,
        NoSuchStep => no_such_step,
        TooLarge => too_large,
        NotJson => not_json,
        NotAPhoto => not_a_photo,
        Invalid => invalid,
        KeyReused => key_reused,
        TooManyAttempts => too_many_attempts,
        Internal => internal,
        Unavailable => unavailable,
        StorageFull => storage_full,
    }
}

/// What happened, what was kept, what to do next.
pub fn problem(failure: &Failure) -> String {
    match failure {
        Failure::Offline => t_string!(current(), words.problem.offline).to_owned(),
        Failure::Problem(problem) => problem_code(problem.code),
    }
}

/// What is wrong with a choice, in which nothing is written.
pub fn flaw_of_choice(value: Flaw) -> String {
    match value {
        Flaw::Missing => t_string!(current(), words.flaw.unchosen).to_owned(),
        other => flaw(other),
    }
}

/// The flaw of one field in a refusal, if it has one.
pub fn field_flaw(failure: &Failure, field: &str) -> Option<Flaw> {
    let Failure::Problem(problem) = failure else { return None };
    let at = |fault: &&Fault| fault.field == field;
    problem.fields.iter().find(at).map(|fault| fault.flaw)
}

/// A length of time as a policy writes it.
pub fn term(term: Term) -> String {
    let (i18n, n) = (current(), term.n);
    match term.unit {
        TermUnit::Minutes => t_string!(i18n, words.term.minutes, n = n),
        TermUnit::Hours => t_string!(i18n, words.term.hours, n = n),
        TermUnit::WorkingDays if n == 1 => t_string!(i18n, words.term.working_day, n = n),
        TermUnit::WorkingDays => t_string!(i18n, words.term.working_days, n = n),
        TermUnit::Days if n == 1 => t_string!(i18n, words.term.one_day, n = n),
        TermUnit::Days => t_string!(i18n, words.term.days, n = n),
    }
}

/// 2月28日.
pub fn day(day: Day) -> String {
    t_string!(current(), words.time.day, month = month(day), day = day.of_month())
}

/// 2月, Feb.
fn month(day: Day) -> &'static str {
    let months = t_string!(current(), words.time.months);
    months.split(' ').nth(day.month() as usize - 1).unwrap_or_default()
}

/// 17:30.
pub fn time(at: Moment) -> String {
    let minutes = at.since(at.day().start()) / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// 2月28日 17:30.
pub fn moment(at: Moment) -> String {
    let (day, time) = (at.day(), time(at));
    t_string!(current(), words.time.moment, month = month(day), day = day.of_month(), time = time)
}

/// A moment as a browser's own field writes it: `2020-03-02T17:00`, in the desk's time.
pub fn written(text: &str) -> Option<Moment> {
    let offset = Offset::here();
    let read = |seconds: &str| Moment::parse(&format!("{text}{seconds}{offset}"));
    read(":00").or_else(|| read(""))
}

/// The same the other way about.
pub fn to_write(at: Moment) -> String {
    at.to_string().chars().take("2020-03-02T17:00".len()).collect()
}

/// A due moment: what ends at midnight ends at 24:00 of the day before, as the office says it.
pub fn due(at: Moment) -> String {
    let Some(day) = at.ends_day() else { return moment(at) };
    let time = "24:00";
    t_string!(current(), words.time.moment, month = month(day), day = day.of_month(), time = time)
}

/// The time between two moments in the two units that matter, `1 天 3 小时`.
pub fn span(ms: i64) -> String {
    let i18n = current();
    let minutes = ms.abs() / 60_000;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => t_string!(i18n, words.time.moments).to_owned(),
        (0, 0, _) => t_string!(i18n, words.time.minutes, minutes = rest),
        (0, _, 0) => t_string!(i18n, words.time.hours, hours = hours),
        (0, _, _) => t_string!(i18n, words.time.hours_minutes, hours = hours, minutes = rest),
        (_, 0, _) => t_string!(i18n, words.time.days, days = days),
        _ => t_string!(i18n, words.time.days_hours, days = days, hours = hours),
    }
}

/// The same in the larger unit alone, `1 天`.
pub fn span_briefly(ms: i64) -> String {
    let unit = match ms.abs() {
        hours if hours < 86_400_000 => 3_600_000,
        _ => 86_400_000,
    };
    span(if ms.abs() < unit { ms } else { ms / unit * unit })
}

/// 剩 1 天 3 小时, or 超 2 小时.
pub fn left(due: Moment, now: Moment) -> String {
    let ms = due.since(now);
    left_or_over(ms, span(ms))
}

/// 剩 1 天, or 超 2 小时.
pub fn left_briefly(due: Moment, now: Moment) -> String {
    let ms = due.since(now);
    left_or_over(ms, span_briefly(ms))
}

fn left_or_over(ms: i64, span: String) -> String {
    if ms < 0 {
        t_string!(current(), words.time.over, span = span)
    } else {
        t_string!(current(), words.time.left, span = span)
    }
}

/// The name of a field that an entry changed.
pub fn field(name: &str) -> String {
    let i18n = current();
    match name {
        "nature" => t_string!(i18n, words.field.nature),
        "urgency" => t_string!(i18n, words.field.urgency),
        "topics" => t_string!(i18n, words.field.topics),
        "category" => t_string!(i18n, words.field.category),
        "title" => t_string!(i18n, words.field.title),
        "content" => t_string!(i18n, words.field.content),
        "address" => t_string!(i18n, words.field.address),
        "upstream_number" => t_string!(i18n, words.field.upstream_number),
        "upstream_due_at" => t_string!(i18n, words.field.upstream_due_at),
        _ => t_string!(i18n, words.field.unknown),
    }
    .to_owned()
}

/// The language that another would be switched to.
pub fn other_language(locale: Locale) -> (Locale, &'static str) {
    match locale {
        Locale::zh_CN => (Locale::en, "English"),
        Locale::en => (Locale::zh_CN, "中文"),
    }
}

/// A normalised number in groups, the way people say it: `138 1234 5678`, `021 5731 2345`.
pub fn phone(number: &str) -> String {
    let (main, extension) =
        number.split_once('-').map_or((number, None), |(main, extension)| (main, Some(extension)));
    let groups: &[usize] = match main.len() {
        11 => &[3, 4, 4],
        10 => &[3, 3, 4],
        12 => &[4, 4, 4],
        _ => &[],
    };
    let mut rest = main;
    let mut parts = Vec::new();
    for size in groups {
        let (part, after) = rest.split_at(*size);
        parts.push(part);
        rest = after;
    }
    parts.extend(Some(rest).filter(|rest| !rest.is_empty()));
    let said = parts.join(" ");
    match extension {
        Some(extension) => format!("{said}-{extension}"),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use domain::text::Phone;

    use super::phone;

    #[test]
    fn a_number_is_grouped_as_it_is_said_and_stays_the_same_number() {
        for (number, said) in [
            ("13812345678", "138 1234 5678"),
            ("02157312345", "021 5731 2345"),
            ("02157312345-8012", "021 5731 2345-8012"),
            ("4008208820", "400 820 8820"),
            ("057386001234", "0573 8600 1234"),
            ("12345", "12345"),
        ] {
            assert_eq!(phone(number), said);
            assert_eq!(Phone::parse(said).unwrap().as_str(), number);
        }
    }
}
