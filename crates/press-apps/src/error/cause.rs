//! The causes below an error, kept as text.
//!
//! The errors of the HTTP library never leave this crate: their types would become part of our interface, and some of them print
//! the whole URL with its query.

use std::fmt;

/// One cause, and the one below it.
pub(crate) struct Cause {
    text: String,
    below: Option<Box<Self>>,
}

impl Cause {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), below: None }
    }

    /// The same cause with another one below it.
    #[cfg(test)]
    pub(crate) fn below(self, cause: Self) -> Self {
        Self { below: Some(Box::new(cause)), ..self }
    }

    /// The texts of `error` and everything below it; a text that only repeats the one above is left out.
    pub(crate) fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut texts: Vec<String> = Vec::new();
        let mut next = Some(error);
        while let Some(error) = next {
            let text = without_links(&error.to_string());
            if !texts.iter().any(|above| above.contains(&text)) {
                texts.push(text);
            }
            next = error.source();
        }
        texts.retain(|text| !text.is_empty());
        texts
            .into_iter()
            .rev()
            .fold(None, |below: Option<Self>, text| Some(Self { text, below: below.map(Box::new) }))
            .unwrap_or_else(|| Self::new("unknown cause"))
    }

    /// The same causes, with each text changed.
    pub(crate) fn map(self, change: &impl Fn(String) -> String) -> Self {
        let below = self.below.map(|below| Box::new(below.map(change)));
        Self { text: change(self.text), below }
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self), |cause| cause.below.as_deref())
            .map(|cause| cause.text.as_str())
    }

    /// The text of the deepest cause: the plainest reason.
    pub(crate) fn root(&self) -> &str {
        self.texts().last().unwrap_or(&self.text)
    }
}

/// The text without links into the documentation of a library, which help nobody who only uses this crate.
fn without_links(text: &str) -> String {
    if !text.contains("://") {
        return text.to_owned();
    }
    let is_link = |word: &&str| {
        let word = word.trim_start_matches(['(', '<']);
        word.starts_with("https://") || word.starts_with("http://")
    };
    let kept: Vec<_> = text.split(' ').filter(|word| !is_link(word)).collect();
    kept.join(" ").trim_end_matches([':', ' ', ';']).to_owned()
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.texts()).finish()
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.below.as_deref().map(|below| below as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Self>>);
    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }
    impl std::error::Error for Layer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            self.1.as_deref().map(|below| below as _)
        }
    }

    fn texts(layers: &[&'static str]) -> Vec<String> {
        let chain = layers
            .iter()
            .rev()
            .fold(None, |below: Option<Box<Layer>>, text| Some(Box::new(Layer(text, below))));
        Cause::of(&*chain.unwrap()).texts().map(str::to_owned).collect()
    }

    #[test]
    fn the_chain_keeps_every_text_once() {
        assert_eq!(
            texts(&["client error", "tcp connect error", "refused"]),
            ["client error", "tcp connect error", "refused"]
        );
        assert_eq!(texts(&["refused", "refused"]), ["refused"]);
        assert_eq!(
            texts(&["tcp connect error: refused", "refused"]),
            ["tcp connect error: refused"]
        );
    }

    #[test]
    fn no_text_links_to_the_documentation_of_a_library() {
        let said = texts(&[
            "peer closed connection without sending TLS close_notify: https://docs.rs/rustls/latest/rustls/manual/_03_howto/index.html#unexpected-eof",
            "see (https://docs.rs/x) for more",
        ]);
        assert_eq!(
            said,
            ["peer closed connection without sending TLS close_notify", "see for more"]
        );
        assert_eq!(texts(&["a :b: c"]), ["a :b: c"]);
    }

    #[test]
    fn the_root_is_the_deepest_text() {
        let chain = Layer("outer", Some(Box::new(Layer("inner", None))));
        assert_eq!(Cause::of(&chain).root(), "inner");
    }
}
