//! JSON pointers (RFC 6901) as text: how the place of a finding is written. What stands there is not looked at.

/// `pointer` with one more member name, escaped.
///
/// ```
/// assert_eq!(press_apps_model::pointer::child("/tags", "a/b"), "/tags/a~1b");
/// ```
#[must_use]
pub fn child(pointer: &str, member: &str) -> String {
    let mut text = String::with_capacity(pointer.len() + member.len() + 1);
    text.push_str(pointer);
    text.push('/');
    for c in member.chars() {
        match c {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            c => text.push(c),
        }
    }
    text
}

/// `pointer` with one more list index.
///
/// ```
/// assert_eq!(press_apps_model::pointer::item("/tags", 3), "/tags/3");
/// ```
#[must_use]
pub fn item(pointer: &str, index: usize) -> String {
    format!("{pointer}/{index}")
}

/// The member name that a step of a pointer stands for: what [`child`] escaped.
///
/// ```
/// assert_eq!(press_apps_model::pointer::name("a~1b"), "a/b");
/// ```
#[must_use]
pub fn name(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn member_names_are_escaped() {
        assert_eq!(child("/a", "b/c~d"), "/a/b~1c~0d");
        assert_eq!(item("/a", 3), "/a/3");
    }
}
