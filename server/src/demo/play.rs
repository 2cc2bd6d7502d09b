//! Acting: every order goes through the same door and steps as in life, with a moving clock.

use std::collections::HashMap;

use anyhow::{Context, anyhow};
use domain::{
    id::{TicketId, Version},
    people::Person,
    ticket::{Action, intake::Intake},
    time::Moment,
};

use crate::{
    clock::HandClock,
    desk::{Desk, DeskError, Keyed, StepIn},
};

/// What somebody does at a moment.
#[derive(Debug, Clone)]
pub struct Act {
    pub at: Moment,
    /// Which of the planned orders.
    pub order: usize,
    /// The account.
    pub by: String,
    pub deed: Deed,
}

#[derive(Debug, Clone)]
pub enum Deed {
    Take(Box<Intake>),
    Step(Box<Action>),
    /// The lead's liaison asks for the caller's number before ringing.
    Reveal,
}

/// Does all acts in the order of time.
pub async fn play(desk: &Desk, clock: &HandClock, mut acts: Vec<Act>) -> anyhow::Result<()> {
    acts.sort_by_key(|act| (act.at, act.order));
    let people: HashMap<String, Person> = desk
        .store
        .people()
        .await?
        .into_iter()
        .map(|person| (person.name.clone(), person))
        .collect();
    let mut orders: HashMap<usize, (TicketId, Version)> = HashMap::new();
    for (n, act) in acts.into_iter().enumerate() {
        clock.set(act.at);
        let person =
            people.get(&act.by).with_context(|| format!("there is no account {}", act.by))?;
        let place = orders.get(&act.order).copied();
        let done = perform(desk, person, n, place, act.deed.clone()).await;
        let place =
            done.map_err(|error| anyhow!("{} at {}: {error:?} ({:?})", act.by, act.at, act.deed))?;
        orders.insert(act.order, place);
    }
    Ok(())
}

async fn perform(
    desk: &Desk,
    person: &Person,
    n: usize,
    place: Option<(TicketId, Version)>,
    deed: Deed,
) -> Result<(TicketId, Version), DeskError> {
    // The same winter has the same keys, each time it is acted.
    let keyed = Keyed {
        key: uuid::Uuid::from_u128(n as u128).to_string(),
        request_hash: format!("{n:064x}"),
    };
    let view = match (deed, place) {
        (Deed::Take(intake), _) => desk.take_order(person, &keyed, Ok(*intake)).await?,
        (_, None) => return Err(DeskError::NotFound),
        (Deed::Reveal, Some((id, _))) => {
            desk.reveal(person, &keyed, id).await?;
            desk.read(person, id)?
        }
        (Deed::Step(action), Some((id, version))) => {
            let step =
                StepIn { version, verb: action.verb(), happened_at: None, action: Ok(*action) };
            desk.step(person, &keyed, id, Ok(step)).await?
        }
    };
    Ok((view.ticket().id, view.ticket().version))
}
