//! A whole order from its view, so that the rules of `domain` can be asked about it.

use domain::{
    api::TicketView,
    id::Seq,
    ticket::{Facts, Privacy, Ticket},
};

/// The order that a view shows.
pub fn whole(view: &TicketView) -> Ticket {
    let card = &view.card;
    let entries = &view.entries;
    let stood = entries.iter().rposition(|entry| entry.state != card.state).map_or(0, |at| at + 1);
    Ticket {
        id: card.id,
        number: card.number.clone(),
        version: card.version,
        seq: entries.last().map_or(Seq(0), |entry| entry.seq),
        state: card.state,
        channel: card.channel,
        facts: Facts {
            nature: card.nature,
            urgency: card.urgency,
            topics: card.topics.clone(),
            category: card.category,
            title: card.title.clone(),
            content: view.content.clone(),
            address: card.address.clone(),
            upstream_number: card.upstream_number.clone(),
            upstream_due_at: card.upstream_due_at,
        },
        privacy: Privacy {
            anonymous: view.caller.anonymous,
            confidential: view.caller.confidential,
            reachable: view.caller.reachable,
        },
        lead: card.lead.clone(),
        assists: card.assists.clone(),
        accepted_at: card.accepted_at,
        seconds_to_accept: None,
        rounds: view.rounds.clone(),
        urgings: card.urgings,
        merged_into: view.merged_into,
        since: entries.get(stood).map_or(card.accepted_at, |entry| entry.happened_at),
        ended_at: card.ended_at,
        // The view says by its offer whether there is a way back.
        latest: None,
    }
}
