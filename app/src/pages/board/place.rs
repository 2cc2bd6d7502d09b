//! Where one is on the board, as the address says it: the filter, the open order, a column.

use domain::{
    api::TicketQuery,
    id::TicketId,
    ticket::{Sort, State},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// Reads and writes the address; a copy of handles.
#[derive(Clone, Copy)]
pub struct Place {
    pub query: Memo<TicketQuery>,
    pub ticket: Memo<Option<TicketId>>,
    pub column: Memo<Option<State>>,
    go: Callback<(String, bool)>,
}

impl Place {
    /// Within the board's page.
    pub fn here() -> Self {
        let map = use_query_map();
        let navigate = use_navigate();
        let go = Callback::new(move |(address, replace): (String, bool)| {
            navigate(
                &address,
                NavigateOptions { replace, scroll: false, ..NavigateOptions::default() },
            );
        });
        Self {
            query: Memo::new(move |_| map.with(read)),
            ticket: Memo::new(move |_| {
                map.with(|map| map.get("ticket")?.parse().ok().map(TicketId))
            }),
            column: Memo::new(move |_| map.with(|map| map.get("column")?.parse().ok())),
            go,
        }
    }

    /// Shows what a query lets through.
    pub fn filter(self, query: &TicketQuery) {
        self.go.run((address(query, self.ticket.get_untracked()), true));
    }

    /// Opens an order beside the board; going back closes it.
    pub fn open(self, id: TicketId) {
        let beside_another = self.ticket.with_untracked(Option::is_some);
        self.go.run((address(&self.query.get_untracked(), Some(id)), beside_another));
    }

    /// Closes the open order.
    pub fn close(self) {
        self.go.run((address(&self.query.get_untracked(), None), true));
    }
}

/// The filter of an address. A word that is not understood filters nothing.
fn read(map: &leptos_router::params::ParamsMap) -> TicketQuery {
    let mut query = TicketQuery::default();
    for name in ["unit", "nature", "channel", "topic", "urgency", "due", "q", "sort"] {
        let Some(value) = map.get(name) else { continue };
        if let Ok(one) = TicketQuery::parse([(name, value.as_str())]) {
            merge(&mut query, one);
        }
    }
    query
}

fn merge(query: &mut TicketQuery, one: TicketQuery) {
    let (into, from) = (&mut query.filter, one.filter);
    into.unit = from.unit.or(into.unit.take());
    into.nature = from.nature.or(into.nature);
    into.channel = from.channel.or(into.channel);
    into.topic = from.topic.or(into.topic.take());
    into.urgency = from.urgency.or(into.urgency);
    into.due = from.due.or(into.due);
    if !one.q.is_empty() {
        query.q = one.q;
    }
    if one.sort != Sort::default() {
        query.sort = one.sort;
    }
}

fn address(query: &TicketQuery, ticket: Option<TicketId>) -> String {
    let encoded = query.encoded();
    let pairs = encoded.split('&').filter(|pair| !pair.starts_with("limit=")).map(str::to_owned);
    let pairs: Vec<String> = pairs.chain(ticket.map(|id| format!("ticket={id}"))).collect();
    if pairs.is_empty() { "/board".to_owned() } else { format!("/board?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ticket::Nature;

    #[test]
    fn the_address_holds_the_filter_and_the_open_order() {
        let mut query = TicketQuery { q: "水管".into(), ..TicketQuery::default() };
        query.filter.nature = Some(Nature::Help);
        query.sort = Sort::Age;
        assert_eq!(
            address(&query, Some(TicketId(7))),
            "/board?nature=help&q=%E6%B0%B4%E7%AE%A1&sort=age&ticket=7"
        );
        assert_eq!(address(&TicketQuery::default(), None), "/board");
    }
}
