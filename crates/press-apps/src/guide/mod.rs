//! The guide: one chapter for each task, with programs that run.
//!
//! Every program of the guide works against a Press service in memory, so it can be tried without an account, and none of them waits in
//! real time. What a program prints stands below it, with lines that are too wide wrapped; both are tested. To try one:
//!
//! ```toml
//! [dependencies]
//! press-apps = { version = "0.1", features = ["emulator", "files", "blocking"] }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! Against the real service, take [`Client::from_env`] in place of the two lines that make the service and its client. The rest stays.
//!
//! | Chapter | What it answers |
//! |---|---|
//! | [A first call][first_call] | Where do address and token come from, and what does a call give? |
//! | [Publish and deploy][publish_and_deploy] | How does a spec become a deployment that runs? |
//! | [Wait, and what a rollback is][waiting] | When is it done, how did it end, and what runs then? |
//! | [Lists of any length][lists] | How is all of a list read, and is it whole? |
//! | [Files and validation][files_and_validation] | What is wrong with a file or a request, before anything is sent? |
//! | [Parameters and where values come from][parameter_values] | Which value will each block use? |
//! | [Errors, and what to do][errors] | What happened, was it done, and what comes next? |
//! | [What is retried, and what never][retries] | Which failures never reach the program? |
//! | [Test your own code][test_your_code] | How is code that deploys tested in milliseconds? |
//! | [Tracing and metrics][tracing_and_metrics] | How are calls counted, timed and traced? |
//! | [Without async][without_async] | How is it used in a program that has no runtime? |
//! | [From the Python client][from_python] | What is each method of `peak-sdk` called here? |
//! | [What is assumed about the service][assumptions] | Which facts does no source state? |
//!
//! This module is there in documentation alone; no program contains it.

use crate::*;

/// A chapter: its page.
macro_rules! chapters {
    ($($name:ident)*) => {$(
        #[doc = include_str!(concat!(stringify!($name), ".md"))]
        pub mod $name {}
    )*};
}

// In the order in which they are read.
chapters! {
    first_call
    publish_and_deploy
    waiting
    lists
    files_and_validation
    parameter_values
    errors
    retries
    test_your_code
    tracing_and_metrics
    without_async
    from_python
    assumptions
}
