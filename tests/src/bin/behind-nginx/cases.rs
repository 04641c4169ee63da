//! The cases, and what has to hold in each.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};
use press_apps::types::{AppKind, AppSpecDocument, BlockConfig, MetadataInput, ReleaseInput};
use press_apps::{Client, Error};
use press_apps_emulator::Emulator;

/// How many pages the lists have.
const PAGES: u32 = 60;
/// How many calls are under way at once.
const AT_ONCE: usize = 8;
/// What the names of the specs that are listed begin with.
const LISTED: &str = "listed-";

/// The service, and the ways to it.
pub(crate) struct Site<'a> {
    pub(crate) emulator: &'a Emulator,
    /// nginx itself.
    pub(crate) near: SocketAddr,
    /// nginx, a long way off.
    pub(crate) far: SocketAddr,
}

impl Site<'_> {
    /// Makes the specs that are listed, not through nginx.
    pub(crate) async fn prepare(&self) {
        let client = self.client(self.emulator.base_url().to_owned());
        for number in 0..PAGES {
            client.specs().create(document(&format!("{LISTED}{number}"))).await.unwrap();
        }
    }

    fn client(&self, url: String) -> Client {
        let token = self.emulator.token();
        Client::builder().base_url(url).token(token).build().unwrap()
    }

    fn near(&self, path: &str) -> Client {
        self.client(format!("http://{}/{path}", self.near))
    }

    fn far(&self, path: &str) -> Client {
        self.client(format!("http://{}/{path}", self.far))
    }

    /// How many specs there are of those that were created with a prefix.
    async fn made(&self, prefix: &str) -> usize {
        let client = self.client(self.emulator.base_url().to_owned());
        client.specs().list().name(prefix).page_size(100).try_collect().await.unwrap().len()
    }

    /// How often a create of those with a prefix came to the service.
    fn arrived(&self, prefix: &str) -> usize {
        let seen = self.emulator.service().requests();
        let creates = seen.iter().filter(|seen| seen.operation == Some("create_spec"));
        creates.filter(|seen| String::from_utf8_lossy(&seen.body).contains(prefix)).count()
    }
}

/// What was found, and what was measured.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) lines: Vec<String>,
    pub(crate) count: usize,
    measured: Vec<String>,
}

impl Findings {
    /// What was found in a case, in full and in short, and whether it is as it should be.
    fn case(&mut self, holds: bool, what: &str, found: &str, short: String) {
        let mark = if holds { "" } else { "finding: " };
        self.count += usize::from(!holds);
        self.lines.push(format!("{mark}{what}: {found}"));
        self.measured.push(short);
    }

    /// What was measured, in the order of the cases.
    pub(crate) fn summary(&self) -> String {
        self.measured.join(", ")
    }
}

/// All of them. Those that wait for nginx run at once: each has a bucket of its own.
pub(crate) async fn all(site: &Site<'_>, findings: &mut Findings) {
    let mut lists = Vec::new();
    for kind in ["429", "429-later", "503"] {
        for rate in [5, 20, 50] {
            lists.push(list(site, rate, kind));
        }
    }
    let kinds = ["429", "429-later"];
    let (lists, three, creates) = tokio::join!(
        join_all(lists),
        three_lists(site),
        join_all(kinds.map(|kind| creates(site, kind))),
    );
    for list in lists {
        let what = format!("a list at {} requests a second, {}", list.rate, list.kind);
        let asked = if list.kind.ends_with("-later") { ASKED } else { 0.0 };
        let times = list.took / (list.ideal + asked);
        let found = match &list.failed {
            None if asked > 0.0 => {
                format!(
                    "{:.1} s of {:.1} s and {asked} s that it was asked to wait",
                    list.took, list.ideal
                )
            }
            None => format!("{:.1} s of at least {:.1} s", list.took, list.ideal),
            Some(error) => format!("failed after {:.1} s: {error}", list.took),
        };
        let holds = list.failed.is_none() && times <= SLOWEST;
        findings.case(holds, &what, &found, format!("{times:.2}"));
    }
    let found = format!("{three} of 3 came to their end");
    let what = "three lists of one client at 5 requests a second, 429";
    findings.case(three == 3, what, &found, format!("{three} of 3 lists"));
    for (kind, made) in kinds.iter().zip(creates) {
        let what = format!("40 creates at 5 requests a second, 8 at once, {kind}");
        made.judge(findings, &what, 38);
    }
    for (limit, pauses) in [("100ms", 30..150), ("1s", 940..1040)] {
        let made = after_pauses(site, limit, pauses).await;
        let what = format!("creates when nginx closes after {limit}");
        made.judge(findings, &what, made.tried);
    }
}

/// How many times its ideal a list may take here. The goal is 1.3, on a virtual clock; this machine may be busy with other things.
const SLOWEST: f64 = 1.5;
/// The seconds a list waits because it is asked to (`Retry-After: 1`), and nothing is sent meanwhile: after the first refusal, and after the
/// two that end the search for the pace.
const ASKED: f64 = 3.0;

/// A list that was read to its end, or not.
struct List {
    rate: u32,
    kind: &'static str,
    took: f64,
    ideal: f64,
    failed: Option<Error>,
}

async fn list(site: &Site<'_>, rate: u32, kind: &'static str) -> List {
    let start = Instant::now();
    let result = read(&site.near(&format!("{rate}/{kind}/list"))).await;
    let took = start.elapsed().as_secs_f64();
    List { rate, kind, took, ideal: f64::from(PAGES - 1) / f64::from(rate), failed: result.err() }
}

/// Three lists of one client; gives how many came to their end.
async fn three_lists(site: &Site<'_>) -> usize {
    let client = site.near("5/429/three");
    let results = join_all([read(&client), read(&client), read(&client)]).await;
    results.iter().filter(|result| result.is_ok()).count()
}

/// Reads the whole list, one spec a page.
async fn read(client: &Client) -> Result<(), Error> {
    let list = client.specs().list().name(LISTED).page_size(1).concurrency(AT_ONCE);
    let found = list.try_collect().await?.len();
    assert_eq!(found, PAGES as usize, "a list that says it is whole");
    Ok(())
}

/// What became of creates.
#[derive(Default)]
struct Made {
    tried: usize,
    good: usize,
    /// The client does not know whether they were carried out.
    uncertain: usize,
    /// Specs that are there.
    there: usize,
    /// How often a create came to the service.
    arrived: usize,
    took: f64,
    /// The last error, in words.
    error: String,
}

impl Made {
    async fn of(
        site: &Site<'_>,
        prefix: &str,
        start: Instant,
        results: Vec<Result<(), Error>>,
    ) -> Self {
        let mut made =
            Self { tried: results.len(), took: start.elapsed().as_secs_f64(), ..Self::default() };
        for result in results {
            match result {
                Ok(()) => made.good += 1,
                Err(error) => {
                    made.uncertain += usize::from(error.may_have_been_carried_out());
                    made.error = format!("; the last error: {error}");
                }
            }
        }
        made.there = site.made(prefix).await;
        made.arrived = site.arrived(prefix);
        made
    }

    /// At least so many have to be good, none uncertain, and none sent twice.
    fn judge(&self, findings: &mut Findings, what: &str, good: usize) {
        let mut found = format!(
            "{} of {} good, {} uncertain, in {:.1} s",
            self.good, self.tried, self.uncertain, self.took
        );
        let _ = write!(found, "; {} arrived, {} are there{}", self.arrived, self.there, self.error);
        let told_truly = self.arrived == self.there && self.there == self.good;
        let holds = self.good >= good && self.uncertain == 0 && told_truly;
        findings.case(holds, what, &found, format!("{} of {} creates", self.good, self.tried));
    }
}

async fn creates(site: &Site<'_>, kind: &str) -> Made {
    let prefix = format!("{kind}-limited-");
    let client = site.near(&format!("5/{kind}/creates"));
    let start = Instant::now();
    let names = (0..40).map(|number| document(&format!("{prefix}{number}")));
    let calls = names.map(|document| {
        let specs = client.specs();
        async move { specs.create(document).await.map(drop) }
    });
    let results = stream::iter(calls).buffer_unordered(AT_ONCE).collect().await;
    Made::of(site, &prefix, start, results).await
}

/// Creates with pauses about as long as the limit of nginx, a long way off: some are under way when it closes the connection.
async fn after_pauses(site: &Site<'_>, limit: &str, pauses: std::ops::Range<u64>) -> Made {
    const CALLERS: u64 = 10;
    const EACH: u64 = 15;
    let prefix = format!("idle-{limit}-");
    let start = Instant::now();
    let callers = (0..CALLERS).map(|caller| {
        let client = site.far(&format!("idle/{limit}"));
        let (prefix, pauses) = (&prefix, pauses.clone());
        async move {
            let mut results = Vec::new();
            for number in 0..EACH {
                let nth = caller * EACH + number;
                results.push(
                    client.specs().create(document(&format!("{prefix}{nth}"))).await.map(drop),
                );
                // Every length once, in no order.
                let length = pauses.end - pauses.start;
                let pause = pauses.start + nth * 37 % length;
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            results
        }
    });
    let results = join_all(callers).await.into_iter().flatten().collect();
    Made::of(site, &prefix, start, results).await
}

/// A spec of this name.
fn document(name: &str) -> AppSpecDocument {
    let metadata = MetadataInput::new(name, "Made behind nginx");
    let no_blocks: [BlockConfig; 0] = [];
    AppSpecDocument::new(1, AppKind::App, metadata, ReleaseInput::new("1.0.0"), no_blocks)
}
