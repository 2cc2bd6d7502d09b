//! One macro for the closed vocabularies of the trade, so that a slug is spelled once.

/// Declares an enum whose variants have a fixed slug, used alike in JSON, SQL and CSS.
macro_rules! slugs {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $slug:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $slug)] $variant),+ }

        impl $name {
            /// Every value, in the order of the trade.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The slug of the wire, the database and the stylesheet.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),+ }
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
