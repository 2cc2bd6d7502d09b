//! 照片: what goes with a reply. Entries name photos and never hold them.

use serde::{Deserialize, Serialize};

use crate::{
    id::{PersonId, TicketId},
    text::{Faults, Flaw},
};

/// The most photos of one reply.
pub const PHOTOS_MAX: usize = 9;
/// The most that one photo may hold, in bytes.
pub const PHOTO_BYTES: usize = 1024 * 1024;
/// The longest side of a photo, in pixels.
pub const PHOTO_SIDE: u32 = 8192;

slugs! {
    /// What a photo may be encoded as.
    pub enum PhotoType {
        Jpeg = "image/jpeg",
        Png = "image/png",
        Webp = "image/webp",
    }
}

/// A photo: a UUID that the device makes, so that sending it twice is harmless.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(format = "uuid"))]
#[serde(transparent)]
pub struct PhotoId(String);

impl PhotoId {
    /// A UUID in its usual writing, in lower case.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        };
        let is_id = text.len() == 36 && text.bytes().enumerate().all(fits);
        is_id.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PhotoId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whose a photo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    pub by: PersonId,
    /// The order whose replies refer to it.
    pub ticket: Option<TicketId>,
}

/// What keeps a photo from a reply of `person` on `ticket`: it must be their own and new, or belong to
/// this order already, for a reply that was sent back brings its photos along. Of another's photo
/// nobody learns that it is there.
pub fn flaw(brought: Option<Brought>, person: PersonId, ticket: TicketId) -> Option<Flaw> {
    match brought {
        Some(Brought { ticket: Some(of), .. }) if of == ticket => None,
        Some(Brought { by, ticket: None }) if by == person => None,
        Some(Brought { by, .. }) if by == person => Some(Flaw::Contradicts),
        _ => Some(Flaw::Unknown),
    }
}

/// What is wrong with the photos of a reply by themselves. An id comes unread, so that the fault of
/// a wrong one stands at its place in the list.
pub(super) fn check(photos: &[PhotoId], faults: &mut Faults) {
    faults.when(photos.len() > PHOTOS_MAX, "photos", Flaw::OutOfRange);
    for (place, id) in photos.iter().enumerate() {
        let field = photo_field(place);
        faults.when(PhotoId::parse(&id.0).is_none(), &field, Flaw::Invalid);
        faults.when(photos[..place].contains(id), &field, Flaw::Contradicts);
    }
}

/// The name of one photo of a reply among its fields.
pub fn photo_field(place: usize) -> String {
    format!("photos[{place}]")
}
