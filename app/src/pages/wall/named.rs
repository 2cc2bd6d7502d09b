//! An order as the wall says it: what about, which road, whose. Never its title or house.

use domain::{
    api::{Wall, WallCard},
    people::UnitSlug,
};

use crate::{
    i18n::{current, t_string},
    words,
};

/// A card with the names that came with it: a screen reads no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub card: WallCard,
    category: Option<String>,
    unit: Option<String>,
}

impl Named {
    pub fn of(card: &WallCard, wall: &Wall) -> Self {
        let category = |code| wall.category_names.iter().find(|named| named.code == code);
        let unit = |slug: &UnitSlug| wall.units.iter().find(|unit| unit.slug == *slug);
        Self {
            category: card.category.and_then(category).map(|named| named.name.clone()),
            unit: card.lead.as_ref().and_then(unit).map(|unit| unit.name.clone()),
            card: card.clone(),
        }
    }

    /// The same order as the wall has it now; `None` where it is urgent no longer.
    pub fn as_it_is_now(&self, wall: &Wall) -> Option<Self> {
        let card = wall.urgent.iter().find(|card| card.id == self.card.id)?;
        Some(Self::of(card, wall))
    }

    /// What it is about: its category, else its nature.
    pub fn what(&self) -> String {
        self.category.clone().unwrap_or_else(|| words::nature(self.card.nature))
    }

    /// Where, and whose it is. Where no road was said the road is the village itself, which need not
    /// be said twice.
    pub fn place(&self) -> String {
        let unit = match &self.unit {
            Some(unit) => unit.clone(),
            None => t_string!(current(), wall.no_unit).to_owned(),
        };
        let road = &self.card.road;
        if unit == *road || road.is_empty() { unit } else { format!("{road} · {unit}") }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use domain::{
        deadline::Standing,
        id::TicketId,
        ticket::{Channel, Nature, State, Urgency},
        time::Moment,
    };

    use super::WallCard;

    /// An urgent order that nobody has been sent to.
    pub fn card(id: i64) -> WallCard {
        WallCard {
            id: TicketId(id),
            state: State::ToReview,
            nature: Nature::Help,
            channel: Channel::Hotline12345,
            urgency: Urgency::Urgent,
            topics: Vec::new(),
            category: None,
            road: "公园路".to_owned(),
            lead: None,
            accepted_at: Moment(0),
            due_at: Moment(0),
            at_risk_at: Moment(0),
            standing: Standing::OnTime,
            round: 1,
        }
    }
}
