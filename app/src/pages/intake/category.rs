//! 类别: a tree of three levels, gone through level by level or found by a word.

use domain::{
    rules::Desk,
    ticket::{CategoryCode, category::Category},
    time::Day,
};
use leptos::{ev, prelude::*};

use super::tray::Tray;
use crate::{
    browser::{
        composing,
        page::{focus, next_frame},
    },
    components::{Dialog, Field, Icon},
    i18n::{label, t, t_string, use_i18n},
    live::clock::use_now,
    session::use_session,
    words,
};

/// The most finds that are shown at once; whoever needs more types another character.
const FOUND: usize = 30;

/// What can be chosen today, in the order of the codes.
type Offered = Memo<Vec<Category>>;

#[component]
pub fn CategoryField(tray: Tray) -> impl IntoView {
    let i18n = use_i18n();
    let (session, now) = (use_session(), use_now());
    let today = Memo::new(move |_| now.get().day());
    let offered = Memo::new(move |_| {
        session.desk.with(|desk| {
            desk.as_deref().map(|desk| valid_on(desk, today.get())).unwrap_or_default()
        })
    });
    let open = RwSignal::new(false);
    // A finger wants the levels; hands on the keyboard type what is looked for.
    let by_keys = RwSignal::new(false);
    let press = move |event: ev::MouseEvent| {
        by_keys.set(event.detail() == 0);
        open.set(true);
    };
    let chosen = Memo::new(move |_| tray.sheet.with(|sheet| sheet.category));
    let fault = tray.fault("category");
    let path = move || offered.with(|offered| chosen.get().map(|code| path(offered, code)));
    view! {
        <div class="field" class:field--fault=move || fault.get().is_some()>
            <span class="field__label" id="intake-category-label">{t!(i18n, intake.category)}</span>
            <button
                type="button"
                id="intake-category"
                class="input intake__category-key"
                aria-labelledby="intake-category-label intake-category"
                aria-haspopup="dialog"
                aria-describedby="intake-category-note"
                on:click=press
            >
                {move || match path() {
                    Some(path) => view! { <span>{path}</span> }.into_any(),
                    None => view! { <span class="soft">{t!(i18n, intake.category_choose)}</span> }.into_any(),
                }}
                <Icon name="chevron-right"/>
            </button>
            <p class="field__note" id="intake-category-note" aria-live="polite">{move || fault.get().map(words::flaw)}</p>
        </div>
        <Dialog open title=label!(i18n, intake.category_choose)>
            <Picker tray offered open by_keys/>
        </Dialog>
    }
}

fn valid_on(desk: &Desk, day: Day) -> Vec<Category> {
    desk.words.categories.values().filter(|category| category.is_valid_on(day)).cloned().collect()
}

/// `市政设施 · 供水 · 管道漏水`; a level that is no longer offered is left out.
fn path(offered: &[Category], code: CategoryCode) -> String {
    let mut names = Vec::new();
    let mut level = Some(code);
    while let Some(code) = level {
        names.extend(
            offered.iter().find(|other| other.code == code).map(|found| found.name.as_str()),
        );
        level = code.parent();
    }
    names.reverse();
    names.join(" · ")
}

/// Whether a category is meant by what was typed: its code begins with it, or its name or that of a
/// level above has each of its words.
fn is_meant(offered: &[Category], category: &Category, typed: &str) -> bool {
    let path = path(offered, category.code);
    category.code.to_string().starts_with(typed)
        || typed.split_whitespace().all(|word| path.contains(word))
}

/// What is meant by what was typed, with its whole path; at most so many.
fn finds(offered: &[Category], typed: &str, most: usize) -> Vec<(CategoryCode, String)> {
    let meant = offered.iter().filter(|category| is_meant(offered, category, typed.trim()));
    meant.take(most).map(|found| (found.code, path(offered, found.code))).collect()
}

#[component]
fn Picker(
    tray: Tray,
    offered: Offered,
    open: RwSignal<bool>,
    by_keys: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let typed = RwSignal::new(String::new());
    let searching = Memo::new(move |_| !typed.with(|typed| typed.trim().is_empty()));
    let chosen = Memo::new(move |_| tray.sheet.with(|sheet| sheet.category.is_some()));
    let choose = Callback::new(move |code: Option<CategoryCode>| {
        tray.edit(|sheet| sheet.category = code);
        open.set(false);
    });
    if by_keys.get_untracked() {
        next_frame(|| _ = focus("category-search"));
    }
    let key = move |event: ev::KeyboardEvent| {
        if event.key() != "Enter" || composing(&event) {
            return;
        }
        event.prevent_default();
        let found = offered.with_untracked(|offered| finds(offered, &typed.get_untracked(), 1));
        if let Some((code, _)) = found.first().filter(|_| searching.get_untracked()) {
            choose.run(Some(*code));
        }
    };
    view! {
        <div class="category-picker">
            <Field
                id="category-search"
                label=label!(i18n, intake.category_search)
                hint=label!(i18n, intake.category_search_hint)
            >
                <input
                    id="category-search"
                    class="input"
                    type="search"
                    autocomplete="off"
                    on:input:target=move |event| typed.set(event.target().value())
                    on:keydown=key
                />
            </Field>
            {move || {
                if searching.get() {
                    view! { <Finds offered typed choose/> }.into_any()
                } else {
                    view! { <Levels tray offered choose/> }.into_any()
                }
            }}
            <Show when=move || chosen.get()>
                <button type="button" class="button" on:click=move |_| choose.run(None)>
                    {t!(i18n, intake.category_drop)}
                </button>
            </Show>
        </div>
    }
}

#[component]
fn Finds(
    offered: Offered,
    typed: RwSignal<String>,
    choose: Callback<Option<CategoryCode>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let found = move || offered.with(|offered| finds(offered, &typed.get(), FOUND));
    let row = move |(code, path): (CategoryCode, String)| {
        view! {
            <li>
                <button type="button" class="category-picker__key" on:click=move |_| choose.run(Some(code))>
                    <span>{path}</span>
                    <span class="number soft">{code.to_string()}</span>
                </button>
            </li>
        }
    };
    view! {
        <div class="category-picker__finds" aria-live="polite">
            {move || match found() {
                found if found.is_empty() => {
                    view! { <p class="soft">{t!(i18n, intake.category_nothing)}</p> }.into_any()
                }
                found => view! { <ul>{found.into_iter().map(row).collect_view()}</ul> }.into_any(),
            }}
        </div>
    }
}

/// Three columns: a level that was pressed shows the next beside it, a leaf is taken at once.
#[component]
fn Levels(tray: Tray, offered: Offered, choose: Callback<Option<CategoryCode>>) -> impl IntoView {
    let i18n = use_i18n();
    let at = RwSignal::new(tray.sheet.with_untracked(|sheet| sheet.category));
    let top = Memo::new(move |_| at.get().map(CategoryCode::top));
    let middle = Memo::new(move |_| {
        at.get().and_then(|code| if code.level() == 3 { code.parent() } else { Some(code) })
    });
    let middle = Memo::new(move |_| middle.get().filter(|code| code.level() == 2));
    let leaf = Memo::new(move |_| at.get().filter(|code| code.level() == 3));
    let press = Callback::new(move |code: CategoryCode| {
        at.set(Some(code));
        if code.level() == 3 {
            choose.run(Some(code));
        }
    });
    let take = move || {
        let code = at.get().filter(|code| code.level() < 3)?;
        let name = offered.with(|offered| path(offered, code));
        Some(view! {
            <button type="button" class="button button--primary" on:click=move |_| choose.run(Some(code))>
                {t!(i18n, intake.category_take, name = name.clone())}
            </button>
        })
    };
    view! {
        <div class="category-picker__levels" role="group" aria-label=move || t_string!(i18n, intake.category_levels)>
            <Level offered above=Signal::derive(|| Above::Top) chosen=top press/>
            <Level offered above=Signal::derive(move || Above::of(top.get())) chosen=middle press/>
            <Level offered above=Signal::derive(move || Above::of(middle.get())) chosen=leaf press/>
        </div>
        <div class="category-picker__take">{take}</div>
    }
}

/// Whose children a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Above {
    /// The top levels have nothing above them.
    Top,
    Level(CategoryCode),
    /// Nothing was pressed yet in the column before.
    Open,
}

impl Above {
    fn of(code: Option<CategoryCode>) -> Self {
        code.map_or(Self::Open, Self::Level)
    }

    fn has(self, category: &Category) -> bool {
        match self {
            Self::Top => category.code.parent().is_none(),
            Self::Level(code) => category.code.parent() == Some(code),
            Self::Open => false,
        }
    }
}

#[component]
fn Level(
    offered: Offered,
    above: Signal<Above>,
    chosen: Memo<Option<CategoryCode>>,
    press: Callback<CategoryCode>,
) -> impl IntoView {
    let children = Memo::new(move |_| {
        let above = above.get();
        offered.with(|offered| {
            offered.iter().filter(|category| above.has(category)).cloned().collect::<Vec<_>>()
        })
    });
    let row = move |category: Category| {
        let code = category.code;
        view! {
            <li>
                <button
                    type="button"
                    class="category-picker__key"
                    aria-pressed=move || (chosen.get() == Some(code)).to_string()
                    on:click=move |_| press.run(code)
                >
                    {category.name}
                </button>
            </li>
        }
    };
    view! { <ul class="category-picker__level">{move || children.get().into_iter().map(row).collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Vec<Category> {
        [(10_000, "市政设施"), (10_100, "供水"), (10_101, "管道漏水"), (20_000, "卫生防疫")]
            .map(|(code, name)| Category {
                code: CategoryCode(code),
                name: name.into(),
                valid_from: Day::new(2020, 1, 1).unwrap(),
                valid_until: None,
            })
            .into()
    }

    #[test]
    fn a_category_is_called_by_its_whole_path() {
        assert_eq!(path(&tree(), CategoryCode(10_101)), "市政设施 · 供水 · 管道漏水");
    }

    #[test]
    fn a_category_is_found_by_its_code_and_by_words_of_its_path() {
        let tree = tree();
        let leaf = &tree[2];
        for typed in ["漏水", "供水 管道", "市政", "010101", "0101"] {
            assert!(is_meant(&tree, leaf, typed), "{typed}");
        }
        for typed in ["防疫", "供水 防疫", "02"] {
            assert!(!is_meant(&tree, leaf, typed), "{typed}");
        }
    }
}
