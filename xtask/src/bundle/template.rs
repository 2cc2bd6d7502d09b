//! Filling `{{name}}` in the page and the service worker.

use anyhow::{Result, bail, ensure};

/// Puts each value in the place of its `{{name}}`. A name without a place and a place without a value
/// are both mistakes.
pub fn fill(template: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut text = template.to_owned();
    for (name, value) in values {
        let place = format!("{{{{{name}}}}}");
        ensure!(text.contains(&place), "the template has no {place}");
        ensure!(!value.contains("{{"), "the value of {place} looks like a template itself");
        text = text.replace(&place, value);
    }
    if let Some((_, rest)) = text.split_once("{{") {
        let name = rest.split("}}").next().unwrap_or_default();
        bail!("nothing fills {{{{{name}}}}}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled() {
        let text =
            fill("<a href=\"{{style}}\">{{style}} {{boot}}", &[("style", "a"), ("boot", "b")]);
        assert_eq!(text.unwrap(), "<a href=\"a\">a b");
    }

    #[test]
    fn a_place_without_a_value_is_named() {
        assert_eq!(
            fill("{{style}} {{boot}}", &[("style", "a")]).unwrap_err().to_string(),
            "nothing fills {{boot}}"
        );
    }

    #[test]
    fn a_value_without_a_place_is_refused() {
        assert!(fill("nothing here", &[("style", "a")]).is_err());
    }
}
