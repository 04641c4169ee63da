//! A value as one segment of a path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// Everything but letters, digits and `-`, `.`, `_`, `~`, the characters that mean themselves in every place of a URL.
///
/// The rest may stand in a path, but servers read some of it as syntax: `;` as the beginning of parameters, `:` of a verb, `+` as a blank,
/// `,` and `=` as more than one value.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a value so that servers read it as one segment of a path and as nothing else.
pub(crate) fn encode_path(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, ENCODED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_some_server_reads_as_syntax_is_encoded() {
        assert_eq!(encode_path("a-b._~9").to_string(), "a-b._~9");
        assert_eq!(
            encode_path("a;v=1,2:x@b+c&d!$'()*|^[]\\/?#% \"<>`{}").to_string(),
            "a%3Bv%3D1%2C2%3Ax%40b%2Bc%26d%21%24%27%28%29%2A%7C%5E%5B%5D%5C%2F%3F%23%25%20%22%3C%3E%60%7B%7D"
        );
        assert_eq!(encode_path("é").to_string(), "%C3%A9");
    }
}
