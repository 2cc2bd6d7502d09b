//! 派单: the unit that leads, those that assist and what is asked of each.

use std::rc::Rc;

use domain::{
    people::UnitSlug,
    text::{Fault, Flaw},
    ticket::{Action, Assist},
};
use leptos::{html, prelude::*};

use super::part::{Form, Part, given};
use crate::{
    components::{Field, Icon, UnitPicker},
    i18n::{label, t, t_string, use_i18n},
};

/// One assisting unit of the form.
#[derive(Clone, Copy)]
struct Row {
    id: u32,
    unit: RwSignal<Option<UnitSlug>>,
    ask: NodeRef<html::Input>,
}

pub fn part(form: Form) -> Part {
    let i18n = use_i18n();
    let lead = RwSignal::new(form.ticket.with_untracked(|ticket| ticket.card.lead.clone()));
    let rows = RwSignal::new(Vec::<Row>::new());
    let note = form.area("note", label!(i18n, ticket.ask_dispatch_note), "");
    let view = view! {
        <UnitPicker id=form.id("lead") label=label!(i18n, ticket.lead) value=lead fault=form.fault("lead")/>
        <For each=move || rows.get() key=|row| row.id let:row>
            <Assisting row rows lead form/>
        </For>
        <button type="button" class="button" on:click=move |_| add(rows)>
            <Icon name="plus"/>
            {t!(i18n, ticket.add_assist)}
        </button>
        {note.view}
    };
    let note = Rc::clone(&note.read);
    let read = move || {
        let mut missing = Vec::new();
        let lead = chosen_unit(lead, "lead", &mut missing);
        let assists = read_rows(rows, &mut missing);
        match lead {
            Some(lead) if missing.is_empty() => {
                Ok(Action::Dispatch { lead, assists, note: given(note()) })
            }
            _ => Err(missing),
        }
    };
    Part { view: view.into_any(), read: Box::new(read) }
}

fn add(rows: RwSignal<Vec<Row>>) {
    let id = rows.with_untracked(|rows| rows.last().map_or(0, |row| row.id + 1));
    rows.update(|rows| rows.push(Row { id, unit: RwSignal::new(None), ask: NodeRef::new() }));
}

fn chosen_unit(
    value: RwSignal<Option<UnitSlug>>,
    field: &str,
    missing: &mut Vec<Fault>,
) -> Option<UnitSlug> {
    let unit = value.get_untracked();
    if unit.is_none() {
        missing.push(Fault { field: field.to_owned(), flaw: Flaw::Missing });
    }
    unit
}

fn read_rows(rows: RwSignal<Vec<Row>>, missing: &mut Vec<Fault>) -> Vec<Assist> {
    let rows = rows.get_untracked();
    let assist = |(place, row): (usize, &Row)| {
        let ask = row.ask.get_untracked().map(|ask| ask.value()).unwrap_or_default();
        let unit = chosen_unit(row.unit, &format!("assists[{place}].unit"), missing)?;
        Some(Assist { unit, ask })
    };
    rows.iter().enumerate().filter_map(assist).collect()
}

#[component]
fn Assisting(
    row: Row,
    rows: RwSignal<Vec<Row>>,
    lead: RwSignal<Option<UnitSlug>>,
    form: Form,
) -> impl IntoView {
    let i18n = use_i18n();
    let place = move || {
        rows.with(|rows| rows.iter().position(|other| other.id == row.id).unwrap_or_default())
    };
    let fault = move |part: &'static str| {
        Signal::derive(move || {
            let field = format!("assists[{}].{part}", place());
            form.faults.with(|faults| {
                faults.iter().find(|fault| fault.field == field).map(|fault| fault.flaw)
            })
        })
    };
    let unlike = Signal::derive(move || lead.get().into_iter().collect::<Vec<_>>());
    let ask = form.id(&format!("ask-{}", row.id));
    view! {
        <div class="evidence-form__assist">
            <UnitPicker id=form.id(&format!("assist-{}", row.id)) label=label!(i18n, ticket.assist) value=row.unit fault=fault("unit") unlike/>
            <Field id=ask.clone() label=label!(i18n, ticket.ask_assist) fault=fault("ask")>
                <input id=ask class="input" type="text" node_ref=row.ask/>
            </Field>
            <button
                type="button"
                class="button button--quiet button--icon"
                aria-label=move || t_string!(i18n, ticket.remove_assist)
                on:click=move |_| rows.update(|rows| rows.retain(|other| other.id != row.id))
            >
                <Icon name="x"/>
            </button>
        </div>
    }
}
