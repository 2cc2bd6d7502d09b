//! The one place that talks to ECharts. The library is fetched only when the first chart is shown;
//! where it cannot be had, the table beside every chart is shown instead.

use leptos::{html, prelude::*, task::spawn_local};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::look::Look;

/// A chart, and as its children a table of the same figures for those who do not see it.
///
/// `option` is run again whenever a signal that it reads, the chart's size or the page's colours have
/// changed.
#[component]
pub fn Chart(option: Callback<Look, Value>, children: Children) -> impl IntoView {
    let paper = NodeRef::<html::Div>::new();
    let drawing = RwSignal::new_local(None::<Drawing>);
    let failed = RwSignal::new(false);
    let resized = Trigger::new();

    Effect::new(move |_| {
        let Some(element) = paper.get() else { return };
        spawn_local(async move {
            match Drawing::on(&element, move || resized.notify()).await {
                // A page that was left meanwhile hands the drawing back.
                Ok(ready) => {
                    if let Some(Some(late)) = drawing.try_set(Some(ready)) {
                        late.dispose();
                    }
                }
                Err(reason) => {
                    leptos::logging::warn!("no charts: {reason:?}");
                    failed.try_set(true);
                }
            }
        });
    });
    Effect::new(move |_| {
        resized.track();
        let Some(element) = paper.get() else { return };
        drawing.with(|drawing| {
            if let Some(drawing) = drawing {
                drawing.draw(&option.run(look_of(&element)));
            }
        });
    });
    let recoloured = window_event_listener_untyped("xinqiao:theme", move |_| resized.notify());
    on_cleanup(move || {
        recoloured.remove();
        drawing.try_update(|drawing| drawing.take().as_ref().map(Drawing::dispose));
    });

    view! {
        <div class="chart" data-plain=move || failed.get().then_some("")>
            <div class="chart__paper" aria-hidden="true" node_ref=paper></div>
            <div class="chart__twin">{children()}</div>
        </div>
    }
}

/// What the stylesheet says of this chart. Custom properties come back as they were written, so
/// `chart.css` puts the colours on properties that the browser resolves.
fn look_of(element: &web_sys::HtmlDivElement) -> Look {
    let style = window().get_computed_style(element).ok().flatten();
    let read = |property: &str| {
        let value = style.as_ref().and_then(|style| style.get_property_value(property).ok());
        value.unwrap_or_default()
    };
    let still = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    Look {
        font: read("font-family"),
        body: read("font-size").trim_end_matches("px").parse().unwrap_or(16.0),
        ink: read("color"),
        ink_soft: read("text-decoration-color"),
        line: read("outline-color"),
        accent: read("caret-color"),
        motion: still.is_none_or(|still| !still.matches()),
    }
}

/// A chart of ECharts on an element of the page, as `js/charts.mjs` hands it out.
struct Drawing {
    chart: JsValue,
    /// Called by the chart's observer for as long as the drawing lives.
    _resized: Closure<dyn Fn()>,
}

impl Drawing {
    /// Fetches the library, unless it is there already, and mounts a chart on `element`.
    async fn on(element: &JsValue, resized: impl Fn() + 'static) -> Result<Self, JsValue> {
        let module = JsFuture::from(
            call(&js_sys::global(), "loadCharts", &[])?.unchecked_into::<js_sys::Promise>(),
        )
        .await?;
        let resized = Closure::<dyn Fn()>::new(resized);
        let chart = call(&module, "mount", &[element, resized.as_ref()])?;
        Ok(Self { chart, _resized: resized })
    }

    fn draw(&self, option: &Value) {
        let drawn = call(&self.chart, "draw", &[&JsValue::from_str(&option.to_string())]);
        if let Err(reason) = drawn {
            leptos::logging::warn!("a chart was not drawn: {reason:?}");
        }
    }

    fn dispose(&self) {
        if let Err(reason) = call(&self.chart, "dispose", &[]) {
            leptos::logging::warn!("a chart was not disposed of: {reason:?}");
        }
    }
}

/// Calls a method of a JavaScript object.
fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: js_sys::Function =
        js_sys::Reflect::get(object, &JsValue::from_str(method))?.dyn_into()?;
    let list: js_sys::Array = arguments.iter().copied().collect();
    function.apply(object, &list)
}
