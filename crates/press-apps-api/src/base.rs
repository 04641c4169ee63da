//! What the URL of a request begins with.

use reqwest::{IntoUrl, Url};

/// The base URL of a service: text without a slash at its end, or a URL that was read before, which saves reading it for each request.
///
/// ```
/// use press_apps_api::requests::build_describe_spec;
///
/// # fn example(http: &reqwest::Client) -> reqwest::Result<()> {
/// let base = reqwest::Url::parse("https://press.peak.ai").unwrap();
/// let request = build_describe_spec(http, &base, "s-1")?;
/// let same = build_describe_spec(http, "https://press.peak.ai", "s-1")?;
/// assert_eq!(request.url(), same.url());
/// # Ok(())
/// # }
/// ```
pub trait Base: sealed::Sealed {
    /// The URL of what lies below it: a path that begins with a slash, and perhaps a query.
    #[doc(hidden)]
    fn at(self, below: String) -> impl IntoUrl;
}

mod sealed {
    //! Keeps others from adding kinds of base URLs.

    /// Implemented here alone.
    pub trait Sealed {}

    impl Sealed for &str {}
    impl Sealed for &String {}
    impl Sealed for &super::Url {}
}

impl Base for &str {
    fn at(self, below: String) -> impl IntoUrl {
        [self, below.as_str()].concat()
    }
}

impl Base for &String {
    fn at(self, below: String) -> impl IntoUrl {
        [self, below.as_str()].concat()
    }
}

impl Base for &Url {
    fn at(self, below: String) -> impl IntoUrl {
        joined(self, &below)
    }
}

/// The URL that is read from both texts in a row, without reading the first again.
fn joined(base: &Url, below: &str) -> Url {
    let (path, query) = match below.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (below, None),
    };
    let mut url = base.clone();
    match base.path().trim_end_matches('/') {
        "" => url.set_path(path),
        before => url.set_path(&[before, path].concat()),
    }
    // A base URL has no query of its own.
    if query.is_some() {
        url.set_query(query);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_was_read_gives_what_its_text_gives() {
        for base in [
            "https://press.peak.ai",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "https://gate.example/press",
            "https://gate.example/a//b/%2e%2e/c;d",
            "https://gate.example//double",
            "https://b\u{fc}cher.example",
        ] {
            let read = Url::parse(base).unwrap();
            for below in [
                "/v1/apps/specs/",
                "/v1/apps/specs/a%2Fb~c",
                "/v1/apps/specs/?name=a+b%26c&sort=x%3Adesc&status=%E2%82%AC",
                "/v1/apps/specs/%3F%23/releases/1.0.0%2B1",
                "/v1/apps/specs/?name=",
            ] {
                let text = format!("{}{below}", read.as_str().trim_end_matches('/'));
                assert_eq!(joined(&read, below), Url::parse(&text).unwrap(), "{base} {below}");
            }
        }
    }
}
