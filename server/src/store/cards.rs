//! Cards of orders as the database has them. They come as one text for many: handing a card's columns over
//! one by one takes longer than finding them.

use domain::{
    api::{Card, NextDue},
    deadline::{Limit, standing},
    id::{Seq, TicketId, Version},
    people::UnitSlug,
    ticket::{
        Assist, CategoryCode, Channel, Nature, Privacy, State, TicketNumber, TopicSlug, Urgency,
    },
    time::Moment,
};
use serde::Deserialize;

use super::{Store, StoreError, rows::read};

/// What a card is made of; the same columns in the same order as in [`CARDS`].
#[derive(Deserialize)]
struct CardRead {
    id: i64,
    seq: i64,
    version: Version,
    number: String,
    upstream_number: Option<String>,
    state: State,
    nature: Nature,
    channel: Channel,
    urgency: Urgency,
    topics: Vec<TopicSlug>,
    category: Option<u32>,
    title: String,
    address: String,
    lead: Option<UnitSlug>,
    assists: Vec<Assist>,
    accepted_at: i64,
    due_at: i64,
    at_risk_at: i64,
    upstream_due_at: Option<i64>,
    stopped_at: Option<i64>,
    ended_at: Option<i64>,
    round: u32,
    urgings: u32,
    contacted: u8,
    anonymous: u8,
    confidential: u8,
    reachable: u8,
    next_limit: Option<Limit>,
    next_due_at: Option<i64>,
    next_at_risk_at: Option<i64>,
}

/// What may hold anything is quoted; the rest is put together as text, in half the time of `json_array`.
const CARDS: &str = r#"
select '[' || group_concat(format(
    '[%d,%d,%d,"%s",%s,"%s","%s","%s","%s",%s,%s,%s,%s,%s,%s,%d,%d,%d,%s,%s,%s,%d,%d,%d,%d,%d,%d,%s,%s,%s]',
    id, seq, version, number, json_quote(upstream_number), state, nature, channel, urgency, topics,
    coalesce(category, 'null'), json_quote(title), json_quote(address), json_quote(lead), assists,
    accepted_at, due_at, at_risk_at, coalesce(upstream_due_at, 'null'), coalesce(stopped_at, 'null'),
    coalesce(ended_at, 'null'), round, urgings, contacted, anonymous, confidential, reachable,
    json_quote(next_limit), coalesce(next_due_at, 'null'), coalesce(next_at_risk_at, 'null'))) || ']'
from ticket where id in (select value from json_each(?1))"#;

impl CardRead {
    /// The card as of `now`, with the seq that it is of.
    fn card(self, now: Moment) -> (Seq, Card) {
        let (due_at, at_risk_at) = (Moment(self.due_at), Moment(self.at_risk_at));
        let (stopped_at, next) = (self.stopped_at.map(Moment), self.next());
        let privacy = Privacy {
            anonymous: self.anonymous != 0,
            confidential: self.confidential != 0,
            reachable: self.reachable != 0,
        };
        let card = Card {
            id: TicketId(self.id),
            number: TicketNumber(self.number),
            upstream_number: self.upstream_number,
            version: self.version,
            state: self.state,
            nature: self.nature,
            channel: self.channel,
            urgency: self.urgency,
            topics: self.topics,
            category: self.category.map(CategoryCode),
            title: self.title,
            address: self.address,
            lead: self.lead,
            assists: self.assists,
            accepted_at: Moment(self.accepted_at),
            due_at,
            at_risk_at,
            upstream_due_at: self.upstream_due_at.map(Moment),
            stopped_at,
            standing: standing(due_at, at_risk_at, stopped_at, now),
            round: self.round,
            urgings: self.urgings,
            contacted: self.contacted != 0,
            lead_rings: privacy.lead_rings(),
            next,
            ended_at: self.ended_at.map(Moment),
        };
        (Seq(self.seq), card)
    }

    fn next(&self) -> Option<NextDue> {
        Some(NextDue {
            limit: self.next_limit?,
            at: Moment(self.next_due_at.unwrap_or_default()),
            at_risk_at: Moment(self.next_at_risk_at.unwrap_or_default()),
        })
    }
}

impl Store {
    /// The cards of these orders as of `now`, in no particular order, each with the seq that it is of.
    pub async fn cards_of(
        &self,
        ids: &[TicketId],
        now: Moment,
    ) -> Result<Vec<(Seq, Card)>, StoreError> {
        let cards = sqlx::query_scalar(CARDS).bind(serde_json::to_string(ids)?);
        let cards: Option<String> = cards.fetch_one(&self.readers).await?;
        let cards = cards.as_deref().map(read::<Vec<CardRead>>).transpose()?.unwrap_or_default();
        Ok(cards.into_iter().map(|card| card.card(now)).collect())
    }
}
