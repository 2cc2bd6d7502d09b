//! One photo over the whole screen: keys, arrows and a swipe lead to the next, Escape closes it.

use leptos::{ev, html, prelude::*};

use super::Icon;
use crate::{
    browser::page::next_frame,
    i18n::{t, t_string, use_i18n},
};

/// As far as a finger moves over the screen for a swipe, in pixels.
const SWIPE: i32 = 48;

/// What is shown, and how; a copy of handles.
#[derive(Clone, Copy)]
struct Shown {
    addresses: StoredValue<Vec<String>>,
    /// The place of the photo; `None` where the viewer is closed.
    open: RwSignal<Option<usize>>,
    /// In its own size, to be moved about, and not fitted to the screen.
    whole: RwSignal<bool>,
    failed: RwSignal<bool>,
}

impl Shown {
    fn count(self) -> usize {
        self.addresses.with_value(Vec::len)
    }

    fn address(self) -> Option<String> {
        let place = self.open.get()?;
        self.addresses.with_value(|addresses| addresses.get(place).cloned())
    }

    fn can_go(self, by: isize) -> bool {
        let next = self.open.get().and_then(|place| place.checked_add_signed(by));
        next.is_some_and(|next| next < self.count())
    }

    fn go(self, by: isize) {
        if untrack(|| self.can_go(by)) {
            self.whole.set(false);
            self.failed.set(false);
            self.open.update(|open| *open = open.and_then(|place| place.checked_add_signed(by)));
        }
    }

    fn nth(self) -> String {
        let (n, of) = (self.open.get().map_or(0, |place| place + 1), self.count());
        t_string!(use_i18n(), photos.nth, n = n, of = of)
    }
}

#[component]
pub fn PhotoViewer(addresses: Vec<String>, open: RwSignal<Option<usize>>) -> impl IntoView {
    let shown = Shown {
        addresses: StoredValue::new(addresses),
        open,
        whole: RwSignal::new(false),
        failed: RwSignal::new(false),
    };
    let element = NodeRef::<html::Dialog>::new();
    let is_open = Memo::new(move |_| open.get().is_some());
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        if is_open.get() && !dialog.open() {
            shown.whole.set(false);
            shown.failed.set(false);
            dialog.show_modal().ok();
        } else if !is_open.get() && dialog.open() {
            dialog.close();
        }
    });
    let key = move |event: ev::KeyboardEvent| {
        // A photo that is larger than the screen is moved about by the arrows.
        if shown.whole.get_untracked() {
            return;
        }
        match event.key().as_str() {
            "ArrowLeft" => shown.go(-1),
            "ArrowRight" => shown.go(1),
            _ => {}
        }
    };
    view! {
        <dialog
            class="photo-viewer"
            node_ref=element
            aria-label=move || shown.nth()
            on:close=move |_| open.set(None)
            on:keydown=key
        >
            <Show when=move || is_open.get()>
                <Head shown/>
                <Stage shown/>
                <Arrows shown/>
            </Show>
        </dialog>
    }
}

#[component]
fn Head(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let whole = shown.whole;
    view! {
        <header class="photo-viewer__head">
            <p class="photo-viewer__nth" aria-live="polite">{move || shown.nth()}</p>
            <button
                type="button"
                class="button button--quiet"
                on:click=move |_| whole.update(|whole| *whole = !*whole)
            >
                {move || view! { <Icon name=if whole.get() { "zoom-out" } else { "zoom-in" }/> }}
                {move || if whole.get() { t_string!(i18n, photos.fit) } else { t_string!(i18n, photos.whole) }}
            </button>
            <button
                type="button"
                class="button button--quiet button--icon"
                aria-label=move || t_string!(i18n, shell.close)
                on:click=move |_| shown.open.set(None)
            >
                <Icon name="x"/>
            </button>
        </header>
    }
}

/// The photo itself; the focus may stand on it, so that arrows move it about.
#[component]
fn Stage(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let element = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(stage) = element.get().filter(|_| shown.whole.get()) else { return };
        next_frame(move || look_at_the_middle(&stage));
    });
    let began_at = StoredValue::new(None::<i32>);
    let began = move |event: ev::PointerEvent| {
        began_at.set_value((!shown.whole.get_untracked()).then(|| event.client_x()));
    };
    let ended = move |event: ev::PointerEvent| {
        let Some(began_at) = began_at.try_update_value(Option::take).flatten() else { return };
        match event.client_x() - began_at {
            SWIPE.. => shown.go(-1),
            moved if moved <= -SWIPE => shown.go(1),
            _ => {}
        }
    };
    view! {
        <div
            class="photo-viewer__stage"
            class:photo-viewer__stage--whole=move || shown.whole.get()
            role="group"
            tabindex="0"
            node_ref=element
            aria-label=move || shown.nth()
            on:pointerdown=began
            on:pointerup=ended
        >
            {move || shown.address().map(|address| view! {
                <img src=address alt="" draggable="false" on:error=move |_| shown.failed.set(true)/>
            })}
            <Show when=move || shown.failed.get()>
                <p class="photo-viewer__failed" role="alert">{t!(i18n, photos.unshown)}</p>
            </Show>
        </div>
    }
}

/// What a photo is of stands in its middle.
fn look_at_the_middle(stage: &web_sys::HtmlDivElement) {
    stage.set_scroll_left((stage.scroll_width() - stage.client_width()) / 2);
    stage.set_scroll_top((stage.scroll_height() - stage.client_height()) / 2);
}

#[component]
fn Arrows(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let has_more = shown.count() > 1;
    view! {
        <Show when=move || has_more>
            <footer class="photo-viewer__arrows">
                <button type="button" class="button" aria-disabled=move || (!shown.can_go(-1)).to_string() on:click=move |_| shown.go(-1)>
                    <Icon name="chevron-left"/>
                    {t!(i18n, photos.previous)}
                </button>
                <button type="button" class="button" aria-disabled=move || (!shown.can_go(1)).to_string() on:click=move |_| shown.go(1)>
                    {t!(i18n, photos.next)}
                    <Icon name="chevron-right"/>
                </button>
            </footer>
        </Show>
    }
}
