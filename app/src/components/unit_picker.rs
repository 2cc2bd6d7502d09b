//! A unit, found by characters of its name, or by letters of its sound or its slug.

use std::sync::Arc;

use domain::{
    people::{Unit, UnitSlug},
    text::Flaw,
};
use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::Field;
use crate::{
    browser::composing,
    i18n::{t, t_string, use_i18n},
    session::use_session,
    words,
};

/// The most units that are offered at once.
const OFFERED: usize = 8;

/// A combobox; what is typed never becomes a unit by itself, it has to be chosen.
#[component]
pub fn UnitPicker(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<Option<UnitSlug>>,
    #[prop(optional, into)] fault: Signal<Option<Flaw>>,
    /// Units that are left out.
    #[prop(optional, into)]
    unlike: Signal<Vec<UnitSlug>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let picking = Picking {
        value,
        typed: RwSignal::default(),
        open: RwSignal::new(false),
        at: RwSignal::new(0),
    };
    let found = Memo::new(move |_| {
        let typed = picking.typed.get();
        let unlike = unlike.get();
        session.desk.with(|desk| {
            let units = desk.iter().flat_map(|desk| desk.words.units.values());
            let others = units.filter(|unit| !unlike.contains(&unit.slug));
            let mut fitting: Vec<_> =
                others.filter_map(|unit| Some((fitness(unit, &typed)?, unit))).collect();
            fitting.sort_by_key(|(fitness, _)| *fitness);
            fitting.into_iter().take(OFFERED).map(|(_, unit)| unit.clone()).collect::<Arc<[_]>>()
        })
    });
    let input = NodeRef::<html::Input>::new();
    let name = Signal::derive(move || {
        value.get().map(|slug| session.unit_name(&slug)).unwrap_or_default()
    });
    Effect::new(move |_| {
        // The name of the chosen unit stands in the field whenever nobody is typing into it.
        let name = name.get();
        if let Some(input) = input.get().filter(|_| !picking.open.get()) {
            input.set_value(&name);
        }
    });
    let list = format!("{id}-list");
    let controls = list.clone();
    let option_id = move |id: &str, at: usize| format!("{id}-{at}");
    let active = {
        let list = list.clone();
        move || picking.open.get().then(|| option_id(&list, picking.at.get()))
    };
    view! {
        <Field id=id.clone() label fault>
            <div class="unit-picker">
                <input
                    id=id
                    class="input"
                    node_ref=input
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-controls=controls
                    aria-expanded=move || picking.open.get().to_string()
                    aria-activedescendant=active
                    placeholder=move || t_string!(i18n, shell.search_unit)
                    on:input=move |event| picking.typing(event_target_value(&event))
                    on:click=move |_| picking.search(String::new())
                    on:keydown=move |event| picking.key(&event, &found.get_untracked())
                    on:blur=move |_| picking.open.set(false)
                />
                <Show when=move || picking.open.get()>
                    <Options id=list.clone() found picking/>
                </Show>
            </div>
        </Field>
    }
}

#[component]
fn Options(id: String, found: Memo<Arc<[Unit]>>, picking: Picking) -> impl IntoView {
    let i18n = use_i18n();
    let id_of_list = id.clone();
    let option = move |(at, unit): (usize, &Unit)| {
        let slug = unit.slug.clone();
        view! {
            <li
                id=format!("{id}-{at}")
                role="option"
                class="unit-picker__option"
                aria-selected=move || (picking.at.get() == at).to_string()
                // The field keeps the focus, so that leaving it does not close the list first.
                on:pointerdown=move |event| event.prevent_default()
                on:click=move |_| picking.choose(slug.clone())
            >
                <span>{unit.name.clone()}</span>
                <span class="unit-picker__kind">{words::unit_kind(unit.kind)}</span>
            </li>
        }
    };
    view! {
        <ul class="unit-picker__list" id=id_of_list role="listbox">
            {move || match found.get() {
                units if units.is_empty() => {
                    view! { <li class="unit-picker__none">{t!(i18n, shell.no_unit)}</li> }.into_any()
                }
                units => units.iter().enumerate().map(&option).collect_view().into_any(),
            }}
        </ul>
    }
}

/// What is typed, whether the list is open, and the option the arrows are at.
#[derive(Clone, Copy)]
struct Picking {
    value: RwSignal<Option<UnitSlug>>,
    typed: RwSignal<String>,
    open: RwSignal<bool>,
    at: RwSignal<usize>,
}

impl Picking {
    /// Whoever empties the field chooses no unit; to open the list changes nothing.
    fn typing(self, typed: String) {
        if typed.is_empty() && self.value.with_untracked(Option::is_some) {
            self.value.set(None);
        }
        self.search(typed);
    }

    fn search(self, typed: String) {
        self.typed.set(typed);
        self.at.set(0);
        self.open.set(true);
    }

    fn choose(self, slug: UnitSlug) {
        self.value.set(Some(slug));
        self.open.set(false);
    }

    fn key(self, event: &KeyboardEvent, found: &[Unit]) {
        if composing(event) {
            return;
        }
        let last = found.len().saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" if self.open.get_untracked() => {
                self.at.update(|at| *at = (*at + 1).min(last));
            }
            "ArrowDown" => self.search(String::new()),
            "ArrowUp" => self.at.update(|at| *at = at.saturating_sub(1)),
            "Enter" if self.open.get_untracked() => {
                if let Some(unit) = found.get(self.at.get_untracked()) {
                    self.choose(unit.slug.clone());
                }
            }
            "Escape" if self.open.get_untracked() => self.open.set(false),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

/// How well a unit fits what is typed: 0 where its name or its sound begins so, 1 where that is found
/// within; `None` where it does not fit.
fn fitness(unit: &Unit, typed: &str) -> Option<u8> {
    let typed = typed.trim().to_lowercase().replace(['\'', ' '], "");
    let syllables: Vec<&str> = unit.pinyin.split(' ').collect();
    let sounds = |from: usize| sounds(&syllables[from..], &typed);
    if unit.name.starts_with(&typed) || unit.slug.0.starts_with(&typed) || sounds(0) {
        return Some(0);
    }
    let mut name = unit.name.chars();
    let within = typed.chars().all(|wanted| name.any(|c| c == wanted));
    (within || (1..syllables.len()).any(sounds)).then_some(1)
}

/// Whether the letters are the beginning of these syllables, each in full or cut short: `wanan`,
/// `wa`, `wanj`.
fn sounds(syllables: &[&str], typed: &str) -> bool {
    if typed.is_empty() {
        return true;
    }
    let Some((first, rest)) = syllables.split_first() else { return false };
    first.split('/').any(|reading| {
        let common = reading.bytes().zip(typed.bytes()).take_while(|(a, b)| a == b).count();
        (1..=common).rev().filter_map(|taken| typed.get(taken..)).any(|left| sounds(rest, left))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::people::UnitKind;

    #[test]
    fn a_unit_is_found_by_characters_by_sound_and_by_initials() {
        let unit = Unit {
            slug: UnitSlug("wanan".into()),
            name: "万安居委会".into(),
            kind: UnitKind::Village,
            phone: None,
            pinyin: "wan/mo an ju/ji wei hui/kuai".into(),
        };
        for typed in ["", "万安", "wan", " WanAn ", "wa", "wajwh", "wananjuweihui", "wan'an"] {
            assert_eq!(fitness(&unit, typed), Some(0), "{typed}");
        }
        for typed in ["安居", "万会", "anju", "jwh", "weih", "wananjuweik"] {
            assert!(fitness(&unit, typed).is_some(), "{typed}");
        }
        for typed in ["安万", "nan", "大茹", "wanb", "wajwhx"] {
            assert_eq!(fitness(&unit, typed), None, "{typed}");
        }
    }
}
