//! JSON pointers (RFC 6901) as text: how the place of a finding is written.

/// `pointer` with one more member name, escaped.
pub(crate) fn child(pointer: &str, member: &str) -> String {
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
pub(crate) fn item(pointer: &str, index: usize) -> String {
    format!("{pointer}/{index}")
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
