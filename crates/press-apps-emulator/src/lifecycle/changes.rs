//! What happens between two moments: every status that changes, in order.
//!
//! Statuses are functions of time, so nothing has to happen for this to be known.

use std::time::Duration;

use serde::Serialize;

use super::run::{Ending, Run};
use crate::store::{Deployment, Removal};

/// A status of a deployment or of one of its blocks that changed while time passed.
///
/// ```
/// use std::time::Duration;
/// use press_apps_emulator::{Clock, Emulator};
///
/// let service = Emulator::builder().clock(Clock::Virtual).service();
/// for change in service.advance(Duration::from_secs(60)) {
///     println!("{:?}: {} is {}", change.after, change.name, change.to);
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change {
    /// When, counted from the start of the service.
    #[serde(serialize_with = "in_words")]
    pub after: Duration,
    /// Id of the deployment.
    pub deployment_id: String,
    /// Name of the deployment.
    pub name: String,
    /// Tenant that it belongs to.
    pub tenant: String,
    /// Number of its latest revision.
    pub revision: u64,
    /// Name of the block; `None` when it is the deployment itself that changed.
    pub block: Option<String>,
    /// Status before.
    pub from: String,
    /// Status after; `gone` for a deployment that is deleted now.
    pub to: String,
}

fn in_words<S: serde::Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&crate::grammar::show_time(*time))
}

/// Every change after `from`, up to and with `to`, in the order in which they happen.
pub(crate) fn between<'d>(
    deployments: impl IntoIterator<Item = &'d Deployment>,
    from: Duration,
    to: Duration,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for deployment in deployments {
        let mut before = seen(deployment, from);
        for at in ends(deployment).into_iter().filter(|at| from < *at && *at <= to) {
            let after = seen(deployment, at);
            let pairs = before.iter().zip(&after).filter(|(before, after)| before != after);
            changes.extend(pairs.map(|((block, from), (_, to))| {
                change(deployment, at, block.as_deref(), from, to)
            }));
            before = after;
        }
    }
    // Stable: at one moment, deployments in the order of creation, and blocks before what is made of them.
    changes.sort_by_key(|change| change.after);
    changes
}

/// The latest moment at which something that is under way ends. What never ends does not count.
pub(crate) fn last<'d>(deployments: impl IntoIterator<Item = &'d Deployment>) -> Option<Duration> {
    deployments.into_iter().filter_map(|deployment| ends(deployment).last().copied()).max()
}

/// When something about a deployment changes by itself, in order.
fn ends(deployment: &Deployment) -> Vec<Duration> {
    if let Removal::Until { end, .. } = deployment.removal {
        return vec![end];
    }
    let revision = deployment.revisions.latest();
    let Run { started, takes, ending, .. } = revision.run;
    if ending == Ending::Never || deployment.removal != Removal::None {
        return Vec::new();
    }
    let count = u32::try_from(revision.blocks.len()).unwrap_or(u32::MAX);
    let mut ends: Vec<Duration> =
        (1..count).map(|block| started.saturating_add(takes / count * block)).collect();
    ends.push(started.saturating_add(takes));
    if matches!(ending, Ending::RolledBack | Ending::RollbackFailed) {
        ends.push(started.saturating_add(takes).saturating_add(takes));
    }
    ends
}

/// The statuses of a deployment at a moment: those of its blocks by name, and its own at the end.
fn seen(deployment: &Deployment, at: Duration) -> Vec<(Option<String>, String)> {
    let gone = matches!(deployment.removal, Removal::Until { end, fails: false } if end <= at);
    let failed = matches!(deployment.removal, Removal::Until { end, fails: true } if end <= at);
    let removal = if failed {
        Some("delete_failed".to_owned())
    } else {
        deployment.removal_status().map(|status| status.to_string())
    };
    let own = match (gone, &removal) {
        (true, _) => "gone".to_owned(),
        (false, Some(status)) => status.clone(),
        (false, None) => deployment.status(at).to_string(),
    };
    let revision = deployment.revisions.latest();
    let count = revision.blocks.len();
    let blocks = revision.blocks.iter().enumerate().map(|(n, block)| {
        (block.name.clone(), revision.run.block_status(n + 1, count, at).to_string())
    });
    // The blocks of a deployment that is being deleted have its status.
    let blocks = blocks.map(|(name, status)| {
        (Some(name), if gone { own.clone() } else { removal.clone().unwrap_or(status) })
    });
    blocks.chain([(None, own.clone())]).collect()
}

fn change(
    deployment: &Deployment,
    after: Duration,
    block: Option<&str>,
    from: &str,
    to: &str,
) -> Change {
    Change {
        after,
        deployment_id: deployment.id.clone(),
        name: deployment.metadata.name().to_owned(),
        tenant: deployment.tenant.clone(),
        revision: deployment.revisions.latest().number,
        block: block.map(str::to_owned),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}
