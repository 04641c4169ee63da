//! What a scenario file says, and how it is told that it cannot be used.

use std::fmt;
use std::time::Duration;

use press_apps_model::Problems;
use press_apps_model::files::AnyFile;

use super::entry::{DeploymentEntry, SpecEntry};
use crate::faults::Fault;
use crate::grammar::{Rate, Steps};
use crate::lifecycle::Clock;
use crate::store::Block;

/// What a scenario file says. Everything in it may be left out.
///
/// ```
/// use press_apps_emulator::{Emulator, Scenario};
///
/// let text = r#"
/// clock: virtual
/// deployTime: 10m
/// specs:
///   - spec:
///       version: 1
///       kind: app
///       metadata: { name: churn, summary: Who is about to leave }
///       release: { version: "1.0.0" }
///       config:
///         - id: 0bddb4c6-40c5-45c3-b477-fceb2c051609
///           release: { version: "1.0.0" }
/// deployments:
///   - metadata: { name: churn-eu, summary: Churn in Europe }
///     spec: churn
///     script: fail:1
/// faults: [ "describe_deployment:503x2" ]
/// "#;
/// let scenario = Scenario::parse(text, "churn.yaml")?;
/// let press = Emulator::builder().scenario(&scenario)?.service();
/// # Ok::<(), press_apps_emulator::InvalidScenario>(())
/// ```
///
/// | Key | Holds |
/// |---|---|
/// | `tokens` | tokens of the tenant `acme`; without it `emulator-token` is one |
/// | `tenants` | tokens by tenant: `globex: [globex-token]` |
/// | `seed` | the seed of ids and chances; timestamps stand still unless `clock` says otherwise |
/// | `clock` | `fixed`, `virtual` or `real` |
/// | `deployTime` | how long deploying takes: `30s` |
/// | `rate` | how many requests a token may make: `5/s` |
/// | `seedData` | whether the data of [`seed`](mod@crate::seed) is there too |
/// | `anyBlock` | whether every block spec id is taken to exist |
/// | `blocks` | block specs: `id`, `name`, `kind`, and `releases` with `version` and `parameters` |
/// | `specs` | app specs: the body of `create_spec`, and `tenant`, `id`, and `releases` (bodies of `create_spec_release`) |
/// | `deployments` | deployments: the body of `create_deployment`, where `spec` may be a name, and `tenant`, `id` and `script` |
/// | `scripts` | how runs to come end, by the name of the deployment: `churn: fail:2,deployed` |
/// | `faults` | rules as [`Fault`] reads them |
///
/// Deployments have been there for a while when the service starts: the first step of their script has ended, or never does if it is
/// `stuck`. Steps after it are for the runs to come.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub(super) file: AnyFile,
    pub(crate) tokens: Vec<(String, String)>,
    pub(crate) seed: Option<u64>,
    pub(crate) clock: Option<Clock>,
    pub(crate) deploy_time: Option<Duration>,
    pub(crate) rate: Option<Rate>,
    pub(crate) seed_data: Option<bool>,
    pub(crate) any_block: Option<bool>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) specs: Vec<SpecEntry>,
    pub(crate) deployments: Vec<DeploymentEntry>,
    pub(crate) scripts: Vec<(String, Steps)>,
    pub(crate) faults: Vec<Fault>,
}

impl Scenario {
    /// Findings about its value, told about the file.
    pub(crate) fn invalid(&self, problems: Problems) -> InvalidScenario {
        InvalidScenario(self.file.locate(problems))
    }
}

/// Why a scenario file cannot be used: every finding in a line of its own, with line and column.
///
/// ```
/// use press_apps_emulator::Scenario;
///
/// let error = Scenario::parse("deployTme: 10m", "churn.yaml").unwrap_err();
/// assert!(error.to_string().contains("did you mean \"deployTime\"?"), "{error}");
/// ```
#[derive(Clone)]
pub struct InvalidScenario(pub(super) Problems);

impl fmt::Display for InvalidScenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for InvalidScenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvalidScenario({})", self.0)
    }
}

impl std::error::Error for InvalidScenario {}
