//! One sprite with the icons that are used, cut from npm `lucide-static`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::place;

/// The sprite of the icons named in `app/icons.txt`, one a line.
pub fn sprite(root: &Path) -> Result<String> {
    let list =
        fs::read_to_string(root.join("app/icons.txt")).context("cannot read app/icons.txt")?;
    let mut symbols = String::new();
    for name in list.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let path = place::npm(&format!("lucide-static/icons/{name}.svg"));
        let icon = fs::read_to_string(&path).with_context(|| {
            format!("app/icons.txt names `{name}`, which lucide-static does not have")
        })?;
        symbols.push_str(&symbol(name, &icon)?);
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- Lucide, ISC licence -->{symbols}</svg>\n"
    ))
}

/// An icon as a symbol: what it is drawn of, in the colour of the text around it.
fn symbol(name: &str, icon: &str) -> Result<String> {
    let drawing = icon
        .split_once("<svg")
        .and_then(|(_, rest)| rest.split_once('>'))
        .and_then(|(_, rest)| rest.rsplit_once("</svg>"));
    let Some((drawing, _)) = drawing else { bail!("the icon `{name}` is not an SVG") };
    let drawing: String = drawing.lines().map(str::trim).collect();
    Ok(format!(
        "<symbol id=\"{name}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" \
         stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{drawing}</symbol>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_holds_the_drawing_and_nothing_of_the_old_frame() {
        let icon = "<!-- ISC -->\n<svg\n  class=\"lucide\"\n>\n  <path d=\"M1 1\" />\n  <circle r=\"2\" />\n</svg>\n";
        let symbol = symbol("check", icon).unwrap();
        assert!(symbol.starts_with("<symbol id=\"check\" viewBox=\"0 0 24 24\""), "{symbol}");
        assert!(symbol.ends_with("><path d=\"M1 1\" /><circle r=\"2\" /></symbol>"), "{symbol}");
    }

    #[test]
    fn what_is_not_an_icon_is_refused() {
        assert!(symbol("check", "<html></html>").is_err());
    }
}
