//! Two short tones, made by the browser itself. Whether a page may sound before anybody has touched
//! it is the browser's to decide; a refusal is no error.

use gloo_timers::future::TimeoutFuture;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState};

/// The tones in hertz, a rising fourth, and how long each sounds, in seconds.
const TONES: [f32; 2] = [660.0, 880.0];
const TONE: f64 = 0.28;
/// Loud enough for a duty room, short of startling.
const LOUDNESS: f32 = 0.35;
/// How long the browser is given to say that it may sound.
const ASKING_MS: u32 = 300;

/// Whether the browser lets this page sound now. An idle context costs the processor something, so
/// none is kept.
pub async fn is_allowed() -> bool {
    let Ok(context) = AudioContext::new() else { return false };
    wake(&context);
    TimeoutFuture::new(ASKING_MS).await;
    let allowed = context.state() == AudioContextState::Running;
    close(context).await;
    allowed
}

/// Sounds once, if the browser lets it.
pub async fn chime() {
    let Ok(context) = AudioContext::new() else { return };
    let start = context.current_time() + 0.05;
    for (place, hertz) in TONES.into_iter().enumerate() {
        tone(&context, hertz, start + place as f64 * TONE * 1.2);
    }
    wake(&context);
    TimeoutFuture::new((TONE * 4000.0) as u32).await;
    close(context).await;
}

/// One tone that swells and fades, for a bare one clicks.
fn tone(context: &AudioContext, hertz: f32, at: f64) -> Option<()> {
    let (source, volume) = (context.create_oscillator().ok()?, context.create_gain().ok()?);
    source.frequency().set_value(hertz);
    source.connect_with_audio_node(&volume).ok()?;
    volume.connect_with_audio_node(&context.destination()).ok()?;
    let loudness = volume.gain();
    loudness.set_value_at_time(0.0, at).ok()?;
    loudness.linear_ramp_to_value_at_time(LOUDNESS, at + 0.03).ok()?;
    loudness.linear_ramp_to_value_at_time(0.0, at + TONE).ok()?;
    source.start_with_when(at).ok()?;
    source.stop_with_when(at + TONE).ok()
}

/// A refusal is a promise that stays open until the context is closed, and then fails.
fn wake(context: &AudioContext) {
    if let Ok(awake) = context.resume() {
        spawn_local(async move { _ = JsFuture::from(awake).await });
    }
}

async fn close(context: AudioContext) {
    if let Ok(closed) = context.close() {
        _ = JsFuture::from(closed).await;
    }
}
