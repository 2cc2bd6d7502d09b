//! 错误: `application/problem+json`, on every path and from every layer.

use serde::{Deserialize, Serialize};

use crate::{
    api::{TicketView, Unread},
    text::Fault,
};

slugs! {
    /// What went wrong; the app says it in its own language.
    pub enum ProblemCode {
        /// 400: the body is no JSON, or not UTF-8.
        Malformed = "malformed",
        /// 400: a word, cursor or number in the address.
        BadQuery = "bad_query",
        /// 400
        KeyMissing = "key_missing",
        /// 400: the key is no UUID.
        KeyInvalid = "key_invalid",
        /// 401
        NotSignedIn = "not_signed_in",
        /// 401
        BadCredentials = "bad_credentials",
        /// 403: an unsafe request from another site.
        CrossSite = "cross_site",
        /// 403
        NotYours = "not_yours",
        /// 404
        NotFound = "not_found",
        /// 405
        MethodNotAllowed = "method_not_allowed",
        /// 408
        Timeout = "timeout",
        /// 409: decided on an older version; `ticket` is the current one.
        StaleVersion = "stale_version",
        /// 409: no such step from where the order stands.
        NoSuchStep = "no_such_step",
        /// 413
        TooLarge = "too_large",
        /// 415
        NotJson = "not_json",
        /// 415: no JPEG, PNG or WebP, or another of them than it says to be.
        NotAPhoto = "not_a_photo",
        /// 422: `fields` says what and where.
        Invalid = "invalid",
        /// 422: the same key with another request.
        KeyReused = "key_reused",
        /// 429
        TooManyAttempts = "too_many_attempts",
        /// 500
        Internal = "internal",
        /// 503: shutting down, or the outcome of a write is unknown; the same key may be sent again.
        Unavailable = "unavailable",
        /// 507: nothing was written.
        StorageFull = "storage_full",
    }
}

impl ProblemCode {
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed | Self::BadQuery | Self::KeyMissing | Self::KeyInvalid => 400,
            Self::NotSignedIn | Self::BadCredentials => 401,
            Self::CrossSite | Self::NotYours => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::StaleVersion | Self::NoSuchStep => 409,
            Self::TooLarge => 413,
            Self::NotJson | Self::NotAPhoto => 415,
            Self::Invalid | Self::KeyReused => 422,
            Self::TooManyAttempts => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::StorageFull => 507,
        }
    }
}

/// The body of every error (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `about:blank`: the code says it all.
    pub r#type: String,
    pub title: String,
    pub status: u16,
    pub code: ProblemCode,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Fault>,
    /// The order as it is now, where the request was decided on an older version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<TicketView>))]
    pub ticket: Option<Unread<TicketView>>,
}

impl Problem {
    pub fn new(code: ProblemCode) -> Self {
        Self {
            r#type: "about:blank".to_owned(),
            title: code.slug().replace('_', " "),
            status: code.status(),
            code,
            fields: Vec::new(),
            ticket: None,
        }
    }
}
