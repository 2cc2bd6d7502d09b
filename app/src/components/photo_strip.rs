//! 现场照片: small ones in a row, of a fixed size; each opens large.

use domain::{
    api::{Endpoint as _, PhotoRead},
    id::TicketId,
    ticket::PhotoId,
};
use leptos::prelude::*;

use super::photo_viewer::PhotoViewer;
use crate::i18n::{t_string, use_i18n};

/// The photos of one reply; nothing where it has none.
#[component]
pub fn PhotoStrip(ticket: TicketId, photos: Vec<PhotoId>) -> impl IntoView {
    if photos.is_empty() {
        return ().into_any();
    }
    let addresses: Vec<String> =
        photos.into_iter().map(|photo| PhotoRead { ticket, photo }.path()).collect();
    let (open, of) = (RwSignal::new(None), addresses.len());
    let thumbs = addresses.iter().cloned().enumerate();
    let thumbs =
        thumbs.map(|(place, address)| view! { <Thumb place of address open/> }).collect_view();
    view! {
        <ul class="photo-strip">{thumbs}</ul>
        <PhotoViewer addresses open/>
    }
    .into_any()
}

#[component]
fn Thumb(place: usize, of: usize, address: String, open: RwSignal<Option<usize>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <li>
            <button
                type="button"
                class="photo-strip__key"
                aria-label=move || t_string!(i18n, photos.open, n = place + 1, of = of)
                on:click=move |_| open.set(Some(place))
            >
                <img
                    src=address
                    alt=move || t_string!(i18n, photos.nth, n = place + 1, of = of)
                    width="96"
                    height="96"
                    loading="lazy"
                    decoding="async"
                />
            </button>
        </li>
    }
}
