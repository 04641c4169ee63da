//! The program: its first line, its flags, its errors and its end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Stdio;

use press_apps_emulator::Emulator;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

fn program(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_press-apps-emulator"));
    command
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

async fn start(flags: &[&str]) -> (Child, String) {
    let mut child = program(flags).spawn().expect("the program");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("its output"))
        .read_line(&mut line)
        .await
        .expect("a line");
    (child, line.trim_end().to_owned())
}

async fn get(url: String, token: &str) -> reqwest::Response {
    // Another crate of the build may have switched on TLS without a provider for it; then a client needs one to be built at all.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new().get(url).header("authorization", token).send().await.expect("an answer")
}

#[tokio::test]
async fn its_first_line_is_where_it_serves() {
    let (_child, url) = start(&[
        "--token",
        "first-token",
        "--token",
        "second-token",
        "--seed-data",
        "--deploy-time",
        "0",
    ])
    .await;
    for token in ["first-token", "second-token"] {
        let list = get(format!("{url}/v1/apps/specs/"), token).await;
        assert_eq!(list.status(), 200);
        assert!(
            list.text().await.expect("a body").contains("a3e77006-86f3-4829-8c43-f21ad462dbbd")
        );
    }
    assert_eq!(get(format!("{url}/v1/apps/specs/"), "emulator-token").await.status(), 401);
}

#[tokio::test]
async fn it_takes_a_well_known_token_unless_told_otherwise() {
    let (_child, url) = start(&[]).await;
    assert_eq!(get(format!("{url}/v1/apps/specs/"), "emulator-token").await.status(), 200);
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_ends_it_well() {
    let (mut child, url) = start(&[]).await;
    get(format!("{url}/v1/apps/specs/"), "emulator-token").await;
    let id = child.id().expect("running").to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().await.expect("kill").success());
    assert_eq!(child.wait().await.expect("its end").code(), Some(0));
}

/// Sends signals to a program, one right after the other.
#[cfg(unix)]
async fn send(child: &Child, signals: &[&str]) {
    let id = child.id().expect("running");
    let kills: Vec<String> = signals.iter().map(|signal| format!("kill -{signal} {id}")).collect();
    let sent = Command::new("sh").args(["-c", &kills.join(" && ")]).status().await;
    assert!(sent.expect("a shell").success());
}

#[cfg(unix)]
#[tokio::test]
async fn what_a_container_sends_ends_it_as_an_interrupt_does() {
    let (mut child, url) = start(&[]).await;
    get(format!("{url}/v1/apps/specs/"), "emulator-token").await;
    send(&child, &["TERM"]).await;
    assert_eq!(child.wait().await.expect("its end").code(), Some(0));
}

#[cfg(unix)]
#[tokio::test]
async fn a_second_signal_does_not_wait_for_requests_under_way() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let (mut child, url) = start(&[]).await;
    let address = url.strip_prefix("http://").expect("an address");
    let mut socket = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let head =
        "POST /v1/apps/specs/ HTTP/1.1\r\nhost: localhost\r\nauthorization: emulator-token\r\n";
    let expects = format!("{head}expect: 100-continue\r\ncontent-length: 5\r\n\r\n");
    socket.write_all(expects.as_bytes()).await.expect("a head");
    // Told to go on, it is known to wait for the body, and would do so for a second.
    let mut told = [0; 12];
    socket.read_exact(&mut told).await.expect("a line");
    assert_eq!(&told, b"HTTP/1.1 100");
    send(&child, &["TERM", "INT"]).await;
    let code = child.wait().await.expect("its end").code();
    assert!(matches!(code, Some(130 | 143)), "{code:?}: the number of whichever was second");
}

#[tokio::test]
async fn an_ipv6_address_may_stand_in_brackets() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: this machine has no IPv6 loopback address");
        return;
    }
    for host in ["::1", "[::1]"] {
        let (_child, url) = start(&["--host", host]).await;
        assert!(url.starts_with("http://[::1]:"), "{url}");
        let list = get(format!("{url}/v1/apps/specs/"), "emulator-token").await;
        assert_eq!(list.status(), 200);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_in_one_line() {
    let taken = Emulator::start().await.expect("an emulator");
    let port = taken.base_url().rsplit(':').next().unwrap_or_default();
    for (flags, code, message) in [
        (
            ["--port", port],
            1,
            format!(
                "cannot listen on 127.0.0.1:{port}: the port is in use; choose another, or 0 for any free one"
            ),
        ),
        (["--host", "203.0.113.1"], 1, "cannot listen on 203.0.113.1:0".to_owned()),
        (["--token", ""], 1, "--token: expected a token, found nothing".to_owned()),
        (["--token", "1234567"], 1, "--token: expected at least 8 characters, found 7".to_owned()),
        (["--token", "Bearer a"], 1, "--token: expected at least 8 characters, found 1".to_owned()),
        (
            ["--deploy-time", "soon"],
            2,
            "expected a time such as `2s` or `500ms`, or `0`".to_owned(),
        ),
        (["--script", "churn=fial:2"], 2, "did you mean \"fail:N\"?".to_owned()),
        (["--script", "churn"], 2, "such as `churn=fail:2,deployed`".to_owned()),
        (["--fault", "create_spce:429"], 2, "did you mean \"create_spec\"?".to_owned()),
        (["--rate", "fast"], 2, "expected a rate such as `5/s`".to_owned()),
        (["--clock", "slow"], 2, "expected fixed, virtual or real".to_owned()),
        (["--seed", "one"], 2, "'--seed <N>'".to_owned()),
        (
            ["--scenario", "no-such-file.yaml"],
            1,
            "--scenario no-such-file.yaml: cannot be read: ".to_owned(),
        ),
        (["--port", "70000"], 2, "'70000'".to_owned()),
        (["--prot", "1"], 2, "'--port'".to_owned()),
    ] {
        let output = program(&flags).output().await.expect("the program");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{flags:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.starts_with("press-apps-emulator: error: ") && said.contains(&message),
            "{said}"
        );
        assert!(output.stdout.is_empty());
    }
}

#[tokio::test]
async fn help_names_every_flag() {
    let output = program(&["--help"]).output().await.expect("the program");
    let help = String::from_utf8_lossy(&output.stdout);
    for flag in [
        "--host",
        "--port",
        "--token",
        "--deploy-time",
        "--script",
        "--fault",
        "--rate",
        "--seed",
        "--clock",
        "--scenario",
        "--seed-data",
        "--any-block",
    ] {
        assert!(help.contains(flag), "{help}");
    }
    assert_eq!(output.status.code(), Some(0));
}

/// What it says on stderr when it is interrupted after these requests.
#[cfg(unix)]
async fn said_at_the_end(flags: &[&str], paths: &[&str]) -> String {
    use tokio::io::AsyncReadExt;
    let (mut child, url) = start(flags).await;
    for path in paths {
        get(format!("{url}{path}"), "emulator-token").await;
    }
    let id = child.id().expect("running").to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().await.expect("kill").success());
    let mut said = String::new();
    child.stderr.as_mut().expect("its errors").read_to_string(&mut said).await.expect("text");
    said
}

#[cfg(unix)]
#[tokio::test]
async fn faults_that_never_fired_are_named_at_the_end() {
    let flags = [
        "--fault",
        "list_specs:503x1",
        "--fault",
        "create_spec:429x2",
        "--fault",
        "*:latency=1ms#9",
    ];
    let said = said_at_the_end(&flags, &["/v1/apps/specs/"]).await;
    assert!(said.contains("the fault `create_spec:429x2` never fired"), "{said}");
    assert!(said.contains("the fault `*:latency=1ms#9` never fired"), "{said}");
    assert!(!said.contains("list_specs:503x1"), "{said}");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids_times_and_faults() {
    let run = || async {
        let flags = ["--seed", "7", "--seed-data", "--fault", "list_specs:503,json={}@50%"];
        let (_child, url) = start(&flags).await;
        let mut seen = Vec::new();
        for _ in 0..12 {
            let answer = get(format!("{url}/v1/apps/specs/"), "emulator-token").await;
            seen.push((
                answer.status(),
                answer.headers()["x-request-id"].clone(),
                answer.text().await.expect("a body"),
            ));
        }
        seen
    };
    let (one, two) = (run().await, run().await);
    assert_eq!(one, two);
    let refused = one.iter().filter(|(status, ..)| *status == 503).count();
    assert!((1..12).contains(&refused), "{refused}");
}

#[tokio::test]
async fn a_scenario_file_is_used_and_flags_win_over_it() {
    let folder = std::env::temp_dir().join(format!("press-apps-emulator-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("scenario.yaml");
    std::fs::write(&file, "deployTime: 5m\nrate: 1/h\nseedData: true\n").expect("a file");
    let path = file.to_str().expect("a path");
    let (_child, url) = start(&["--scenario", path, "--rate", "100/s"]).await;
    for _ in 0..3 {
        let listed = get(format!("{url}/v1/apps/deployments/"), "emulator-token").await;
        assert_eq!(listed.status(), 200);
    }
    let state = get(format!("{url}/_emulator/state"), "").await.text().await.expect("a body");
    for part in [
        "\"deployTime\": \"5m\"",
        "\"rate\": \"100/s\"",
        "\"kind\": \"fixed\"",
        "\"deployments\": 6",
    ] {
        assert!(state.contains(part), "{part}: {state}");
    }
    std::fs::write(&file, "deploy_time: 5m\nrate: fast\n").expect("a file");
    let output = program(&["--scenario", path]).output().await.expect("the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("scenario.yaml:1:1: /deploy_time: ")
            && said.contains("did you mean \"deployTime\"?"),
        "{said}"
    );
    assert!(said.contains("scenario.yaml:2:7: /rate: expected a rate such as"), "{said}");
    std::fs::remove_dir_all(folder).expect("removed");
}
