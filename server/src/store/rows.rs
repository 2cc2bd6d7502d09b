//! What replaying an order gives, as rows: the same text for the insert, the comparison and the read.

use domain::{
    id::TicketId,
    people::UnitSlug,
    stats::Fact,
    text::road_of,
    ticket::{Assist, CategoryCode, Round, Ticket},
    time::Moment,
};
use serde::{Serialize, de::DeserializeOwned};

use super::StoreError;

/// A row of `ticket`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct TicketRow {
    pub id: i64,
    pub number: String,
    pub version: i64,
    pub seq: i64,
    pub state: String,
    pub channel: String,
    pub nature: String,
    pub urgency: String,
    pub topics: String,
    pub category: Option<i64>,
    pub title: String,
    pub content: String,
    pub address: String,
    pub upstream_number: Option<String>,
    pub upstream_due_at: Option<i64>,
    pub anonymous: i64,
    pub confidential: i64,
    pub reachable: i64,
    pub lead: Option<String>,
    pub assists: String,
    pub accepted_at: i64,
    pub due_at: i64,
    pub at_risk_at: i64,
    pub stopped_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub round: i64,
    pub contacted: i64,
    pub replied_at: Option<i64>,
    pub finding: Option<String>,
    pub outcome: Option<String>,
    pub satisfaction: Option<String>,
    pub urgings: i64,
    pub merged_into: Option<i64>,
    pub seconds_to_accept: Option<i64>,
    pub next_limit: Option<String>,
    pub next_due_at: Option<i64>,
    pub next_at_risk_at: Option<i64>,
}

/// A row of `round`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct RoundRow {
    pub ticket_id: i64,
    pub n: i64,
    pub lead: Option<String>,
    pub opened_at: i64,
    pub contact_due_at: i64,
    pub sign_due_at: Option<i64>,
    pub handle_due_at: i64,
    pub call_back_due_at: Option<i64>,
    pub contacted_at: Option<i64>,
    pub contact_attempts: i64,
    pub dispatched_at: Option<i64>,
    pub signed_at: Option<i64>,
    pub replied_at: Option<i64>,
    pub finding: Option<String>,
    pub demand: Option<String>,
    pub outcome: Option<String>,
    pub sent_back: i64,
    pub passed_at: Option<i64>,
    pub call_attempts: i64,
    pub called_back_at: Option<i64>,
    pub solved: Option<String>,
    pub satisfaction: Option<String>,
}

fn ms(moment: Option<Moment>) -> Option<i64> {
    moment.map(|moment| moment.0)
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("lists of slugs and texts are always JSON")
}

impl TicketRow {
    pub fn of(ticket: &Ticket) -> Self {
        let (facts, round, next) = (&ticket.facts, ticket.round(), ticket.next_due());
        Self {
            id: ticket.id.0,
            number: ticket.number.0.clone(),
            version: ticket.version,
            seq: ticket.seq.0,
            state: ticket.state.to_string(),
            channel: ticket.channel.to_string(),
            nature: facts.nature.to_string(),
            urgency: facts.urgency.to_string(),
            topics: json(&facts.topics),
            category: facts.category.map(|code| i64::from(code.0)),
            title: facts.title.clone(),
            content: facts.content.clone(),
            address: facts.address.clone(),
            upstream_number: facts.upstream_number.clone(),
            upstream_due_at: ms(facts.upstream_due_at),
            anonymous: i64::from(ticket.privacy.anonymous),
            confidential: i64::from(ticket.privacy.confidential),
            reachable: i64::from(ticket.privacy.reachable),
            lead: ticket.lead.as_ref().map(|lead| lead.0.clone()),
            assists: json(&ticket.assists),
            accepted_at: ticket.accepted_at.0,
            due_at: ticket.due().at.0,
            at_risk_at: ticket.due().at_risk_at().0,
            stopped_at: ms(ticket.stopped_at()),
            ended_at: ms(ticket.ended_at),
            round: i64::from(round.n),
            contacted: i64::from(round.contacted_at.is_some()),
            replied_at: ms(round.replied_at),
            finding: round.finding.map(|finding| finding.to_string()),
            outcome: round.outcome.map(|outcome| outcome.to_string()),
            satisfaction: round.satisfaction.map(|said| said.to_string()),
            urgings: i64::from(ticket.urgings),
            merged_into: ticket.merged_into.map(|id| id.0),
            seconds_to_accept: ticket.seconds_to_accept.map(i64::from),
            next_limit: next.map(|due| due.limit.to_string()),
            next_due_at: next.map(|due| due.at.0),
            next_at_risk_at: next.map(|due| due.at_risk_at().0),
        }
    }

    /// The row that figures are counted from.
    pub fn fact(&self) -> Result<Fact, StoreError> {
        let assists: Vec<Assist> = read(&self.assists)?;
        Ok(Fact {
            id: TicketId(self.id),
            state: slug(&self.state)?,
            nature: slug(&self.nature)?,
            channel: slug(&self.channel)?,
            urgency: slug(&self.urgency)?,
            topics: read(&self.topics)?,
            category: self.category(),
            road: road_of(&self.address),
            lead: self.lead.clone().map(UnitSlug),
            assists: assists.into_iter().map(|assist| assist.unit).collect(),
            accepted_at: Moment(self.accepted_at),
            due_at: Moment(self.due_at),
            at_risk_at: Moment(self.at_risk_at),
            stopped_at: self.stopped_at.map(Moment),
            ended_at: self.ended_at.map(Moment),
            round: self.round as u32,
            replied_at: self.replied_at.map(Moment),
            finding: self.finding.as_deref().map(slug).transpose()?,
            outcome: self.outcome.as_deref().map(slug).transpose()?,
            satisfaction: self.satisfaction.as_deref().map(slug).transpose()?,
            seconds_to_accept: self.seconds_to_accept.and_then(|seconds| seconds.try_into().ok()),
        })
    }

    fn category(&self) -> Option<CategoryCode> {
        self.category.and_then(|code| u32::try_from(code).ok()).map(CategoryCode)
    }
}

impl RoundRow {
    pub fn of(ticket: TicketId, round: &Round) -> Self {
        Self {
            ticket_id: ticket.0,
            n: i64::from(round.n),
            lead: round.lead.as_ref().map(|lead| lead.0.clone()),
            opened_at: round.opened_at.0,
            contact_due_at: round.contact.at.0,
            sign_due_at: round.sign.as_ref().map(|due| due.at.0),
            handle_due_at: round.handle.at.0,
            call_back_due_at: round.call_back.as_ref().map(|due| due.at.0),
            contacted_at: ms(round.contacted_at),
            contact_attempts: i64::from(round.contact_attempts),
            dispatched_at: ms(round.dispatched_at),
            signed_at: ms(round.signed_at),
            replied_at: ms(round.replied_at),
            finding: round.finding.map(|finding| finding.to_string()),
            demand: round.demand.map(|demand| demand.to_string()),
            outcome: round.outcome.map(|outcome| outcome.to_string()),
            sent_back: i64::from(round.sent_back),
            passed_at: ms(round.passed_at),
            call_attempts: i64::from(round.call_attempts),
            called_back_at: ms(round.called_back_at),
            solved: round.solved.map(|solved| solved.to_string()),
            satisfaction: round.satisfaction.map(|said| said.to_string()),
        }
    }
}

pub(super) fn slug<T: std::str::FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged(format!("unknown word {text}")))
}

pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    Ok(serde_json::from_str(text)?)
}
