//! 村居图: reading a drawing of the town. What is kept of an SVG file is outlines, written anew, and
//! nothing else: nothing in it can act on a screen.

use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::{Context, ensure};
use domain::{
    api::{Area, TownMap},
    people::{Unit, UnitKind, UnitSlug},
    text::LINE_MAX,
};
use roxmltree::{Document, Node};
use svgtypes::{
    PointsParser,
    SimplePathSegment::{self, ClosePath, CurveTo, LineTo, MoveTo, Quadratic},
    SimplifyingPathParser, ViewBox,
};

/// The largest file that is read, in bytes: a screen fetches the outlines whole.
const MOST_BYTES: usize = 512 * 1024;
/// The least width and height of a drawing, and the most of any place in it, in its own units: places
/// are told in whole ones.
const LEAST_SIDE: f64 = 100.0;
const FARTHEST: f64 = 1e6;

/// The villages among the units of a desk.
pub type Villages<'a> = BTreeMap<&'a UnitSlug, &'a Unit>;

/// The units that lie somewhere.
pub fn villages(units: &BTreeMap<UnitSlug, Unit>) -> Villages<'_> {
    units.iter().filter(|(_, unit)| unit.kind == UnitKind::Village).collect()
}

/// Reads a drawing whose shapes (`path` or `polygon`) are villages: each carries the slug of its unit
/// as `data-unit`, or as its `id`. Everything else is passed over.
///
/// # Errors
/// Where it is no SVG, has no `viewBox`, shows no village, moves one by a `transform`, or has an
/// outline that cannot be read.
pub fn from_svg(text: &str, villages: &Villages<'_>) -> anyhow::Result<TownMap> {
    ensure!(text.len() <= MOST_BYTES, "the drawing is larger than {} KiB", MOST_BYTES / 1024);
    let document = Document::parse(text).context("the drawing is no XML")?;
    let root = document.root_element();
    ensure!(root.tag_name().name() == "svg", "the drawing is no SVG");
    let mut outlines: BTreeMap<UnitSlug, Vec<SimplePathSegment>> = BTreeMap::new();
    for shape in root.descendants().filter(Node::is_element) {
        if let Some(unit) = village_of(shape, villages) {
            let outline = outline(shape).with_context(|| format!("the outline of {unit}"))?;
            outlines.entry(unit).or_default().extend(outline);
        }
    }
    outlines.retain(|_, outline| !outline.is_empty());
    ensure!(!outlines.is_empty(), "no shape of the drawing has the slug of a village as its id");
    let areas = outlines.into_iter().map(area).collect::<anyhow::Result<_>>()?;
    Ok(TownMap { title: title(root)?, view_box: view_box(root)?, areas })
}

/// The villages that a map does not show, by name.
pub fn left_out<'a>(map: &TownMap, villages: &Villages<'a>) -> Vec<&'a str> {
    let is_shown = |slug: &UnitSlug| map.areas.iter().any(|area| area.unit == *slug);
    let others = villages.iter().filter(|(slug, _)| !is_shown(slug));
    others.map(|(_, unit)| unit.name.as_str()).collect()
}

fn village_of(shape: Node<'_, '_>, villages: &Villages<'_>) -> Option<UnitSlug> {
    let slug = shape.attribute("data-unit").or_else(|| shape.attribute("id"))?;
    UnitSlug::parse(slug).filter(|slug| villages.contains_key(slug))
}

/// The outline of a shape; empty where it is neither a path nor a polygon.
fn outline(shape: Node<'_, '_>) -> anyhow::Result<Vec<SimplePathSegment>> {
    let written = |name| shape.attribute(name).with_context(|| format!("there is no {name}"));
    let segments = match shape.tag_name().name() {
        "path" => SimplifyingPathParser::from(written("d")?).collect::<Result<Vec<_>, _>>()?,
        "polygon" => polygon(PointsParser::from(written("points")?)),
        _ => Vec::new(),
    };
    let moved = shape.ancestors().any(|node| node.has_attribute("transform"));
    ensure!(segments.is_empty() || !moved, "it is moved by a transform: draw it where it lies");
    let near = |(x, y): (f64, f64)| x.abs() <= FARTHEST && y.abs() <= FARTHEST;
    ensure!(segments.iter().filter_map(end).all(near), "it lies farther than {FARTHEST} off");
    Ok(segments)
}

fn polygon(points: PointsParser<'_>) -> Vec<SimplePathSegment> {
    let step = |(n, (x, y))| if n == 0 { MoveTo { x, y } } else { LineTo { x, y } };
    points.enumerate().map(step).chain([ClosePath]).collect()
}

fn area((unit, outline): (UnitSlug, Vec<SimplePathSegment>)) -> anyhow::Result<Area> {
    let (x, y) = middle(&outline).with_context(|| format!("{unit} has no extent"))?;
    Ok(Area { path: written(&outline), x: x.round() as i32, y: y.round() as i32, unit })
}

/// Where a segment ends.
fn end(segment: &SimplePathSegment) -> Option<(f64, f64)> {
    match *segment {
        MoveTo { x, y } | LineTo { x, y } | CurveTo { x, y, .. } | Quadratic { x, y, .. } => {
            Some((x, y))
        }
        ClosePath => None,
    }
}

/// The middle of the largest ring, as its surface has it; curves are taken for straight.
fn middle(outline: &[SimplePathSegment]) -> Option<(f64, f64)> {
    let rings = outline.split(|segment| matches!(segment, ClosePath));
    let weighed = rings.map(|ring| weigh(&ring.iter().filter_map(end).collect::<Vec<_>>()));
    let largest = weighed.max_by(|one, other| one.0.abs().total_cmp(&other.0.abs()))?;
    let (twice, x, y) = largest;
    (twice.abs() > f64::EPSILON).then(|| (x / (3.0 * twice), y / (3.0 * twice)))
}

/// Twice the surface of a ring, and the sums that its middle is told from (the shoelace formula).
fn weigh(ring: &[(f64, f64)]) -> (f64, f64, f64) {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).fold((0.0, 0.0, 0.0), |(twice, x, y), (a, b)| {
        let cross = a.0 * b.1 - b.0 * a.1;
        (twice + cross, x + (a.0 + b.0) * cross, y + (a.1 + b.1) * cross)
    })
}

/// The outline as SVG writes it, to a tenth of a unit.
fn written(outline: &[SimplePathSegment]) -> String {
    let mut text = String::new();
    let tenth = |number: f64| (number * 10.0).round() / 10.0;
    for segment in outline {
        let (letter, numbers): (char, &[f64]) = match segment {
            MoveTo { x, y } => ('M', &[*x, *y]),
            LineTo { x, y } => ('L', &[*x, *y]),
            CurveTo { x1, y1, x2, y2, x, y } => ('C', &[*x1, *y1, *x2, *y2, *x, *y]),
            Quadratic { x1, y1, x, y } => ('Q', &[*x1, *y1, *x, *y]),
            ClosePath => ('Z', &[]),
        };
        text.push(letter);
        for (n, number) in numbers.iter().enumerate() {
            let blank = if n == 0 { "" } else { " " };
            write!(text, "{blank}{}", tenth(*number)).expect("a text takes all that is written");
        }
    }
    text
}

fn view_box(root: Node<'_, '_>) -> anyhow::Result<[i32; 4]> {
    let text = root.attribute("viewBox").context("the drawing has no viewBox")?;
    let ViewBox { x, y, w, h } = text.parse().context("the viewBox cannot be read")?;
    let fits = w >= LEAST_SIDE && h >= LEAST_SIDE;
    ensure!(fits, "the drawing is smaller than {LEAST_SIDE} of its own units");
    let near = [x, y, w, h].iter().all(|number| number.abs() <= FARTHEST);
    ensure!(near, "the viewBox goes farther than {FARTHEST}");
    let (left, top) = (x.floor(), y.floor());
    Ok([left, top, (x + w - left).ceil(), (y + h - top).ceil()].map(|number| number as i32))
}

fn title(root: Node<'_, '_>) -> anyhow::Result<String> {
    let title = root.children().find(|node| node.tag_name().name() == "title");
    let title = title.and_then(|node| node.text()).unwrap_or_default().trim().to_owned();
    ensure!(title.chars().count() <= LINE_MAX, "the title is longer than {LINE_MAX} characters");
    Ok(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> BTreeMap<UnitSlug, Unit> {
        let unit = |slug: &str, kind| Unit {
            slug: UnitSlug(slug.to_owned()),
            name: slug.to_owned(),
            kind,
            phone: None,
            pinyin: String::new(),
        };
        let all = [
            unit("wanan", UnitKind::Village),
            unit("daru", UnitKind::Village),
            unit("xinjing", UnitKind::Company),
        ];
        all.into_iter().map(|unit| (unit.slug.clone(), unit)).collect()
    }

    fn drawn(body: &str) -> anyhow::Result<TownMap> {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 300'><title>示意图</title>{body}</svg>"
        );
        from_svg(&svg, &villages(&units()))
    }

    fn fault(body: &str) -> String {
        format!("{:#}", drawn(body).unwrap_err())
    }

    #[test]
    fn villages_are_taken_and_everything_else_is_passed_over() {
        let map = drawn(
            "<script>alert(1)</script><path id='river' d='M0 0h9'/>
             <polygon id='wanan' points='0,0 100,0 100,60 0,60' onclick='alert(1)'/>
             <g><path id='xinjing' d='M0 0h9v9z'/></g>",
        );
        let map = map.unwrap();
        assert_eq!((map.title.as_str(), map.view_box), ("示意图", [0, 0, 400, 300]));
        let wanan = Area {
            unit: UnitSlug("wanan".to_owned()),
            path: "M0 0L100 0L100 60L0 60Z".to_owned(),
            x: 50,
            y: 30,
        };
        assert_eq!(map.areas, [wanan]);
        assert_eq!(left_out(&map, &villages(&units())), ["daru"]);
    }

    #[test]
    fn a_village_in_two_parts_has_its_name_in_the_larger() {
        let map = drawn(
            "<path data-unit='daru' d='m200 200 h10 v10 h-10 z'/>
             <path data-unit='daru' d='M0 0H60V60H0Z'/>",
        );
        let map = map.unwrap();
        assert_eq!(map.areas[0].path, "M200 200L210 200L210 210L200 210ZM0 0L60 0L60 60L0 60Z");
        assert_eq!((map.areas[0].x, map.areas[0].y), (30, 30));
    }

    #[test]
    fn what_cannot_be_shown_is_refused_with_a_reason() {
        assert!(fault("<path id='river' d='M0 0h9'/>").contains("no shape"));
        assert!(fault("<path id='wanan' d='M0 0 then on'/>").contains("the outline of wanan"));
        assert!(fault("<path id='wanan' d='M0 0H9'/>").contains("no extent"));
        assert!(fault("<path id='wanan'/>").contains("there is no d"));
        let moved = "<g transform='scale(2)'><path id='wanan' d='M0 0h9v9z'/></g>";
        assert!(fault(moved).contains("transform"));
        assert!(fault("<path id='wanan' d='M0 0h9e9v9z'/>").contains("farther"));
        let none = from_svg("<svg/>", &villages(&units())).unwrap_err();
        assert!(none.to_string().contains("no shape"), "{none}");
        assert!(from_svg("{}", &villages(&units())).is_err());
    }
}
