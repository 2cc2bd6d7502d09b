//! Who is there: passwords, sessions and the throttle on guessing.

pub mod password;
pub mod screens;
pub mod session;
pub mod throttle;

pub use screens::Screens;
pub use session::Sessions;
pub use throttle::Throttle;
