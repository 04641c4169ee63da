//! Lists over the emulated service in memory, on a virtual clock: what one list does, each of them does.
//!
//! Every request and every answer on the way is held against the document.

use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use press_apps::emulator::{Emulator, Service};
use press_apps::operation::ListEndpoint;
use press_apps::testing::{BoxFuture, Fixed, Reply, Transport};
use press_apps::types::{
    CreateDeploymentRequest, CreateReleaseRequest, CreateRevisionRequest, DeploymentSort,
    DeploymentSpecInput, DeploymentStatus, MetadataInput, ReleaseInput, ReleaseSort, RevisionSort,
    RevisionStatus, Scope, SpecSort, SpecStatus,
};
use press_apps::{Client, Cursor, Drift, Request};
use press_apps_contract::api::Api;
use press_apps_contract::document::{Document, PATH};
use press_apps_contract::judge::Contract;
use press_apps_contract::message::{WireRequest, WireResponse};
use tokio::time::Instant;

use crate::support::document;

/// One round trip.
const TRIP: Duration = Duration::from_millis(50);
/// How many items each list holds.
const ITEMS: usize = 45;

/// The judge by the document of this repository. It knows no rules beside: they are for bodies that are not listed.
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let root = press_apps_contract::root::find().unwrap();
    let document = Document::load(&root, PATH).unwrap();
    Contract::of(Api::of(document.value).unwrap(), |_, _| Vec::new())
});

/// The service, one round trip away.
#[derive(Clone)]
struct Far(Service);

impl Transport for Far {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let service = self.0.clone();
        Box::pin(async move {
            tokio::time::sleep(TRIP).await;
            let sent = WireRequest::from(&request);
            let answer = service.call(request);
            let judged = CONTRACT.exchange(&sent, &WireResponse::from(&answer));
            judged.unwrap_or_else(|findings| panic!("{} {}\n{findings}", sent.method, sent.path));
            Ok(answer)
        })
    }
}

/// A service with 45 specs, 45 releases of the first, 45 deployments of it, and 45 revisions of the first of them.
struct Press {
    service: Service,
    client: Client,
    spec: String,
    deployment: String,
}

impl Press {
    async fn filled() -> Self {
        let service = Emulator::builder()
            .any_block(true)
            .seed_data(false)
            .deploy_time(Duration::from_secs(1))
            .service();
        let client = Client::builder()
            .token(service.token())
            .base_url("http://localhost:1")
            .transport(Far(service.clone()))
            .random(Fixed(1.0))
            .build()
            .unwrap();
        let mut specs = Vec::new();
        for n in 0..ITEMS {
            let mut document = document();
            document.metadata = MetadataInput::new(format!("spec-{n}"), "a summary");
            let created = client.specs().create(&document).await.unwrap();
            specs.push(created.id.clone());
        }
        let spec = specs.swap_remove(0);
        for n in 1..ITEMS {
            let release =
                CreateReleaseRequest::new(ReleaseInput::new(format!("1.{n}.0")), document().config);
            let releases = client.spec(&spec).unwrap().releases();
            releases.create(&release).await.unwrap();
        }
        let mut deployments = Vec::new();
        for n in 0..ITEMS {
            let metadata = MetadataInput::new(format!("deployment-{n}"), "a summary");
            let body = CreateDeploymentRequest::new(metadata, DeploymentSpecInput::new(&spec));
            deployments.push(client.deployments().create(&body).await.unwrap().id.clone());
        }
        let deployment = deployments.swap_remove(0);
        for _ in 1..ITEMS {
            service.advance(Duration::from_secs(60));
            let revisions = client.deployment(&deployment).unwrap().revisions();
            let body = CreateRevisionRequest::new();
            revisions.create(&body).await.unwrap();
        }
        service.advance(Duration::from_secs(60));
        Self { service, client, spec, deployment }
    }
}

/// What every list does, on a list of 45 items.
async fn is_a_list<E: ListEndpoint>(
    press: &Press,
    list: Request<E>,
    id: fn(&E::Item) -> &str,
    numbers: impl Fn(&E::Item) -> usize,
) {
    let list = list.page_size(10);
    let whole = list.clone().try_collect().await.unwrap();
    let ids: Vec<_> = whole.iter().map(|item| id(item).to_owned()).collect();
    assert_eq!(whole.total, Some(ITEMS as u64));
    assert_eq!(whole.drift, []);
    assert_eq!(
        whole.iter().map(numbers).collect::<Vec<_>>(),
        (0..ITEMS).collect::<Vec<_>>(),
        "in the order of the sort"
    );

    // Five pages, three at a time after the first.
    let (began, served) = (Instant::now(), press.service.served());
    let again = list.clone().concurrency(3).strict().try_collect().await;
    assert_eq!(again.unwrap().len(), ITEMS);
    assert_eq!(began.elapsed(), TRIP * 3);
    assert_eq!(press.service.served() - served, 5);

    // Ten items cost one page.
    let served = press.service.served();
    let mut stream = list.clone().items();
    for expected in &ids[..10] {
        let item = stream.try_next().await.unwrap().unwrap();
        assert_eq!(id(&item), expected);
    }
    assert_eq!(press.service.served() - served, 1);
    assert_eq!((stream.position(), stream.total()), (10, Some(45)));

    // From the cursor on, in another process, and in pages with the facts of their calls.
    let text = serde_json::to_string(&stream.cursor()).unwrap();
    let cursor: Cursor = serde_json::from_str(&text).unwrap();
    let mut pages = list.clone().resume(cursor).pages();
    let mut rest = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert_eq!(page.status(), 200);
        assert!(page.request_id().is_some());
        rest.extend(page.iter().map(|item| id(item).to_owned()));
    }
    assert_eq!(rest, ids[10..]);
    assert_eq!(pages.drift(), []);

    // The service gives at most 100 to a page, which is no drift.
    let large = list.clone().page_size(500).strict().page(1).await.unwrap();
    assert_eq!((large.len(), large.page_size()), (ITEMS, Some(100)));
    assert_eq!(list.clone().page(9).await.unwrap().len(), 0);
    assert_eq!(list.clone().verify().await.unwrap().len(), ITEMS);
    assert_eq!(list.max_items(7).try_collect().await.unwrap().items.len(), 7);
}

#[tokio::test(start_paused = true)]
async fn all_four_lists_are_lists() {
    let press = Press::filled().await;
    let last = |name: &str, mark| name.rsplit(mark).next().unwrap().parse().unwrap();
    let specs = press.client.specs().list();
    is_a_list(
        &press,
        specs
            .statuses([SpecStatus::Available, SpecStatus::Archived])
            .scopes([Scope::Private])
            .featured(false)
            .sort(SpecSort::CreatedAt.asc()),
        |spec| &spec.id,
        |spec| last(&spec.metadata.name, '-'),
    )
    .await;
    let deployments = press.client.deployments().list();
    is_a_list(
        &press,
        deployments
            .statuses([DeploymentStatus::Deployed, DeploymentStatus::Failed])
            .sort(DeploymentSort::CreatedAt.asc()),
        |deployment| &deployment.id,
        |deployment| last(&deployment.metadata.name, '-'),
    )
    .await;
    let releases = press.client.spec(&press.spec).unwrap().releases().list();
    is_a_list(
        &press,
        releases.sort(ReleaseSort::CreatedAt.asc()),
        |release| &release.id,
        |release| release.version.split('.').nth(1).unwrap().parse().unwrap(),
    )
    .await;
    let deployment = press.client.deployment(&press.deployment).unwrap();
    is_a_list(
        &press,
        deployment
            .revisions()
            .list()
            .statuses([RevisionStatus::Deployed, RevisionStatus::Superseded])
            .sort(RevisionSort::CreatedAt.asc()),
        |revision| &revision.id,
        |revision| revision.revision as usize - 1,
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_spec_that_is_deleted_while_specs_are_listed_is_drift() {
    let press = Press::filled().await;
    let list = press.client.specs().list().page_size(10).concurrency(1);
    let mut stream = list.sort(SpecSort::CreatedAt.asc()).items();
    let mut names = Vec::new();
    for _ in 0..10 {
        names.push(stream.try_next().await.unwrap().unwrap().metadata.name);
    }
    let second = press.client.specs().find_by_name("spec-1").await.unwrap();
    let second = press.client.spec(&second.unwrap().id).unwrap();
    second.delete().await.unwrap();
    while let Some(spec) = stream.try_next().await.unwrap() {
        names.push(spec.metadata.name);
    }
    let total = Drift::TotalChanged { page: 2, before: 45, now: 44 };
    assert_eq!(stream.drift(), [total]);
    assert!(!names.contains(&"spec-10".to_owned()), "it is why one must be told");
    assert_eq!(names.len(), 44);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_of_one_parent_does_not_fit_another() {
    let press = Press::filled().await;
    let ids: Vec<_> = press.client.specs().list().max_items(2).try_collect().await.unwrap().into();
    let releases = |n: usize| press.client.spec(&ids[n].id).unwrap().releases().list();
    let mut stream = releases(0).items();
    stream.try_next().await.unwrap();
    let refused = releases(1).resume(stream.cursor()).try_collect().await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "list_spec_releases: the cursor belongs to another list"
    );
}
