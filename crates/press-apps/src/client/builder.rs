//! The settings of a client, checked all at once when it is built.

use std::env::VarError;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::env::{self, Found, FromEnv};
use super::http::{Connection, Http};
use super::proxy::Proxy;
use super::settings::{SettingSource, Settings};
use super::target::{Target, target};
use super::{Client, Inner};
use crate::error::Error;
use crate::hooks::Hook;
use crate::redact::HIDDEN;
use crate::request::wire::SUCCESS_BODY_CAP;
#[cfg(feature = "emulator")]
use crate::request::wire::Transport;
use crate::request::{Limits, Wire};
use crate::retry::{Budget, RetryPolicy, Throttle};
use crate::stage::Stage;
use crate::time::{Clock, FastRandom, Random, TimeLimit, TokioClock};
use crate::token::{Credential, Token};

/// How long a connection may take to be made, unless set otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept that nobody uses, unless set otherwise: servers that close early do so after five seconds.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);
/// How long the service may stay silent in the middle of an answer, unless set otherwise.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// How long one attempt may take, unless set otherwise.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a whole call may take, unless set otherwise.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(180);

impl Client {
    /// A client with the settings of the environment, by the names that the vendor's Python client reads.
    ///
    /// The token comes from `PEAK_AUTH_TOKEN`, else from `API_KEY`. The address comes from `PEAK_BASE_URL`, which only this crate reads;
    /// else it is that of the stage in `PEAK__STAGE`, else in `STAGE`, else of `prod`. A variable that is empty counts as absent, and one that is
    /// no text is an error. [`ClientBuilder`] has the table of what wins over what, and [`Client::settings`] says what won.
    ///
    /// # Errors
    ///
    /// An error of kind [`Config`](crate::ErrorKind::Config) that says which variable is missing or wrong.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().env().build()
    }

    /// A builder without any settings.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

/// Settings of a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use press_apps::{Client, RetryPolicy};
///
/// let client = Client::builder()
///     .base_url("http://127.0.0.1:8080")
///     .token("any-token")
///     .timeout(Duration::from_secs(30))
///     .retry_policy(RetryPolicy::default().attempts(2))
///     .user_agent("my-tool/1.2")
///     .build()?;
/// # let _ = client;
/// # Ok::<(), press_apps::Error>(())
/// ```
///
/// # What wins over what
///
/// Code wins over the environment, and that over the default. Of several variables the first one wins that is set and not empty; one that is
/// wrong is an error and not passed over, unless something before it won. The variables in the first two rows are read by
/// [`Client::from_env`], [`env`](Self::env) and [`env_from`](Self::env_from) alone, the others always.
///
/// | Setting | Code | Variables | Default |
/// |---|---|---|---|
/// | token | [`token`](Self::token) | `PEAK_AUTH_TOKEN`, `API_KEY` | none: an error |
/// | address | [`base_url`](Self::base_url) or [`stage`](Self::stage); both are an error | `PEAK_BASE_URL`, then the stage in `PEAK__STAGE`, `STAGE` | stage `prod` |
/// | proxy to https | an HTTP client of your own | none for this machine and what `NO_PROXY`, `no_proxy` name; `HTTPS_PROXY`, `https_proxy`, `ALL_PROXY`, `all_proxy` | none |
/// | proxy to plain http | as above | the same with `HTTP_PROXY` (not in a CGI program) and `http_proxy` first | none |
/// | trusted authorities (feature `rustls`) | an HTTP client of your own | `SSL_CERT_FILE` and `SSL_CERT_DIR` together; none on Windows and macOS | those of the system |
/// | all other methods of this page | the method | – | as the method says |
#[derive(Default)]
#[must_use]
pub struct ClientBuilder {
    token: Option<Token>,
    stage: Option<Stage>,
    base_url: Option<String>,
    allow_http: bool,
    user_agent: Option<String>,
    idle: TimeLimit,
    max_body: Option<usize>,
    limits: Limits,
    retry: Option<RetryPolicy>,
    hooks: Vec<Arc<dyn Hook>>,
    http: Option<reqwest::Client>,
    wire: Option<Wire>,
    clock: Option<Arc<dyn Clock>>,
    random: Option<Arc<dyn Random>>,
    /// What the environment says; its token only matters when none is given, its address when neither a stage nor a base URL is.
    env: FromEnv,
}

impl ClientBuilder {
    /// The credential; sent as it is in the `Authorization` header.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The stage of the service. Default [`Stage::Prod`].
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stage = Some(stage);
        self
    }

    /// The address of the service, instead of a stage: an emulator, or a gateway.
    ///
    /// It has to be https, unless the host is this machine (`localhost` or a loopback address) or [`allow_http`](Self::allow_http) is given. A
    /// path in front of `/v1` is fine; `/v1` itself, a user name, password, query or fragment is not.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Allows plain http to other machines. The token can then be read by everyone on the way.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Takes what is not set yet from the environment, as [`Client::from_env`] does.
    pub fn env(self) -> Self {
        let env = self.env.or(FromEnv::read(|name| std::env::var(name)));
        Self { env, ..self }
    }

    /// As [`env`](Self::env), from another source of variables.
    ///
    /// ```
    /// use press_apps::{Client, Stage};
    ///
    /// let client = Client::builder()
    ///     .env_from(|name| match name {
    ///         "API_KEY" => Some("my api key".to_owned()),
    ///         "STAGE" => Some("test".to_owned()),
    ///         _ => None,
    ///     })
    ///     .build()?;
    /// assert_eq!(client.stage(), Some(Stage::Test));
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn env_from(self, variable: impl Fn(&str) -> Option<String>) -> Self {
        let found = FromEnv::read(|name| variable(name).ok_or(VarError::NotPresent));
        Self { env: self.env.or(found), ..self }
    }

    /// Added to the `User-Agent` header after `press-apps/<version>`, such as `my-tool/1.2`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// The limit for making a connection: address look-up, proxy and TLS included. Default 10 s. A supplied HTTP client keeps its own.
    pub fn connect_timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.limits.connect = limit.into();
        self
    }

    /// How long a connection that nobody uses is kept for the next call. Default 4 s. A supplied HTTP client keeps its own.
    ///
    /// Set it below the time after which the service, or a balancer before it, closes unused connections (5 to 75 s are usual): a request
    /// that meets a connection while it is being closed is lost, and a read, update or delete is then sent again. `None` keeps
    /// connections until the other side closes them, [`Duration::ZERO`] keeps none.
    ///
    /// Creates do not use kept connections at all, whatever is set here, because a lost one could not be told from one that was carried
    /// out. That costs each create a round trip to connect, for https one or two more for the TLS handshake (sessions are resumed), and
    /// through a proxy one more for the way through it.
    pub fn idle_timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.idle = limit.into();
        self
    }

    /// The limit of silence between two pieces of an answer. Default 30 s. A request may set its own.
    ///
    /// It counts from the head of the answer on: a service that takes long to begin its answer, or a slow upload, is a matter of
    /// [`attempt_timeout`](Self::attempt_timeout).
    pub fn read_timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.limits.read = limit.into();
        self
    }

    /// How large the body of a success may be, in bytes. Default 8 MiB, which is eighty times a page of a hundred items.
    ///
    /// A larger one is not read to its end and is an error of kind [`Decode`](crate::ErrorKind::Decode). Of an answer with another status at
    /// most 64 KiB are read, whatever is set here. What an answer takes in memory is at most 16 times its bytes, but for parameter values
    /// and other members that may hold any JSON: those take up to 110 times their bytes (an object with one member without a name).
    ///
    /// A call may end later than its limits by the time it takes to read one body, since reading does not stop halfway: for 8 MiB,
    /// optimised, 0.05 s were measured for a page of usual specs and 0.25 s for the slowest answer that was tried.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// The limit of one attempt, from connecting to the end of the body. Default 60 s. A request may set its own.
    ///
    /// As with every limit, `None` or [`Duration::MAX`] means none.
    pub fn attempt_timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.limits.attempt = limit.into();
        self
    }

    /// The limit of a whole call, its retries and waits included. Default 180 s. A request may set its own.
    pub fn timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.limits.operation = limit.into();
        self
    }

    /// How often and how patiently a failed attempt is made again. A request may set its own.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Adds a hook that is told about every call; may be given more than once.
    ///
    /// ```
    /// use press_apps::{Attempt, CallInfo, Client, Hook};
    ///
    /// struct Retries;
    ///
    /// impl Hook for Retries {
    ///     fn on_retry(&self, call: &CallInfo, failed: &Attempt) {
    ///         println!("{}: {failed}", call.operation);
    ///     }
    /// }
    ///
    /// let client = Client::builder().token("any-token").hook(Retries).build()?;
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// A ready HTTP client to send with, for proxies, certificates or pools of your own.
    ///
    /// It keeps its own proxies, connect limit, redirects, retries, cookies and limits of time; switch off its redirects
    /// (`redirect::Policy::none()`) and retries (`retry::never()`), or the promises of this crate about them do not hold. Feature
    /// `rustls` of this crate brings no process-wide crypto provider, so your `reqwest` needs a TLS feature or provider of its own.
    ///
    /// It also keeps its own pool, for creates too: one that meets a connection which the service is closing ends as "whether it was
    /// carried out is not known". `pool_max_idle_per_host(0)` prevents that; with `pool_idle_timeout(..)` below the service's own limit it
    /// is rare.
    ///
    /// `.call()` (feature `blocking`) and `.await` share it, and a connection that the one kept is driven by the runtime of the other: use one
    /// of the two ways, or a client that keeps none.
    #[cfg(feature = "reqwest-client")]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// A transport in memory instead of the network.
    #[cfg(feature = "testing")]
    pub fn transport(mut self, transport: impl crate::testing::Transport) -> Self {
        self.wire = Some(Wire::Memory(Arc::new(transport)));
        self
    }

    /// Another source of time.
    #[cfg(feature = "testing")]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Another source of chance.
    #[cfg(feature = "testing")]
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Some(Arc::new(random));
        self
    }

    /// Where requests go, and where time and chance come from, for the client of a service in memory.
    #[cfg(feature = "emulator")]
    pub(crate) fn in_memory(
        mut self,
        transport: impl Transport,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        self.wire = Some(Wire::Memory(Arc::new(transport)));
        (self.clock, self.random) = (Some(clock), Some(random));
        self
    }

    /// Checks the settings and makes the client. Sends nothing.
    ///
    /// The proxy is chosen here, by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` or their lower-case names; for this machine
    /// there is never one. Proxy settings of the operating system are not read. A variable that does not hold the address of an HTTP proxy is an error, unless an HTTP client is supplied.
    ///
    /// # Errors
    ///
    /// An error of kind [`Config`](crate::ErrorKind::Config) that names everything that is missing or wrong and what to do about it.
    pub fn build(self) -> Result<Client, Error> {
        let (mut wrong, mut settings) = (Vec::new(), Settings::default());
        let found = credential(self.token, self.env.token);
        let credential = keep(found, &mut wrong).map(|(credential, source)| {
            settings.add("token", HIDDEN, source);
            credential
        });
        let target = target(self.base_url, self.stage, self.env.base_url, self.env.stage);
        let target = keep(target, &mut wrong);
        let stage = target.as_ref().and_then(Target::stage);
        let address = target.and_then(|target| {
            target.add_to(&mut settings);
            keep(target.address(self.allow_http), &mut wrong)
        });
        settings.add("allow_http", self.allow_http, SettingSource::of(self.allow_http));
        let user_agent = keep(user_agent(self.user_agent.as_deref()), &mut wrong);
        if let Some(user_agent) = user_agent.as_ref().and_then(|agent| agent.to_str().ok()) {
            settings.add("user_agent", user_agent, SettingSource::of(self.user_agent.is_some()));
        }
        let mut limits = Limits {
            connect: self.limits.connect.or(CONNECT_TIMEOUT.into()),
            read: self.limits.read.or(READ_TIMEOUT.into()),
            attempt: self.limits.attempt.or(ATTEMPT_TIMEOUT.into()),
            operation: self.limits.operation.or(OPERATION_TIMEOUT.into()),
        };
        let idle = self.idle.or(IDLE_TIMEOUT.into());
        let is_supplied = self.http.is_some();
        if !is_supplied {
            settings.add_limit("connect_timeout", self.limits.connect, limits.connect);
            settings.add_limit("idle_timeout", self.idle, idle);
        }
        settings.add_limit("read_timeout", self.limits.read, limits.read);
        settings.add_limit("attempt_timeout", self.limits.attempt, limits.attempt);
        settings.add_limit("timeout", self.limits.operation, limits.operation);
        let retry = self.retry.unwrap_or_default();
        settings.add("retry_policy", retry, SettingSource::of(self.retry.is_some()));
        let max_body = self.max_body.unwrap_or(SUCCESS_BODY_CAP);
        settings.add("max_body", max_body, SettingSource::of(self.max_body.is_some()));
        let mut proxy = None;
        let http = match (self.http, &address) {
            (Some(client), _) => {
                // It has one of its own, or none.
                limits.connect = TimeLimit::Off;
                Some(Http::supplied(client))
            }
            (None, None) => None,
            (None, Some(address)) => {
                // In memory nothing is encrypted or passed on, so nothing about TLS or proxies has to work.
                if self.wire.is_none() {
                    let found = Proxy::of(address, |name| std::env::var_os(name));
                    proxy = keep(found, &mut wrong).flatten();
                }
                let connection = Connection {
                    connect_timeout: limits.connect.duration(),
                    idle: idle.duration(),
                    secure: address.secure && self.wire.is_none(),
                    proxy: proxy.clone(),
                };
                keep(connection.clients(), &mut wrong)
            }
        };
        match proxy.as_ref().map(Proxy::named) {
            _ if is_supplied => {
                let what = "connect_timeout, idle_timeout and proxy are its own";
                settings.add("http_client", what, SettingSource::Code);
            }
            Some((server, name)) => settings.add("proxy", server, SettingSource::Variable(name)),
            None => settings.add("proxy", "none", SettingSource::Default),
        }
        let (true, Some(address), Some(credential), Some(user_agent), Some(http)) =
            (wrong.is_empty(), address, credential.as_ref(), user_agent, http)
        else {
            let error = Error::config(&wrong);
            // A setting that is wrong because the token stands there.
            return Err(match credential {
                Some(Credential { redactor, .. }) => error.without(&redactor),
                None => error,
            });
        };
        let clock = self.clock.unwrap_or_else(|| Arc::new(TokioClock));
        Ok(Client {
            inner: Arc::new(Inner {
                address,
                stage,
                redactor: credential.redactor.clone(),
                authorization: credential.header.clone(),
                user_agent,
                http,
                #[cfg(feature = "blocking")]
                blocking: crate::blocking::Blocking::default(),
                proxy,
                wire: self.wire.unwrap_or(Wire::Network),
                settings: settings.hiding(&credential.redactor),
                limits,
                max_body,
                retry,
                budget: Budget::default(),
                throttle: Throttle::new(Arc::clone(&clock)),
                hooks: self.hooks,
                clock,
                random: self.random.unwrap_or_else(|| Arc::new(FastRandom)),
            }),
        })
    }
}

/// The value, or nothing and one more thing that is wrong.
fn keep<T>(result: Result<T, String>, wrong: &mut Vec<String>) -> Option<T> {
    result.map_err(|reason| wrong.push(reason)).ok()
}

/// The token of the builder, else that of the environment, checked.
fn credential(
    given: Option<Token>,
    env: Found<Token>,
) -> Result<(Credential, SettingSource), String> {
    match (given, env) {
        (Some(token), _) => Ok((token.check()?, SettingSource::Code)),
        (None, Some(found)) => {
            let (name, token) = found?;
            let checked = token.check();
            let checked =
                checked.map_err(|wrong| format!("{wrong}; it comes from the variable {name}"));
            Ok((checked?, SettingSource::Variable(name)))
        }
        (None, None) => Err(format!(
            "there is no token; set the variable {} or {} and use `Client::from_env()`, or call `.token(..)`",
            env::TOKEN[0],
            env::TOKEN[1]
        )),
    }
}

fn user_agent(product: Option<&str>) -> Result<HeaderValue, String> {
    let own = concat!("press-apps/", env!("CARGO_PKG_VERSION"));
    let text = product.map_or_else(|| own.to_owned(), |product| format!("{own} {product}"));
    HeaderValue::from_str(&text)
        .map_err(|_| "the user agent holds a character that cannot be sent in a header".to_owned())
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("token", &self.token)
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(builder: ClientBuilder) -> String {
        let error = builder.build().unwrap_err();
        assert!(error.is_config());
        error.to_string()
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let said = refused(Client::builder().base_url("http://press.peak.ai"));
        assert!(said.contains("allow_http") && said.contains("PEAK_AUTH_TOKEN"), "{said}");
        let said = refused(
            Client::builder().env_from(|name| (name == "STAGE").then(|| "PROD".to_owned())),
        );
        assert!(
            said.contains("API_KEY") && said.contains("STAGE") && said.contains("beta"),
            "{said}"
        );
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn a_setting_in_code_wins_over_the_environment() {
        let variables = |name: &str| match name {
            "PEAK_AUTH_TOKEN" => Some("from the environment".to_owned()),
            "STAGE" => Some("nonsense".to_owned()),
            _ => None,
        };
        let client = Client::builder()
            .token("mine-only")
            .stage(Stage::Dev)
            .env_from(variables)
            .build()
            .unwrap();
        assert_eq!(client.inner.authorization, "mine-only");
        assert_eq!(client.base_url(), "https://press.dev.peak.ai");
        let client =
            Client::builder().base_url("http://localhost:1").env_from(variables).build().unwrap();
        assert_eq!(client.base_url(), "http://localhost:1");
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn neither_client_nor_builder_shows_the_token() {
        let builder = Client::builder().token("s3cr3t-1").stage(Stage::Beta);
        assert!(!format!("{builder:?}").contains("s3cr3t"));
        let client = builder.build().unwrap();
        let shown = format!("{client:?}");
        assert!(shown.contains("press.beta.peak.ai") && !shown.contains("s3cr3t"), "{shown}");
    }

    #[test]
    fn a_token_in_the_wrong_place_is_not_shown() {
        let said = refused(Client::builder().env_from(|name| match name {
            "API_KEY" | "STAGE" => Some("s3cr3t-1".repeat(9)),
            _ => None,
        }));
        assert!(said.contains("\"[redacted]…\" is not a stage"), "{said}");
    }

    #[test]
    fn a_token_of_the_environment_that_is_wrong_is_told_with_its_variable() {
        let said = refused(
            Client::builder().env_from(|name| (name == "API_KEY").then(|| "abcdefgh\n".to_owned())),
        );
        assert!(said.contains("a line break") && said.contains("variable API_KEY"), "{said}");
    }

    #[test]
    fn the_user_agent_names_the_crate_first() {
        let agent = user_agent(Some("my-tool/1.2")).unwrap();
        assert!(agent.to_str().unwrap().starts_with("press-apps/"));
        assert!(agent.to_str().unwrap().ends_with(" my-tool/1.2"));
        assert!(user_agent(Some("a\nb")).is_err());
    }
}
