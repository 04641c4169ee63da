//! The settings of a client, and what becomes of them in a request.

use std::process::Command;
use std::time::Duration;

use press_apps::testing::{Fixed, Reply, json};
use press_apps::{Client, RetryPolicy, SettingSource, Stage};

use crate::support::{Script, Step, TOKEN};

/// Marks the run of this test that reads the environment: what a process was started with can only be chosen from outside of it.
const CHILD: &str = "PRESS_APPS_TEST_CHILD";

/// What a client made in a process with these variables says, by a run of this very test in it.
fn in_process_with(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "settings::the_environment_is_read", "--nocapture"]).env(CHILD, "1");
    for name in ["PEAK_AUTH_TOKEN", "API_KEY", "PEAK_BASE_URL", "PEAK__STAGE", "STAGE"] {
        command.env_remove(name);
    }
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let line = said.lines().find_map(|line| line.split_once("made: "));
    line.unwrap_or_else(|| panic!("{said}")).1.to_owned()
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn the_environment_is_read() {
    if std::env::var_os(CHILD).is_some() {
        let made = Client::from_env().map(|client| {
            let request = client.specs().list().build().unwrap();
            let token = request.headers()["authorization"].to_str().unwrap().to_owned();
            let proxy = client.settings().get("proxy").unwrap();
            format!(
                "{token} {} {:?} {} {}",
                client.base_url(),
                client.stage(),
                proxy.value,
                proxy.source
            )
        });
        println!("made: {}", made.unwrap_or_else(|error| error.to_string()));
        return;
    }
    for (variables, made) in [
        (
            &[("PEAK_AUTH_TOKEN", "first-token"), ("API_KEY", "second-token")][..],
            "first-token https://press.peak.ai Some(Prod) none default",
        ),
        (
            &[("API_KEY", "second-token"), ("STAGE", "test"), ("PEAK__STAGE", "beta")],
            "second-token https://press.beta.peak.ai Some(Beta) none default",
        ),
        (
            &[("PEAK_AUTH_TOKEN", "first-token"), ("STAGE", "test")],
            "first-token https://press.test.peak.ai Some(Test) none default",
        ),
        (
            &[
                ("API_KEY", "second-token"),
                ("STAGE", "test"),
                ("PEAK_BASE_URL", "http://localhost:1"),
                ("ALL_PROXY", "http://p:1"),
            ],
            "second-token http://localhost:1 None none default",
        ),
        (
            &[
                ("API_KEY", "second-token"),
                ("PEAK_BASE_URL", "https://press.example"),
                ("ALL_PROXY", "http://u:s3cr3t@p:1"),
            ],
            "second-token https://press.example None p:1 from ALL_PROXY",
        ),
    ] {
        assert_eq!(in_process_with(variables), made);
    }
    let without = in_process_with(&[]);
    assert!(without.contains("PEAK_AUTH_TOKEN") && without.contains("API_KEY"), "{without}");
    let wrong = in_process_with(&[("API_KEY", "second-token"), ("PEAK__STAGE", "moon")]);
    assert!(wrong.contains("PEAK__STAGE") && wrong.contains("moon"), "{wrong}");
    let wrong = in_process_with(&[("API_KEY", "second-token"), ("PEAK_BASE_URL", "second-token")]);
    assert!(wrong.contains("PEAK_BASE_URL") && !wrong.contains("second-token"), "{wrong}");
}

#[test]
fn a_client_says_what_it_uses_and_who_set_it() {
    let script = Script::new([Step::Good]);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        script.client().settings().to_string(),
        format!(
            "\
token            [redacted] (set in code)
base_url         http://localhost:1 (set in code)
allow_http       false (default)
user_agent       press-apps/{version} (default)
connect_timeout  10s (default)
idle_timeout     4s (default)
read_timeout     30s (default)
attempt_timeout  60s (default)
timeout          180s (default)
retry_policy     4 attempts, waits up to 200ms at first and 10s at most, Retry-After up to 60s (default)
max_body         8388608 (default)
proxy            none (default)"
        )
    );
    let changed = script
        .builder()
        .env_from(|name| (name == "PEAK_AUTH_TOKEN").then(|| "another-token".to_owned()))
        .user_agent(format!("tool/{TOKEN}"))
        .connect_timeout(Duration::from_secs(1))
        .idle_timeout(None)
        .read_timeout(Duration::MAX)
        .attempt_timeout(Duration::from_millis(1500))
        .timeout(None)
        .retry_policy(RetryPolicy::off())
        .max_body(100)
        .build()
        .unwrap();
    let settings = changed.settings();
    let said = |name: &str| {
        settings.get(name).map(|setting| format!("{} ({})", setting.value, setting.source)).unwrap()
    };
    assert_eq!(said("token"), "[redacted] (set in code)");
    assert_eq!(said("user_agent"), format!("press-apps/{version} tool/[redacted] (set in code)"));
    for (name, value) in [
        ("connect_timeout", "1s"),
        ("idle_timeout", "none"),
        ("read_timeout", "none"),
        ("attempt_timeout", "1.5s"),
        ("timeout", "none"),
        ("retry_policy", "1 attempt"),
        ("max_body", "100"),
    ] {
        assert_eq!(said(name), format!("{value} (set in code)"), "{name}");
    }
    for shown in
        [format!("{settings:?}"), settings.to_string(), serde_json::to_string(settings).unwrap()]
    {
        assert!(!shown.contains(TOKEN) && !shown.contains("another-token"), "{shown}");
        assert!(shown.contains("attempt_timeout") && shown.contains("1.5s"), "{shown}");
    }
}

#[test]
fn the_first_variable_with_a_token_wins_and_code_before_it() {
    let script = Script::new([Step::Good]);
    let won = |code: Option<&str>, variables: &[(&str, &str)]| {
        let builder = Client::builder()
            .base_url("http://localhost:1")
            .transport(script.clone())
            .env_from(|name| {
                variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            });
        let builder = match code {
            Some(token) => builder.token(token),
            None => builder,
        };
        let client = builder.build().unwrap();
        let request = client.specs().list().build().unwrap();
        let token = request.headers()["authorization"].to_str().unwrap().to_owned();
        (token, client.settings().get("token").unwrap().source)
    };
    let (first, second) = (("PEAK_AUTH_TOKEN", "first-token"), ("API_KEY", "second-token"));
    for (code, variables, token, source) in [
        (Some("token-in-code"), [first, second], "token-in-code", SettingSource::Code),
        (None, [first, second], "first-token", SettingSource::Variable("PEAK_AUTH_TOKEN")),
        (
            None,
            [("PEAK_AUTH_TOKEN", ""), second],
            "second-token",
            SettingSource::Variable("API_KEY"),
        ),
    ] {
        assert_eq!(won(code, &variables), (token.to_owned(), source));
    }
}

#[tokio::test]
async fn plain_http_to_another_machine_has_to_be_allowed() {
    let script = Script::new([Step::Good]);
    let builder = || {
        Client::builder().token(TOKEN).base_url("http://press.example").transport(script.clone())
    };
    for refused in [builder(), builder().allow_http(true).allow_http(false)] {
        let refused = refused.build().unwrap_err();
        assert!(refused.is_config() && refused.to_string().contains("allow_http"), "{refused}");
    }
    builder().allow_http(true).build().unwrap().specs().list().await.unwrap();
    assert_eq!(script.seen()[0].uri().host(), Some("press.example"));
}

#[tokio::test]
async fn the_user_agent_names_the_crate_and_what_uses_it() {
    let script = Script::new([Step::Good]);
    let agent = |product: Option<&str>| {
        let builder = script.builder();
        let builder = product.map_or(script.builder(), |product| builder.user_agent(product));
        async move { builder.build().unwrap().specs().list().await.unwrap() }
    };
    agent(None).await;
    agent(Some("my-tool/1.2")).await;
    let own = concat!("press-apps/", env!("CARGO_PKG_VERSION"));
    let sent = script.seen().into_iter().map(|request| request.headers()["user-agent"].clone());
    assert_eq!(sent.collect::<Vec<_>>(), [own.to_owned(), format!("{own} my-tool/1.2")]);
    let refused = script.builder().user_agent("a\nb").build().unwrap_err();
    assert!(refused.is_config() && refused.to_string().contains("user agent"), "{refused}");
}

#[test]
fn a_stage_and_a_base_url_exclude_each_other() {
    let both = Script::new([Step::Good]).builder().stage(Stage::Beta).build().unwrap_err();
    assert!(both.is_config());
    assert!(both.to_string().contains("both a stage and a base URL are given"), "{both}");
    // What is wrong besides is said in the same breath.
    let more = Client::builder().stage(Stage::Beta).base_url("http://press.example").build();
    let more = more.unwrap_err().to_string();
    for wrong in ["both a stage and a base URL", "allow_http", "PEAK_AUTH_TOKEN"] {
        assert!(more.contains(wrong), "{more}");
    }
}

#[test]
fn a_base_url_that_ends_in_the_path_of_the_api_is_corrected() {
    let refused = Client::builder().token(TOKEN).base_url("https://gate.example/press/v1/").build();
    let refused = refused.unwrap_err();
    assert!(refused.is_config());
    assert!(refused.to_string().contains("write it as https://gate.example/press"), "{refused}");
}

#[test]
fn what_servers_read_as_syntax_is_encoded_in_ids() {
    let client = Script::new([Step::Good]).client();
    let request = client.spec("a;v=1,2:x@b+c d").unwrap().describe().build().unwrap();
    assert_eq!(request.uri().path(), "/v1/apps/specs/a%3Bv%3D1%2C2%3Ax%40b%2Bc%20d");
    let spec = client.spec("s-1").unwrap();
    let request = spec.release("1.0.0-rc.1+build.7").unwrap().describe().build().unwrap();
    assert_eq!(request.uri().path(), "/v1/apps/specs/s-1/releases/1.0.0-rc.1%2Bbuild.7");
}

#[tokio::test]
async fn a_url_that_is_too_long_is_a_problem_of_what_makes_it_too_long() {
    let script = Script::new([Step::Good]);
    let client = script.client();
    let long = "x".repeat(70_000);
    let delete = || client.spec(&long).unwrap().delete();
    let list = || client.specs().list().title("short").name(&long);
    let mut errors = vec![
        ("/specId", delete().to_curl().unwrap_err()),
        ("/specId", delete().skip_validation().await.unwrap_err()),
        ("/name", list().build().map(drop).unwrap_err()),
        ("/name", list().items().try_next().await.unwrap_err()),
        ("/name", list().await.unwrap_err()),
    ];
    let many = (0..9000).map(|n| format!("status-{n}"));
    let many = client.specs().list().name("n").statuses(many).skip_validation();
    errors.push(("/status", many.validate().unwrap_err()));
    for (pointer, error) in errors {
        assert!(error.is_validation(), "{error}");
        let problem = error.problems().unwrap().first().unwrap();
        assert_eq!((problem.rule(), problem.pointer()), ("max-length", pointer));
        assert!(error.to_string().len() < 400, "{error}");
    }
    assert!(script.seen().is_empty());
    // As long as can be.
    let base = "http://localhost:1/v1/apps/specs/".len();
    let longest = "x".repeat(65_534 - base);
    client.spec(&longest).unwrap().describe().await.unwrap();
    assert!(client.spec(longest + "x").unwrap().describe().await.unwrap_err().is_validation());
}

/// Specs of which none is `wanted` at first, 150 in two pages; each total is taken from a script.
fn changing(totals: &'static [u64], wanted_from: usize) -> Client {
    let read = std::sync::atomic::AtomicUsize::new(0);
    let answer = move |request: http::Request<bytes::Bytes>| -> Reply {
        let nth = read.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let total = totals[nth.min(totals.len() - 1)];
        let second = request.uri().query().unwrap_or_default().contains("pageNumber=2");
        let range = if second { 100..total } else { 0..100 };
        let items: Vec<String> = range
            .map(|n| {
                let name = if n == 120 && nth >= wanted_from { "wanted".into() } else { format!("wanted-{n}") };
                format!(r#"{{"id":"s-{n}","kind":"app","metadata":{{"name":"{name}","status":"available"}}}}"#)
            })
            .collect();
        let number = if second { 2 } else { 1 };
        Ok(json(
            200,
            format!(
                r#"{{"pageNumber":{number},"pageSize":100,"pageCount":2,"specCount":{total},"specs":[{}]}}"#,
                items.join(",")
            ),
        ))
    };
    let builder = Client::builder().token(TOKEN).base_url("http://localhost:1").transport(answer);
    builder.random(Fixed(1.0)).build().unwrap()
}

#[tokio::test]
async fn that_a_name_is_not_there_is_only_said_of_a_list_that_held_still() {
    const NEVER: usize = usize::MAX;
    assert!(changing(&[150], NEVER).specs().find_by_name("wanted").await.unwrap().is_none());
    // It changed, and was looked through again.
    let found = changing(&[150, 149, 149], 2).specs().find_by_name("wanted").await.unwrap();
    assert_eq!(found.unwrap().id, "s-120");
    assert!(changing(&[150, 149], NEVER).specs().find_by_name("wanted").await.unwrap().is_none());
    // It changed each time.
    let changing = changing(&[150, 149, 149, 148, 148, 147], NEVER);
    let unsure = changing.specs().find_by_name("wanted").await.unwrap_err();
    assert_eq!(unsure.kind(), press_apps::ErrorKind::List);
    let drift = press_apps::Drift::TotalChanged { page: 2, before: 148, now: 147 };
    assert_eq!(unsure.drift(), Some(&drift));
    let said = unsure.to_string();
    assert!(said.starts_with("list_specs: not sure whether it is there"), "{said}");
}
