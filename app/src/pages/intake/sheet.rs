//! 草稿: one order as it is being typed, before it is an order.

use domain::{
    people::Person,
    rules::Desk,
    text::{Fault, Flaw},
    ticket::{
        CategoryCode, Channel, Nature, TopicSlug, Urgency,
        intake::{CallerGiven, Intake, SECONDS_MAX, take},
    },
    time::Moment,
};
use serde::{Deserialize, Serialize};

use crate::words;

/// What stands in the fields, as it stands there; nothing of it need be complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    pub phone: String,
    pub name: String,
    pub anonymous: bool,
    pub confidential: bool,
    pub channel: Channel,
    pub upstream_number: String,
    /// As the browser's own field writes it: `2020-03-02T17:00`, in the desk's time.
    pub upstream_due: String,
    pub content: String,
    pub address: String,
    pub nature: Option<Nature>,
    pub urgency: Urgency,
    pub topics: Vec<TopicSlug>,
    pub category: Option<CategoryCode>,
    /// How long this sheet has been worked at, from its first key on.
    pub spent_ms: i64,
    /// What was sent and not answered. It is kept with the sheet, so that even after a reload the
    /// same order is asked for under the same key.
    pub attempt: Option<Attempt>,
}

/// An acceptance that was sent and not answered: its key, and every wording that went out under it,
/// the latest last. At most one of them can have become an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub key: String,
    pub orders: Vec<Intake>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            phone: String::new(),
            name: String::new(),
            anonymous: false,
            confidential: false,
            channel: Channel::Hotline12345,
            upstream_number: String::new(),
            upstream_due: String::new(),
            content: String::new(),
            address: String::new(),
            nature: None,
            urgency: Urgency::Normal,
            topics: Vec::new(),
            category: None,
            spent_ms: 0,
            attempt: None,
        }
    }
}

impl Attempt {
    /// Puts a wording last that is about to be sent, and gives what goes out for it: the same words
    /// are the same request, however long they have been looked at since.
    pub fn wording(&mut self, order: Intake) -> Intake {
        let same = |sent: &Intake| {
            order == Intake { seconds_to_accept: order.seconds_to_accept, ..sent.clone() }
        };
        let sent = self.orders.iter().position(same).map(|place| self.orders.remove(place));
        let order = sent.unwrap_or(order);
        self.orders.push(order.clone());
        order
    }
}

impl Sheet {
    /// Whether nothing was written on it; the channel alone is nothing.
    pub fn is_blank(&self) -> bool {
        Self { channel: Channel::Hotline12345, spent_ms: 0, ..self.clone() } == Self::default()
    }

    /// The fields that say something else than the order that was accepted from it.
    pub fn late(&self, accepted: &Intake) -> Vec<&'static str> {
        let now = self.intake();
        let (caller, told) = (&now.caller, &accepted.caller);
        let fields = [
            ("caller.phone", caller.phone != told.phone),
            ("caller.name", caller.name != told.name),
            ("caller.anonymous", caller.anonymous != told.anonymous),
            ("caller.confidential", caller.confidential != told.confidential),
            ("channel", now.channel != accepted.channel),
            ("upstream_number", now.upstream_number != accepted.upstream_number),
            ("upstream_due_at", now.upstream_due_at != accepted.upstream_due_at),
            ("content", now.content != accepted.content),
            ("address", now.address != accepted.address),
            ("nature", now.nature != accepted.nature),
            ("urgency", now.urgency != accepted.urgency),
            ("topics", now.topics != accepted.topics),
            ("category", now.category != accepted.category),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }

    /// How long it was worked at, as the order tells it; `None` where no key was pressed.
    pub fn seconds(&self) -> Option<u32> {
        let seconds = u32::try_from(self.spent_ms.div_euclid(1000)).unwrap_or(SECONDS_MAX);
        (self.spent_ms > 0).then(|| seconds.clamp(1, SECONDS_MAX))
    }

    /// Whether the order comes from the city's platform, which has a number and a limit of its own.
    pub fn is_upstream(&self) -> bool {
        self.channel.is_upstream()
    }

    /// The order that this sheet asks for, or everything that is wrong with it. Without the desk's
    /// rules only the server can tell what else is wrong.
    pub fn order(
        &self,
        person: &Person,
        now: Moment,
        desk: Option<&Desk>,
    ) -> Result<Intake, Vec<Fault>> {
        let mut faults = Vec::new();
        if self.nature.is_none() {
            faults.push(Fault { field: "nature".to_owned(), flaw: Flaw::Missing });
        }
        let order = self.intake();
        if let Some(Err(more)) = desk.map(|desk| take(order.clone(), person, now, desk)) {
            faults.extend(more);
        }
        if faults.is_empty() { Ok(order) } else { Err(faults) }
    }

    /// What it asks for as it stands, complete or not.
    pub fn intake(&self) -> Intake {
        let upstream = |text: &str| given(text).filter(|_| self.is_upstream());
        Intake {
            channel: self.channel,
            // Which nature stands for none does not matter: an order without one is never sent.
            nature: self.nature.unwrap_or(Nature::Consult),
            urgency: self.urgency,
            topics: self.topics.clone(),
            category: self.category,
            upstream_number: upstream(&self.upstream_number),
            upstream_due_at: upstream(&self.upstream_due).and_then(|text| words::written(&text)),
            caller: CallerGiven {
                name: given(&self.name),
                phone: given(&self.phone),
                anonymous: self.anonymous,
                confidential: self.confidential,
            },
            address: self.address.trim().to_owned(),
            content: self.content.trim().to_owned(),
            title: None,
            seconds_to_accept: self.seconds(),
        }
    }
}

fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A sheet as it is kept, with the moment of its last change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub saved_at: Moment,
    pub sheet: Sheet,
}

/// Of what this device and the server keep, the one that was changed last.
pub fn newer(here: Option<Draft>, there: Option<Draft>) -> Option<Draft> {
    match (here, there) {
        (Some(here), Some(there)) if there.saved_at > here.saved_at => Some(there),
        (Some(here), _) => Some(here),
        (None, there) => there,
    }
}

#[cfg(test)]
mod tests {
    use domain::{calendar, deadline::Policy, id::PersonId, people::Role};

    use super::*;

    fn person() -> Person {
        Person {
            id: PersonId(1),
            name: "jiexian".into(),
            display: "小王".into(),
            roles: vec![Role::Operator],
            unit: None,
        }
    }

    fn desk() -> Desk {
        Desk { policies: vec![Policy::shipped()], decrees: calendar::shipped(), ..Desk::default() }
    }

    fn filled() -> Sheet {
        Sheet {
            phone: "138 1234 5678".into(),
            content: "二楼水管爆裂，积水严重".into(),
            address: "公园路246弄17号".into(),
            nature: Some(Nature::Help),
            ..Sheet::default()
        }
    }

    #[test]
    fn every_fault_is_found_at_once() {
        let faults = Sheet::default().order(&person(), Moment(0), Some(&desk())).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["nature", "caller.phone", "content", "address"]);
    }

    #[test]
    fn a_sheet_becomes_the_order_that_it_asks_for() {
        let sheet = Sheet {
            upstream_number: " SH2020 ".into(),
            upstream_due: "2020-03-02T17:00".into(),
            ..filled()
        };
        let order = sheet.order(&person(), Moment(0), Some(&desk())).unwrap();
        assert_eq!(order.upstream_number.as_deref(), Some("SH2020"));
        assert_eq!(order.upstream_due_at, Moment::parse("2020-03-02T17:00:00+08:00"));
        assert_eq!(order.caller.phone.as_deref(), Some("138 1234 5678"));
    }

    #[test]
    fn what_belongs_to_the_city_is_not_sent_with_an_order_of_the_town() {
        let sheet =
            Sheet { channel: Channel::TownHotline, upstream_number: "SH2020".into(), ..filled() };
        let order = sheet.order(&person(), Moment(0), None).unwrap();
        assert_eq!(order.upstream_number, None);
    }

    #[test]
    fn the_draft_that_was_changed_last_is_restored() {
        let draft = |at, phone: &str| {
            let sheet = Sheet { phone: phone.into(), ..Sheet::default() };
            Some(Draft { saved_at: Moment(at), sheet })
        };
        assert_eq!(newer(draft(2, "here"), draft(1, "there")), draft(2, "here"));
        assert_eq!(newer(draft(2, "here"), draft(3, "there")), draft(3, "there"));
        assert_eq!(newer(draft(2, "same"), draft(2, "same")), draft(2, "same"));
        assert_eq!(newer(None, draft(3, "there")), draft(3, "there"));
    }

    #[test]
    fn an_order_tells_how_long_it_was_worked_at() {
        let seconds = |spent_ms| Sheet { spent_ms, ..filled() }.seconds();
        assert_eq!(seconds(0), None, "nobody typed");
        assert_eq!(seconds(300), Some(1));
        assert_eq!(seconds(48_900), Some(48));
        assert_eq!(seconds(200_000_000), Some(86_400), "a day at most");
    }

    #[test]
    fn the_same_words_go_out_as_they_went_out_before() {
        let order = |content: &str, spent_ms| {
            let sheet = Sheet { content: content.into(), spent_ms, ..filled() };
            sheet.order(&person(), Moment(0), Some(&desk())).unwrap()
        };
        let mut attempt = Attempt { key: "k".into(), orders: Vec::new() };
        let first = attempt.wording(order("水管爆裂", 30_000));
        let other = attempt.wording(order("二楼水管爆裂", 40_000));
        assert_eq!(attempt.wording(order("水管爆裂", 50_000)), first);
        assert_eq!(attempt.orders, [other, first], "the latest last, each once");
    }

    #[test]
    fn every_field_that_is_changed_after_sending_is_named() {
        let sent = Sheet { spent_ms: 9_000, ..filled() };
        let accepted = sent.intake();
        assert!(Sheet { spent_ms: 9_500, ..sent.clone() }.late(&accepted).is_empty());
        let later = Sheet {
            phone: "138 1234 9999".into(),
            content: "又说".into(),
            nature: Some(Nature::Complaint),
            topics: vec![TopicSlug("noise".into())],
            ..sent
        };
        assert_eq!(later.late(&accepted), ["caller.phone", "content", "nature", "topics"]);
    }

    #[test]
    fn a_sheet_with_only_a_channel_is_blank() {
        assert!(Sheet { channel: Channel::WalkIn, ..Sheet::default() }.is_blank());
        assert!(Sheet { spent_ms: 9_000, ..Sheet::default() }.is_blank());
        assert!(!filled().is_blank());
    }
}
