//! 再读: what could not be read is asked for again, for what is shown is old until then.

use gloo_timers::future::TimeoutFuture;

use crate::api::Failure;

/// The longest pause before the next attempt.
const PAUSE_MAX_MS: f64 = 20_000.0;

/// Waits for the time of the next attempt, and says whether there is to be one: a refusal stays one.
pub async fn again(failure: &Failure, failures: &mut u32) -> bool {
    if !passes(failure) {
        return false;
    }
    TimeoutFuture::new(pause_ms(*failures, js_sys::Math::random())).await;
    *failures += 1;
    true
}

/// Whether the next attempt may succeed: the server was not reached, or was not able to.
fn passes(failure: &Failure) -> bool {
    failure.code().is_none_or(|code| matches!(code.status(), 408 | 500..))
}

/// The pause after a number of failures, longer each time; `chance` from 0 to 1 keeps many tabs
/// from coming back at the same moment.
pub fn pause_ms(failures: u32, chance: f64) -> u32 {
    let longest = (500.0 * f64::from(1 << failures.min(6))).min(PAUSE_MAX_MS);
    (longest * (0.5 + chance / 2.0)) as u32
}

#[cfg(test)]
mod tests {
    use domain::api::{Problem, ProblemCode};

    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_are_never_nothing() {
        assert_eq!(pause_ms(0, 0.0), 250);
        assert_eq!(pause_ms(0, 1.0), 500);
        assert!(pause_ms(3, 0.5) > pause_ms(1, 0.5));
        assert_eq!(f64::from(pause_ms(40, 1.0)), PAUSE_MAX_MS);
    }

    #[test]
    fn what_the_server_refuses_is_not_asked_again() {
        let refused = |code| Failure::Problem(Problem::new(code));
        assert!(passes(&Failure::Offline));
        assert!(passes(&refused(ProblemCode::Unavailable)));
        assert!(passes(&refused(ProblemCode::Timeout)));
        assert!(!passes(&refused(ProblemCode::NotSignedIn)));
        assert!(!passes(&refused(ProblemCode::NotFound)));
    }
}
