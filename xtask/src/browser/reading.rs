//! Whether everybody can read and use the page: names for those who listen, the keyboard for those without a mouse, contrast, and phones.

use serde_json::{Value, json};

use super::chromium::Browser;
use super::served::{Check, Served};
use super::tab::Tab;

pub(super) const CHECKS: &[Check] = &[
    ("nothing is shown that is not there", nothing_missing),
    ("everything that can be used has a name", names),
    ("everything that can be used is reached by keyboard, seen, and left again", keyboard),
    ("every text stands out from its ground, in light and dark", contrast),
    ("a phone shows it without scrolling sideways", phone),
];

/// Roles of what can be used.
const USED: [&str; 9] = [
    "button",
    "textbox",
    "searchbox",
    "combobox",
    "spinbutton",
    "link",
    "DisclosureTriangle",
    "progressbar",
    "checkbox",
];

/// All of the page opened.
fn opened<'b>(browser: &'b Browser, url: &str, width: u32) -> Result<Tab<'b>, String> {
    let tab = Tab::open(browser, url, width)?;
    tab.live()?;
    tab.value("fetch('v1/apps/specs/').then((answer) => answer.text())")?;
    tab.until("the request is shown", "document.querySelector('#request-list details') !== null")?;
    tab.value("document.querySelectorAll('details').forEach((one) => { one.open = true; })")?;
    tab.until("it is opened", "document.querySelector('#request-list pre') !== null")?;
    Ok(tab)
}

/// What a script shows when it looks for something that does not exist.
fn nothing_missing(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = opened(browser, &served.url, 1280)?;
    tab.value("fetch('_emulator/fault', { method: 'POST', body: '{\"rule\":\"*:429x1\"}' }).then((answer) => answer.text())")?;
    tab.until(
        "the fault is shown",
        "document.getElementById('fault-list').childElementCount === 1",
    )?;
    let odd = tab
        .value("document.body.innerText.match(/.*(undefined|null|NaN|\\[object).*/)?.[0] ?? ''")?;
    if odd == "" { Ok(()) } else { Err(odd.to_string()) }
}

fn names(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = opened(browser, &served.url, 1280)?;
    tab.order("Accessibility.enable", json!({}))?;
    let tree = tab.order("Accessibility.getFullAXTree", json!({}))?;
    let nodes = tree["nodes"].as_array().ok_or("no tree")?;
    let named = |node: &&Value| {
        node["ignored"] != true && USED.iter().any(|role| node["role"]["value"] == *role)
    };
    let used: Vec<_> = nodes.iter().filter(named).collect();
    let nameless =
        |node: &&&Value| node["name"]["value"].as_str().is_none_or(|name| name.trim().is_empty());
    let found: Vec<_> =
        used.iter().filter(nameless).map(|node| node["role"]["value"].to_string()).collect();
    let landmarks = ["banner", "navigation", "main", "search", "status", "heading"];
    let missing =
        landmarks.iter().filter(|role| !nodes.iter().any(|node| node["role"]["value"] == **role));
    let missing: Vec<_> = missing.collect();
    match (used.len(), found.is_empty(), missing.is_empty()) {
        (40.., true, true) => Ok(()),
        (count, ..) => {
            Err(format!("of {count}, without a name: {found:?}; there is no {missing:?}"))
        }
    }
}

fn keyboard(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = opened(browser, &served.url, 1280)?;
    // Everything that is shown and takes the focus, each with a number.
    let all = tab.value(
        "(() => { const all = [...document.querySelectorAll('a, button, input, select, summary, pre[tabindex]')].filter((e) => e.getClientRects().length > 0);
         all.forEach((e, index) => { e.dataset.reached = index; }); document.activeElement.blur(); return all.length; })()",
    )?;
    let all = all.as_u64().unwrap_or_default();
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..all + 10 {
        tab.key("Tab", 9)?;
        let focus = tab.value(
            "(() => { const e = document.activeElement; const style = getComputedStyle(e); const number = e.dataset.reached;
             return number === undefined ? null : [Number(number), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]; })()",
        )?;
        if let Some(number) = focus[0].as_u64() {
            if focus[1] != true {
                return Err(format!(
                    "the focus is not seen on {}",
                    tab.value("document.activeElement.outerHTML")?
                ));
            }
            reached.insert(number);
        }
    }
    if reached.len() as u64 != all {
        let lost = (0..all).find(|number| !reached.contains(number)).unwrap_or_default();
        let lost =
            tab.value(&format!("document.querySelector('[data-reached=\"{lost}\"]').outerHTML"))?;
        return Err(format!("{} of {all} are reached; not this one: {lost}", reached.len()));
    }
    // A dialog keeps the focus, and the key for leaving leaves.
    tab.value("document.getElementById('reset').focus()")?;
    tab.key("Enter", 13)?;
    tab.value("document.getElementById('reset').click()")?;
    tab.until("the dialog is open", "document.getElementById('sure').open")?;
    tab.key("Escape", 27)?;
    tab.until(
        "it is left",
        "!document.getElementById('sure').open && document.activeElement.id === 'reset'",
    )
}

/// The least contrast of any text, and where it is.
const CONTRAST: &str = r#"(() => {
  const parse = (text) => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  let least = [99, ""];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== "") || ["INPUT", "SELECT"].includes(e.tagName);
    if (!own || e.getClientRects().length === 0 || e.tagName === "OPTION") continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < least[0]) least = [ratio, e.outerHTML.slice(0, 200)];
  }
  return least;
})()"#;

fn contrast(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = opened(browser, &served.url, 1280)?;
    let mut grounds = Vec::new();
    for scheme in ["light", "dark"] {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" }] });
        tab.order("Emulation.setEmulatedMedia", media)?;
        grounds.push(tab.value("getComputedStyle(document.body).backgroundColor")?);
        let least = tab.value(CONTRAST)?;
        // WCAG 2.2, 1.4.3, level AA, for text of any size.
        if least[0].as_f64().is_none_or(|ratio| ratio < 4.5) {
            return Err(format!("{scheme}: {} at {}", least[0], least[1]));
        }
    }
    if grounds[0] == grounds[1] {
        return Err("light and dark are one".to_owned());
    }
    Ok(())
}

fn phone(browser: &Browser, served: &mut Served) -> Result<(), String> {
    for width in [320, 420] {
        let tab = opened(browser, &served.url, width)?;
        let wide = tab
            .value("document.documentElement.scrollWidth - document.documentElement.clientWidth")?;
        if wide != 0 {
            return Err(format!("at {width} pixels it is {wide} too wide"));
        }
        // WCAG 2.2, 2.5.8: what is pressed is 24 pixels wide and high at least.
        let small = tab.value(
            "[...document.querySelectorAll('button, input, select, summary, nav a')].filter((e) => e.getClientRects().length > 0)
             .filter((e) => { const r = e.getBoundingClientRect(); return r.width < 24 || r.height < 24; }).map((e) => e.outerHTML)",
        )?;
        if small.as_array().is_none_or(|small| !small.is_empty()) {
            return Err(format!("at {width} pixels these are too small to press: {small}"));
        }
    }
    Ok(())
}
