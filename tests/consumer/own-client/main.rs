//! Someone with an HTTP client of their own in the same build.
//!
//! With `--without-the-line` it leaves out what the first page of the crate says, and must not come through.

fn main() {
    if !std::env::args().any(|argument| argument == "--without-the-line") {
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    let _own = reqwest::Client::new();
    let client = press_apps::Client::builder().token("any token will do").build();
    println!("{}", client.expect("settings that are right").base_url());
}
