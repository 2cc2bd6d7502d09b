//! 照片: bringing one before the reply that refers to it, and seeing it.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method},
    id::TicketId,
    ticket::photo::{PhotoId, PhotoType},
};

const TYPES: &[&str] = &[PhotoType::Jpeg.slug(), PhotoType::Png.slug(), PhotoType::Webp.slug()];

/// A photo as it is kept: upright, and without what it told of where and when it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Photo {
    pub id: PhotoId,
    pub media_type: PhotoType,
    /// In pixels, as it is shown.
    pub width: u32,
    pub height: u32,
    pub bytes: u32,
}

/// The body is the picture itself, of at most [`crate::ticket::photo::PHOTO_BYTES`].
pub struct PhotoSave(pub PhotoId);

impl Endpoint for PhotoSave {
    const METHOD: Method = Method::Put;
    const ROUTE: &'static str = "/api/photos/{photo}";
    const SUMMARY: &'static str =
        "Bring a photo under an id of one's own making; the same again changes nothing.";
    const BODY_MEDIA: &'static [&'static str] = TYPES;
    type Body = ();
    type Reply = Photo;

    fn path(&self) -> String {
        Self::ROUTE.replace("{photo}", self.0.as_str())
    }
}

pub struct PhotoPreview(pub PhotoId);

impl Endpoint for PhotoPreview {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = PhotoSave::ROUTE;
    const SUMMARY: &'static str = "One's own photo that no reply refers to yet.";
    const REPLY_MEDIA: &'static [&'static str] = TYPES;
    type Body = ();
    type Reply = ();

    fn path(&self) -> String {
        Self::ROUTE.replace("{photo}", self.0.as_str())
    }
}

pub struct PhotoRead {
    pub ticket: TicketId,
    pub photo: PhotoId,
}

impl Endpoint for PhotoRead {
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/tickets/{id}/photos/{photo}";
    const SUMMARY: &'static str = "A photo, for who may read the entry that refers to it.";
    const REPLY_MEDIA: &'static [&'static str] = TYPES;
    type Body = ();
    type Reply = ();

    fn path(&self) -> String {
        let path = Self::ROUTE.replace("{id}", &self.ticket.to_string());
        path.replace("{photo}", self.photo.as_str())
    }
}
