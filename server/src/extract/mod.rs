//! What handlers are given: the person, the key, the body, the parts of the address.

mod address;
mod body;
mod key;
mod person;
mod query;

pub use address::ClientAddress;
pub use body::{Received, SharedJson, reading_fault};
pub use key::key;
pub use person::{ScreenSecret, Signed, Token, Watching, cookie_name, screen_cookie_name};
pub use query::{id, id_and_photo, pairs, photo};
