//! One picture: listing time against latency, as SVG. A time of a second and one of a minute are both seen, so the times are on a scale of
//! powers. The colours can be read on a light and on a dark page.

use std::fmt::Write as _;

use super::Measured;
use super::table::shown;

/// Width and height of the picture.
const SIZE: (f64, f64) = (840.0, 420.0);
/// The corners of what the axes enclose: left, top, right, bottom. Right of it is room for the labels.
const INSIDE: (f64, f64, f64, f64) = (64.0, 48.0, 560.0, 366.0);
/// Labels are at least so far apart.
const APART: f64 = 17.0;

/// A line of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What stands at its end.
    pub label: String,
    /// Its colour, by the name of a class of the style.
    pub class: &'static str,
    /// Latency in milliseconds, and time in seconds.
    pub points: Vec<(f64, f64)>,
}

/// The lines that are drawn: the name of the figures, what people read, and the colour.
const DRAWN: [(&str, &str, &str); 5] = [
    ("peak-sdk k=1", "peak-sdk", "peer"),
    ("press-apps k=1", "press-apps, one by one", "thin"),
    ("aiohttp + orjson k=16", "aiohttp + orjson, 16 at once", "fast"),
    ("press-apps k=16", "press-apps, 16 at once", "ours"),
    ("press-apps k=32", "press-apps, 32 at once", "thin"),
];

/// The picture of what was measured; `None` when that is too little, or was disturbed.
#[must_use]
pub fn of(all: &[Measured], delays: &[u64]) -> Option<String> {
    let list = all
        .iter()
        .find(|measured| measured.case == "list")
        .filter(|list| list.disturbed.is_none())?;
    let lines: Vec<Line> = DRAWN
        .into_iter()
        .filter_map(|(name, label, class)| {
            let point = |&delay: &u64| {
                let wall = list.times.get(&format!("list/{name}/100/{delay}"))?;
                Some((delay as f64, wall / 1000.0))
            };
            let points: Vec<_> = delays.iter().filter_map(point).collect();
            (points.len() > 1).then(|| Line { label: label.to_owned(), class, points })
        })
        .collect();
    (!lines.is_empty()).then(|| svg("Listing 10,000 items, 100 a page", &lines))
}

/// Draws lines.
#[must_use]
pub fn svg(title: &str, lines: &[Line]) -> String {
    let points = || lines.iter().flat_map(|line| line.points.iter().copied());
    let widest = points().map(|(x, _)| x).fold(1.0, f64::max);
    let lowest = points().map(|(_, y)| y).fold(f64::MAX, f64::min).max(1e-6);
    let highest = points().map(|(_, y)| y).fold(lowest, f64::max);
    // From one step of 1, 2, 5 to another.
    let steps: Vec<f64> =
        (-6..7).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10f64.powi(power))).collect();
    let from = steps.iter().copied().rfind(|&step| step <= lowest).unwrap_or(lowest);
    let to = steps.iter().copied().find(|&step| step >= highest && step > from).unwrap_or(highest);
    let (left, top, right, bottom) = INSIDE;
    let across = |x: f64| left + x / widest * (right - left);
    let up = |y: f64| bottom - (y / from).ln() / (to / from).ln() * (bottom - top);
    let mut text = head(title);
    for step in steps.into_iter().filter(|step| (from..=to * 1.001).contains(step)) {
        let y = up(step);
        line(&mut text, &format!(r#"<path class="grid" d="M{left} {y:.1}H{right}"/>"#));
        line(
            &mut text,
            &format!(
                r#"<text x="{:.0}" y="{:.1}" text-anchor="end">{}</text>"#,
                left - 8.0,
                y + 4.0,
                seconds(step)
            ),
        );
    }
    let mut ticks: Vec<f64> = points().map(|(x, _)| x).collect();
    ticks.sort_by(f64::total_cmp);
    ticks.dedup();
    for tick in ticks {
        line(
            &mut text,
            &format!(
                r#"<text x="{:.1}" y="{:.0}" text-anchor="middle">{tick} ms</text>"#,
                across(tick),
                bottom + 20.0
            ),
        );
    }
    line(
        &mut text,
        &format!(
            r#"<text x="{:.0}" y="{:.0}" text-anchor="middle">latency of a call</text>"#,
            (left + right) / 2.0,
            bottom + 42.0
        ),
    );
    for each in lines {
        let path: Vec<String> =
            each.points.iter().map(|&(x, y)| format!("{:.1} {:.1}", across(x), up(y))).collect();
        line(&mut text, &format!(r#"<path class="line {}" d="M{}"/>"#, each.class, path.join("L")));
        for &(x, y) in &each.points {
            line(
                &mut text,
                &format!(
                    r#"<circle class="{}" cx="{:.1}" cy="{:.1}" r="3"/>"#,
                    each.class,
                    across(x),
                    up(y)
                ),
            );
        }
    }
    let ends: Vec<f64> =
        lines.iter().map(|each| each.points.last().map_or(bottom, |&(_, y)| up(y))).collect();
    for (each, y) in lines.iter().zip(apart(&ends, APART)) {
        let last = each.points.last().map_or(f64::NAN, |&(_, y)| y);
        line(
            &mut text,
            &format!(
                r#"<text class="{}" x="{:.0}" y="{:.1}">{}: {}</text>"#,
                each.class,
                right + 10.0,
                y + 4.0,
                escaped(&each.label),
                seconds(last)
            ),
        );
    }
    text + "</svg>\n"
}

fn head(title: &str) -> String {
    let (width, height) = SIZE;
    let (left, top, ..) = INSIDE;
    let title = escaped(title);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{title}">
<title>{title}</title>
<style>
text {{ font: 13px system-ui, sans-serif; fill: #57606a; stroke: none }}
.title {{ font-size: 15px; font-weight: 600; fill: #24292f }}
.grid {{ stroke: #8b949e; stroke-opacity: .25; fill: none }}
.line {{ fill: none; stroke-width: 2; stroke-linejoin: round }}
path.ours {{ stroke: #0969da; stroke-width: 3.5 }} circle.ours, text.ours {{ fill: #0969da }} text.ours {{ font-weight: 600 }}
path.thin {{ stroke: #6b93c4; stroke-dasharray: 5 4 }} circle.thin, text.thin {{ fill: #5b80ad }}
path.peer {{ stroke: #cf222e }} circle.peer, text.peer {{ fill: #cf222e }}
path.fast {{ stroke: #9a6700 }} circle.fast, text.fast {{ fill: #9a6700 }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #9da7b1 }} .title {{ fill: #e6edf3 }}
path.ours {{ stroke: #58a6ff }} circle.ours, text.ours {{ fill: #58a6ff }}
path.thin {{ stroke: #7ea3cf }} circle.thin, text.thin {{ fill: #8fb2dc }}
path.peer {{ stroke: #ff7b72 }} circle.peer, text.peer {{ fill: #ff7b72 }}
path.fast {{ stroke: #d29922 }} circle.fast, text.fast {{ fill: #d29922 }}
}}
</style>
<text class="title" x="{left}" y="{:.0}">{title}</text>
"##,
        top - 22.0
    )
}

fn line(text: &mut String, what: &str) {
    // Writing to a text does not fail.
    let _ = writeln!(text, "{what}");
}

fn seconds(seconds: f64) -> String {
    if seconds < 1.0 {
        format!(
            "{} ms",
            shown((seconds * 1000.0).round()).trim_end_matches(".00").trim_end_matches(".0")
        )
    } else {
        format!("{} s", shown(seconds).trim_end_matches(".00").trim_end_matches(".0"))
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Moves places apart that are too near, as little as it takes, and keeps their order.
fn apart(places: &[f64], least: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| places[a].total_cmp(&places[b]));
    let mut moved = places.to_vec();
    // Each goes half of the way, over and over: the places settle around where they began.
    for _ in 0..places.len() * 20 {
        for pair in order.windows(2) {
            let missing = least - (moved[pair[1]] - moved[pair[0]]);
            if missing > 0.0 {
                moved[pair[0]] -= missing / 2.0;
                moved[pair[1]] += missing / 2.0;
            }
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> Vec<Measured> {
        let mut list = Measured::of("list");
        for (name, times) in [("peak-sdk k=1", [240.0, 2700.0]), ("press-apps k=16", [24.0, 180.0])]
        {
            for (delay, wall) in [0, 20].into_iter().zip(times) {
                list.times.insert(format!("list/{name}/100/{delay}"), wall);
            }
        }
        vec![list]
    }

    #[test]
    fn every_line_that_was_measured_is_drawn_and_named() {
        let svg = of(&measured(), &[0, 20]).unwrap();
        assert_eq!(svg.matches(r#"<path class="line"#).count(), 2);
        assert!(
            svg.contains(">peak-sdk: 2.70 s</text>")
                && svg.contains(">press-apps, 16 at once: 180 ms</text>"),
            "{svg}"
        );
        assert!(svg.contains(">20 ms</text>") && svg.contains(">5 s</text>"), "{svg}");
        assert!(!svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_of_a_busy_machine() {
        let mut all = measured();
        all[0].disturbed = Some("busy".to_owned());
        assert_eq!(of(&all, &[0, 20]), None);
        assert_eq!(of(&[], &[0, 20]), None);
    }

    #[test]
    fn labels_keep_their_order_and_their_distance() {
        let places = apart(&[100.0, 98.0, 300.0, 101.0], 16.0);
        assert!(places[1] < places[0] && places[0] < places[3] && places[3] < places[2]);
        for pair in [[1, 0], [0, 3], [3, 2]] {
            assert!(places[pair[1]] - places[pair[0]] > 15.9, "{places:?}");
        }
        assert_eq!(places[2], 300.0);
    }
}
