//! What a service is made of, and what it remembers at its start. The same at every reset.

use std::fmt;
use std::time::Duration;

use crate::faults::{Fault, Faults};
use crate::grammar::{Rate, Steps};
use crate::lifecycle::{Clock, Ticker};
use crate::log::{self, Log};
use crate::memory::Memory;
use crate::rate::Limiter;
use crate::scenario::{self, InvalidScenario, Scenario};
use crate::seed;
use crate::store::{Block, DEFAULT_TENANT, Identity, Ids, Registry, State};
use crate::token::DEFAULT_TOKEN;

/// What a service is made of.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) tokens: Vec<(String, Identity)>,
    pub(crate) deploy_time: Option<Duration>,
    pub(crate) clock: Clock,
    pub(crate) seed: Option<u64>,
    pub(crate) seed_data: bool,
    pub(crate) any_block: bool,
    pub(crate) blocks: Vec<Block>,
    pub(crate) scripts: Vec<(String, Steps)>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) rate: Option<Rate>,
    pub(crate) kept_requests: usize,
    pub(crate) kept_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tokens: Vec::new(),
            deploy_time: None,
            clock: Clock::default(),
            seed: Some(0),
            seed_data: false,
            any_block: false,
            blocks: Vec::new(),
            scripts: Vec::new(),
            faults: Vec::new(),
            scenarios: Vec::new(),
            rate: None,
            kept_requests: log::KEPT,
            kept_bytes: log::KEPT_BYTES,
        }
    }
}

/// Tokens are only counted.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("tokens", &self.tokens.len())
            .field("deploy_time", &self.deploy_time)
            .field("clock", &self.clock)
            .field("seed", &self.seed)
            .field("seed_data", &self.seed_data)
            .field("any_block", &self.any_block)
            .field("blocks", &self.blocks.len())
            .field("scripts", &self.scripts.len())
            .field("faults", &self.faults.len())
            .field("scenarios", &self.scenarios.len())
            .field("rate", &self.rate)
            .field("kept_requests", &self.kept_requests)
            .field("kept_bytes", &self.kept_bytes)
            .finish()
    }
}

impl Settings {
    /// One more token of a tenant.
    pub(crate) fn add_token(&mut self, tenant: &str, token: impl Into<String>) {
        self.tokens.push((token.into(), Identity::of(tenant)));
    }

    /// Takes over what a scenario says.
    ///
    /// # Errors
    ///
    /// What of it does not fit.
    pub(crate) fn apply(&mut self, scenario: &Scenario) -> Result<(), InvalidScenario> {
        let told = |tokens: &[(String, Identity)], tenant: &str| {
            tokens.iter().any(|(_, who)| who.tenant == tenant)
        };
        let before = self.tokens.clone();
        if !told(&before, DEFAULT_TENANT)
            && !scenario.tokens.iter().any(|(tenant, _)| tenant == DEFAULT_TENANT)
        {
            self.add_token(DEFAULT_TENANT, DEFAULT_TOKEN);
        }
        for (tenant, token) in scenario.tokens.iter().filter(|(tenant, _)| !told(&before, tenant)) {
            self.add_token(tenant, token.as_str());
        }
        // Who wants ids to repeat wants times to repeat.
        if scenario.seed.is_some() || scenario.seed_data == Some(true) {
            (self.seed, self.clock) =
                (Some(scenario.seed.or(self.seed).unwrap_or_default()), Clock::Fixed);
        }
        self.clock = scenario.clock.unwrap_or(self.clock);
        self.deploy_time = scenario.deploy_time.or(self.deploy_time);
        self.rate = scenario.rate.or(self.rate);
        self.seed_data = scenario.seed_data.unwrap_or(self.seed_data);
        self.any_block = scenario.any_block.unwrap_or(self.any_block);
        self.blocks.extend(scenario.blocks.iter().cloned());
        self.scripts.extend(scenario.scripts.iter().cloned());
        self.faults.extend(scenario.faults.iter().cloned());
        self.scenarios.push(scenario.clone());
        self.fits()
    }

    /// Whether everything that the scenarios say can be there.
    ///
    /// # Errors
    ///
    /// What cannot.
    pub(crate) fn fits(&self) -> Result<(), InvalidScenario> {
        self.furnished(Ticker::new(self.clock)).1
    }

    /// What the service remembers at its start.
    pub(crate) fn memory(&self) -> Memory {
        self.furnished(Ticker::new(self.clock)).0
    }

    /// Puts everything back to how it was at the start. The clock begins anew for the service, not for those who sleep on it.
    pub(crate) fn renew(&self, memory: &mut Memory) {
        let ticker = memory.state.ticker.restarted();
        *memory = self.furnished(ticker).0;
    }

    /// What the service remembers at its start, and what of the scenarios did not fit.
    fn furnished(&self, ticker: Ticker) -> (Memory, Result<(), InvalidScenario>) {
        let registry = Registry::new(self.blocks.clone(), self.any_block);
        let deploy_time = self.deploy_time.unwrap_or_default();
        let mut state = State::new(Ids::new(self.seed), ticker, registry, deploy_time);
        if let (true, Some((_, owner))) = (self.seed_data, self.tokens.first()) {
            seed::fill(&mut state, owner);
        }
        let mut fits = Ok(());
        for scenario in &self.scenarios {
            let problems = scenario::fill(&mut state, scenario);
            if !problems.is_empty() {
                fits = fits.and(Err(scenario.invalid(problems)));
            }
        }
        for (name, steps) in &self.scripts {
            state.scripts.add(name, steps);
        }
        let mut faults = Faults::new(self.seed);
        self.faults.iter().cloned().for_each(|fault| faults.add(fault));
        let log = Log::new(self.kept_requests, self.kept_bytes);
        (Memory { state, faults, before: None, log, limiter: Limiter::new(self.rate) }, fits)
    }
}
