//! 来电人: who rang, to be put right. Whatever was not touched stays as the order has it by then.

use std::rc::Rc;

use domain::{api::CallerView, ticket::intake::CallerGiven};
use leptos::{html, prelude::*};

use super::part::{Form, given};
use crate::i18n::{label, t, use_i18n};

/// The controls of a caller.
pub struct CallerFields {
    opened: CallerGiven,
    name: Rc<dyn Fn() -> String>,
    phone: Rc<dyn Fn() -> String>,
    anonymous: NodeRef<html::Input>,
    confidential: NodeRef<html::Input>,
}

impl CallerFields {
    /// What they were changed to, or `None` where nothing was.
    pub fn changed(&self, form: Form) -> Option<CallerGiven> {
        let is_checked = |input: NodeRef<html::Input>| {
            input.get_untracked().is_some_and(|input| input.checked())
        };
        let typed = CallerGiven {
            name: given((self.name)()),
            phone: given((self.phone)()),
            anonymous: is_checked(self.anonymous),
            confidential: is_checked(self.confidential),
        };
        let now = form.ticket.with_untracked(|ticket| told(&ticket.caller));
        changed(&self.opened, typed, now)
    }
}

/// The fields, for those who see the caller in full: nobody writes over what is hidden from them.
pub fn fields(form: Form) -> Option<(CallerFields, AnyView)> {
    let i18n = use_i18n();
    let caller = form.ticket.with_untracked(|ticket| ticket.caller.clone());
    if caller.masked {
        return None;
    }
    let opened = told(&caller);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let phone = form.input("caller.phone", "tel", label!(i18n, intake.phone), &text(&opened.phone));
    let name = form.line("caller.name", label!(i18n, intake.name), &text(&opened.name));
    let (anonymous, confidential) = (NodeRef::new(), NodeRef::new());
    let view = view! {
        <fieldset class="choice">
            <legend class="field__label">{t!(i18n, ticket.caller)}</legend>
            {phone.view}
            {name.view}
            <label class="check">
                <input type="checkbox" node_ref=anonymous checked=opened.anonymous/>
                {t!(i18n, intake.anonymous)}
            </label>
            <label class="check">
                <input type="checkbox" node_ref=confidential checked=opened.confidential/>
                {t!(i18n, intake.confidential)}
            </label>
        </fieldset>
    };
    let fields =
        CallerFields { opened, name: name.read, phone: phone.read, anonymous, confidential };
    Some((fields, view.into_any()))
}

fn told(caller: &CallerView) -> CallerGiven {
    CallerGiven {
        name: caller.name.clone(),
        phone: caller.phone.clone(),
        anonymous: caller.anonymous,
        confidential: caller.confidential,
    }
}

/// A caller is corrected as a whole: a part that was not touched is taken from the order as it is `now`,
/// for somebody else may have corrected it since the form was opened.
fn changed(opened: &CallerGiven, typed: CallerGiven, now: CallerGiven) -> Option<CallerGiven> {
    fn either<T: PartialEq>(opened: &T, typed: T, now: T) -> T {
        if *opened == typed { now } else { typed }
    }
    if *opened == typed {
        return None;
    }
    Some(CallerGiven {
        name: either(&opened.name, typed.name, now.name),
        phone: either(&opened.phone, typed.phone, now.phone),
        anonymous: either(&opened.anonymous, typed.anonymous, now.anonymous),
        confidential: either(&opened.confidential, typed.confidential, now.confidential),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(name: &str, phone: &str) -> CallerGiven {
        CallerGiven {
            name: Some(name.to_owned()),
            phone: Some(phone.to_owned()),
            ..CallerGiven::default()
        }
    }

    #[test]
    fn what_somebody_else_corrected_meanwhile_is_not_set_back() {
        let opened = caller("王女士", "13800000000");
        let now = caller("王女士", "13811111111");
        assert_eq!(changed(&opened, opened.clone(), now.clone()), None);
        let typed = caller("黄女士", "13800000000");
        assert_eq!(changed(&opened, typed, now), Some(caller("黄女士", "13811111111")));
    }
}
