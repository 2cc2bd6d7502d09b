//! What a chart must know of the page that it is drawn on.

use serde_json::{Value, json};

/// Colours, letters and motion, read from the page by the engine. Colours are whatever CSS takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    pub font: String,
    /// The size of body letters in CSS pixels; axis labels are as large.
    pub body: f64,
    pub ink: String,
    pub ink_soft: String,
    pub line: String,
    pub accent: String,
    /// Whether changes may be animated.
    pub motion: bool,
}

impl Look {
    /// The style of an axis label.
    pub(super) fn label(&self, colour: &str) -> Value {
        json!({
            "show": true,
            "color": colour,
            "fontFamily": self.font,
            "fontSize": self.body,
            "margin": self.body * 0.3,
            "hideOverlap": true,
        })
    }

    /// The room of a plot whose axes keep theirs, `top` ems below the upper edge.
    pub(super) fn plot(&self, top: f64) -> Value {
        json!({
            "left": 0,
            "right": self.body * 0.5,
            "top": self.body * top,
            "bottom": 0,
            "outerBoundsMode": "same",
            "outerBoundsContain": "axisLabel",
        })
    }

    /// The axis of whole counts.
    pub(super) fn counts(&self) -> Value {
        json!({
            "type": "value",
            "min": 0,
            "minInterval": 1,
            "splitNumber": 2,
            "axisLine": { "show": false },
            "axisTick": { "show": false },
            // Lines across the plot would run through the words of its legend.
            "splitLine": { "show": false },
            "axisLabel": self.label(&self.ink_soft),
        })
    }

    /// What every chart has in common: no animation at the first drawing, a short one afterwards.
    pub(super) fn frame(&self) -> Value {
        json!({
            "animation": self.motion,
            "animationDuration": 0,
            "animationDurationUpdate": 300,
            "backgroundColor": "transparent",
            "textStyle": { "fontFamily": self.font, "fontSize": self.body, "color": self.ink },
        })
    }
}

#[cfg(test)]
pub(super) fn plain() -> Look {
    Look { body: 40.0, line: "#333".to_owned(), motion: true, ..Look::default() }
}
