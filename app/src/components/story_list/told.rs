//! What an action says in the story: a sentence without its subject, and the texts of its evidence.

use domain::ticket::{
    Action, Assist,
    action::{CallBack, Reply},
};

use crate::{
    i18n::{current, t_string},
    session::Session,
    words,
};

/// An action in words.
pub struct Told {
    /// 派单给万安居委会.
    pub head: String,
    /// The texts that came with it, one a paragraph.
    pub lines: Vec<String>,
}

/// Says what was done; the subject stands before it.
pub fn told(session: Session, action: &Action) -> Told {
    let i18n = current();
    let plain = |lines: Vec<String>| Told { head: words::verb(action.verb()), lines };
    match action {
        Action::Create { taken, .. } => {
            let channel = words::channel(taken.channel);
            Told { head: t_string!(i18n, ticket.told_create, channel = channel), lines: Vec::new() }
        }
        Action::Answer { text } | Action::Note { text, centre_only: false } => {
            plain(vec![text.clone()])
        }
        Action::Note { text, .. } => Told {
            head: t_string!(i18n, ticket.told_centre_note).to_owned(),
            lines: vec![text.clone()],
        },
        Action::ReturnToIntake { missing } => plain(vec![missing.clone()]),
        Action::Decline { reason, text } => {
            plain(vec![words::decline_reason(*reason), text.clone()])
        }
        Action::Transfer { to, text } => Told {
            head: t_string!(i18n, ticket.told_transfer, to = to.clone()),
            lines: vec![text.clone()],
        },
        Action::Merge { .. } => {
            Told { head: t_string!(i18n, ticket.told_merge).to_owned(), lines: Vec::new() }
        }
        Action::Dispatch { lead, assists, note } => Told {
            head: t_string!(i18n, ticket.told_dispatch, unit = session.unit_name(lead)),
            lines: assists
                .iter()
                .map(|assist| asked(session, assist))
                .chain(note.clone())
                .collect(),
        },
        Action::Contact { outcome, note } => {
            let outcome = words::contact_outcome(*outcome);
            Told {
                head: t_string!(i18n, ticket.told_contact, outcome = outcome),
                lines: note.iter().cloned().collect(),
            }
        }
        Action::Reply(reply) => plain(replied(reply)),
        Action::SendBack { reason } | Action::Rework { reason } | Action::Reopen { reason } => {
            plain(vec![reason.clone()])
        }
        Action::CallBack(call) => called_back(call),
        Action::Amend(amendment) => plain(vec![amendment.reason.clone()]),
        Action::Reveal {}
        | Action::Accept(_)
        | Action::Approve(_)
        | Action::Sign {}
        | Action::Pass {}
        | Action::Close {}
        | Action::TakeBack {} => plain(Vec::new()),
    }
}

fn asked(session: Session, assist: &Assist) -> String {
    let unit = session.unit_name(&assist.unit);
    t_string!(current(), ticket.told_assist, unit = unit, ask = assist.ask.clone())
}

fn replied(reply: &Reply) -> Vec<String> {
    let findings = [
        words::finding(reply.facts),
        words::demand(reply.demand),
        words::outcome(reply.outcome),
        words::reply_method(reply.method),
    ];
    vec![findings.join(" · "), reply.text.clone()]
}

fn called_back(call: &CallBack) -> Told {
    let i18n = current();
    let head = match call {
        CallBack { reached: true, .. } => t_string!(i18n, ticket.told_called_back),
        CallBack { give_up: true, .. } => t_string!(i18n, ticket.told_gave_up),
        _ => t_string!(i18n, ticket.told_not_reached),
    };
    let said = [call.solved.map(words::solved), call.satisfaction.map(words::satisfaction)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let said = Some(said.join(" · ")).filter(|said| !said.is_empty());
    let words = call.words.clone().filter(|words| !words.is_empty());
    Told { head: head.to_owned(), lines: said.into_iter().chain(words).collect() }
}
