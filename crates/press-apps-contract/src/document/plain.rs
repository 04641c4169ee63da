//! Plain texts that readers of YAML do not agree on. This one goes by YAML 1.2; many still go by 1.1.

/// What YAML 1.1 makes of a plain text that is text, or another number, in YAML 1.2.
pub(super) fn read_otherwise(text: &str) -> Option<&'static str> {
    const TRUTHS: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];
    let cased = |word: &str| {
        let title: String = word
            .chars()
            .enumerate()
            .map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c })
            .collect();
        text == word || text == word.to_uppercase() || text == title
    };
    if TRUTHS.into_iter().any(cased) {
        return Some("a boolean");
    }
    if matches!(text, "<<" | "=") {
        return Some("a sign of its own");
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned.to_ascii_lowercase().as_str(), ".inf" | ".nan") {
        return Some("a number");
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let all = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || more.contains(c))
    };
    let other_base = unsigned.len() > 1
        && unsigned.starts_with('0')
        && (all(unsigned, "_") || ["0x", "0o", "0b"].iter().any(|base| unsigned.starts_with(base)))
        && unsigned.chars().skip(2).all(|c| c.is_ascii_hexdigit() || c == '_');
    if other_base {
        return Some("a number of another base");
    }
    if unsigned.contains('_') && all(unsigned, "_.") {
        return Some("a number");
    }
    // Hours and minutes count in sixties: `12:30` is 750.
    if unsigned.contains(':')
        && all(unsigned, ":_.")
        && unsigned.split(':').all(|part| !part.is_empty())
    {
        return Some("a number");
    }
    let date = text.get(..10).unwrap_or_default().split('-').collect::<Vec<_>>();
    let is_date = matches!(date[..], [year, month, day]
        if year.len() == 4 && [year, month, day].iter().all(|part| all(part, "")));
    is_date.then_some("a date")
}
