//! 常用答复: a reply to begin with, put in where one was writing; nothing typed is lost by it.

use domain::{
    text::TEXT_MAX,
    ticket::{
        ReplyTemplate,
        action::Outcome,
        reply_template::{BLANK, first_blank},
    },
};
use leptos::{html, prelude::*};

use super::order::Hand;
use crate::{
    browser::page::next_frame,
    components::{Dialog, Icon},
    i18n::{current, label, t, t_string, use_i18n},
    session::use_session,
};

/// From this many characters before the limit they are counted.
const NEAR: usize = 200;

/// The text of a reply in its field, and what a template has done to it; a copy of handles.
#[derive(Clone, Copy)]
pub struct Text {
    pub area: NodeRef<html::Textarea>,
    pub value: RwSignal<String>,
    /// Where the caret was when the field was left.
    caret: StoredValue<Option<u32>>,
    /// The text before and after a template, for as long as nothing was typed since.
    put: RwSignal<Option<(String, String)>>,
}

impl Text {
    pub fn new(value: RwSignal<String>) -> Self {
        Self {
            area: NodeRef::new(),
            value,
            caret: StoredValue::new(None),
            put: RwSignal::new(None),
        }
    }

    pub fn note_caret(self) {
        let area = self.area.get_untracked();
        self.caret.set_value(area.and_then(|area| area.selection_end().ok().flatten()));
    }

    /// Puts a template in, and the caret on its first blank.
    fn put_in(self, template: &str) {
        let before = self.value.get_untracked();
        let (after, at) = put_in(&before, self.caret.get_value(), template);
        self.show(&after);
        self.put.set(Some((before, after)));
        self.select_blank(at, template);
    }

    fn take_back(self) {
        if let Some((before, _)) = self.put.get_untracked() {
            self.show(&before);
            self.put.set(None);
            if let Some(area) = self.area.get_untracked() {
                area.focus().ok();
            }
        }
    }

    /// Whether the last template can be taken back without taking more.
    fn can_be_taken_back(self) -> bool {
        self.put.with(|put| {
            put.as_ref().is_some_and(|(_, after)| self.value.with(|text| text == after))
        })
    }

    fn show(self, text: &str) {
        if let Some(area) = self.area.get_untracked() {
            area.set_value(text);
        }
        self.value.set(text.to_owned());
    }

    /// Selects the first blank of the text, to be typed over.
    pub fn go_to_blank(self) {
        self.value.with_untracked(|text| self.select_blank(0, text));
    }

    fn select_blank(self, at: u32, text: &str) {
        let Some(area) = self.area.get_untracked() else { return };
        let (from, to) = match first_blank(text) {
            Some(blank) => (at + blank, at + blank + units(BLANK)),
            None => (at + units(text), at + units(text)),
        };
        // A dialog gives the focus back first.
        next_frame(move || {
            area.focus().ok();
            area.set_selection_range(from, to).ok();
        });
    }
}

/// How many UTF-16 units a text has, by which browsers count.
fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

/// `text` with a template at the caret, else at its end, on lines of its own; and where it begins.
fn put_in(text: &str, caret: Option<u32>, template: &str) -> (String, u32) {
    let mut passed = 0;
    let at = text.char_indices().find_map(|(at, c)| {
        let is_caret = caret == Some(passed);
        passed += c.len_utf16() as u32;
        is_caret.then_some(at)
    });
    let (before, after) = text.split_at(at.unwrap_or(text.len()));
    let line = |needed: bool| if needed { "\n" } else { "" };
    let start = format!("{before}{}", line(!before.is_empty() && !before.ends_with('\n')));
    let end = line(!after.is_empty() && !after.starts_with('\n'));
    let begins = units(&start);
    (format!("{start}{template}{end}{after}"), begins)
}

/// What stands under the field: how much room is left near the limit, which blanks are left, and that
/// it is kept.
pub fn hint(text: &str) -> String {
    let (i18n, length) = (current(), text.trim().chars().count());
    let blanks = text.matches(BLANK).count();
    if length > TEXT_MAX {
        t_string!(i18n, tasks.text_over, n = length - TEXT_MAX)
    } else if length + NEAR > TEXT_MAX {
        t_string!(i18n, tasks.text_left, n = TEXT_MAX - length)
    } else if blanks > 0 {
        t_string!(i18n, tasks.text_blanks, n = blanks)
    } else if text.is_empty() {
        t_string!(i18n, tasks.text_hint).to_owned()
    } else {
        t_string!(i18n, tasks.draft_kept).to_owned()
    }
}

/// The keys over the field: the templates, and taking one back.
#[component]
pub fn TemplateKeys(hand: Hand, outcome: RwSignal<Option<Outcome>>, text: Text) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    view! {
        <p class="templates__keys">
            <button type="button" class="button" on:click=move |_| open.set(true)>
                <Icon name="file-text"/>
                {t!(i18n, tasks.templates)}
            </button>
            <Show when=move || text.can_be_taken_back()>
                <button type="button" class="button button--quiet" on:click=move |_| text.take_back()>
                    <Icon name="undo-2"/>
                    {t!(i18n, tasks.template_undo)}
                </button>
            </Show>
        </p>
        <Dialog open title=label!(i18n, tasks.templates)>
            <Templates hand outcome text open/>
        </Dialog>
    }
}

#[component]
fn Templates(
    hand: Hand,
    outcome: RwSignal<Option<Outcome>>,
    text: Text,
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let templates = use_session().reply_templates;
    let fitting = Memo::new(move |_| {
        let nature = hand.ticket.with(|ticket| ticket.card.nature);
        let fits = |template: &&ReplyTemplate| template.fits(nature, outcome.get());
        templates.with(|templates| templates.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let choose = Callback::new(move |template: String| {
        open.set(false);
        text.put_in(&template);
    });
    view! {
        <p class="soft">{t!(i18n, tasks.templates_means)}</p>
        <ul class="templates">
            {move || fitting.get().into_iter().map(|template| view! { <Template template choose/> }).collect_view()}
        </ul>
        <Show when=move || fitting.with(Vec::is_empty)>
            <p>{t!(i18n, tasks.templates_none)}</p>
        </Show>
    }
}

#[component]
fn Template(template: ReplyTemplate, choose: Callback<String>) -> impl IntoView {
    let ReplyTemplate { title, text, .. } = template;
    let chosen = text.clone();
    view! {
        <li>
            <button type="button" class="templates__one" on:click=move |_| choose.run(chosen.clone())>
                <strong>{title}</strong>
                <span>{text}</span>
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_reply_becomes_the_template() {
        assert_eq!(put_in("", None, "已修复。"), ("已修复。".into(), 0));
    }

    #[test]
    fn what_was_typed_stays_around_a_template() {
        assert_eq!(put_in("已联系。", None, "已修复。"), ("已联系。\n已修复。".into(), 5));
        assert_eq!(put_in("先\n后", Some(2), "中"), ("先\n中\n后".into(), 2));
        assert_eq!(put_in("𠮷后", Some(2), "中"), ("𠮷\n中\n后".into(), 3));
        assert_eq!(put_in("已联系。", Some(99), "中"), ("已联系。\n中".into(), 5));
    }
}
