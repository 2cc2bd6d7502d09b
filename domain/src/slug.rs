//! One macro for the closed vocabularies of the trade, so that a slug is spelled once.

use std::{marker::PhantomData, str::FromStr};

use serde::de::{Error, Visitor};

/// Reads a slug. Derived readers know each vocabulary by name, number and bytes, all of which a phone
/// would load; this one knows text.
pub struct SlugVisitor<T> {
    slugs: &'static [&'static str],
    value: PhantomData<T>,
}

impl<T> SlugVisitor<T> {
    /// For a vocabulary of these slugs.
    pub const fn of(slugs: &'static [&'static str]) -> Self {
        Self { slugs, value: PhantomData }
    }
}

impl<T: FromStr> Visitor<'_> for SlugVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a slug")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|_| E::unknown_variant(text, self.slugs))
    }
}

/// Declares an enum whose variants have a fixed slug, used alike in JSON, SQL and CSS.
macro_rules! slugs {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $slug:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in the order of the trade.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The slug of the wire, the database and the stylesheet.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.slug())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_str($crate::slug::SlugVisitor::of(&[$($slug),+]))
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(Self::ALL.iter().map(|value| value.slug())))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.slug())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::Unknown;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($slug => Ok(Self::$variant),)+ _ => Err($crate::text::Unknown) }
            }
        }
    };
}
