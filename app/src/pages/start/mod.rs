//! 首页, by role: where the work is, with how much of it there is.

mod due_tiles;
mod followed;
mod taking_tile;
mod tiles;

use domain::people::{Person, Role};
use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::{
    components::Empty,
    i18n::{label, t, use_i18n},
    session::use_session,
};
use tiles::Tiles;

/// Those with one place to work are led there; the others see what waits for them.
#[component]
pub fn StartPage() -> impl IntoView {
    let session = use_session();
    move || match session.person.get() {
        Some(person) => first_view(&person),
        None => ().into_any(),
    }
}

fn first_view(person: &Person) -> AnyView {
    if let Some(path) = only_place(person) {
        view! { <Redirect path/> }.into_any()
    } else if person.is_centre() {
        view! { <Tiles person=person.clone()/> }.into_any()
    } else if person.has(Role::Admin) {
        view! { <ForAdmin/> }.into_any()
    } else {
        view! { <WithoutWork/> }.into_any()
    }
}

/// The one page of somebody who needs no other.
pub fn only_place(person: &Person) -> Option<&'static str> {
    let only_operator = person.roles.iter().filter(|role| role.is_centre()).eq([&Role::Operator]);
    if person.is_centre() {
        only_operator.then_some("/intake")
    } else if person.is_of_a_unit() {
        Some("/tasks")
    } else if person.has(Role::Wall) {
        Some("/wall")
    } else if person.has(Role::Auditor) {
        Some("/board")
    } else {
        None
    }
}

#[component]
fn ForAdmin() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main id="main" class="page">
            <Empty icon="lock" title=label!(i18n, shell.admin_title)>
                <p>{t!(i18n, shell.admin_text)}</p>
            </Empty>
        </main>
    }
}

#[component]
fn WithoutWork() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main id="main" class="page">
            <Empty icon="users" title=label!(i18n, shell.nothing_title)>
                <p>{t!(i18n, shell.nothing_text)}</p>
            </Empty>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{id::PersonId, people::UnitSlug};

    fn person(roles: &[Role], unit: Option<&str>) -> Person {
        Person {
            id: PersonId(1),
            name: "n".into(),
            display: "某".into(),
            roles: roles.to_vec(),
            unit: unit.map(|slug| UnitSlug(slug.into())),
        }
    }

    #[test]
    fn everybody_begins_where_their_work_is() {
        assert_eq!(only_place(&person(&[Role::Operator], None)), Some("/intake"));
        assert_eq!(only_place(&person(&[Role::Reviewer, Role::Dispatcher], None)), None);
        assert_eq!(only_place(&person(&[Role::Liaison], Some("wanan"))), Some("/tasks"));
        assert_eq!(only_place(&person(&[Role::Wall], None)), Some("/wall"));
        assert_eq!(only_place(&person(&[Role::Auditor], None)), Some("/board"));
        assert_eq!(only_place(&person(&[Role::Admin], None)), None);
    }
}
