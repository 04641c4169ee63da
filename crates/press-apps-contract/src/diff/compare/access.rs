//! Where the service is and what it asks callers to show: servers, security requirements and security schemes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, Verdict, breaking, compatible, decide};
use super::verdicts::Drift;
use super::{Compare, Place, words};
use crate::walk::{Operation, components};

impl<'a> Compare<'a> {
    /// Servers, security and security schemes of the document as a whole.
    pub(super) fn access(&mut self, place: &Place) {
        let (base, head) = (self.base, self.head);
        self.servers(&place.at("the servers".to_owned()), base.get("servers"), head.get("servers"));
        let place = place.at("the document".to_owned());
        let (old, new) = (base.get("security"), head.get("security"));
        self.credentials(&place, old, new);
        self.schemes(&place);
    }

    /// Servers and security of one operation, if it or its path has some of its own.
    pub(super) fn access_of(&mut self, place: &Place, old: &Operation<'a>, new: &Operation<'a>) {
        let own = |operation: &Operation<'a>| {
            operation.item.get("servers").or_else(|| operation.path_item.get("servers"))
        };
        let (before, now) = (own(old), own(new));
        if before.is_some() || now.is_some() {
            let place = place.at(format!("the servers of {}", place.subject));
            let (base, head) = (self.base.get("servers"), self.head.get("servers"));
            self.servers(&place, before.or(base), now.or(head));
        }
        let (before, now) = (old.item.get("security"), new.item.get("security"));
        if before.is_some() || now.is_some() {
            let (base, head) = (self.base.get("security"), self.head.get("security"));
            self.credentials(place, before.or(base), now.or(head));
        }
    }

    fn servers(&mut self, place: &Place, old: Option<&'a Value>, new: Option<&'a Value>) {
        let (before, now) = (addresses(old), addresses(new));
        let only = |some: &[String], others: &[String]| -> Vec<String> {
            some.iter().filter(|address| !others.contains(address)).cloned().collect()
        };
        let (gone, come) = (only(&before, &now), only(&now, &before));
        let list = |addresses: &[String]| format!("`{}`", addresses.join("`, `"));
        let (what, meaning, level) = match Drift::of(!gone.is_empty(), !come.is_empty()) {
            Some(Drift::Other) => (
                format!("moved from {} to {}", list(&gone), list(&come)),
                Meaning {
                    callers: breaking("they call the old address"),
                    server: breaking("it is at the old address"),
                },
                Level::Minor,
            ),
            Some(Drift::Narrower) => (
                format!("are without {} now", list(&gone)),
                Meaning {
                    callers: breaking("they may call an address that is gone"),
                    server: compatible("nobody calls it there"),
                },
                Level::Minor,
            ),
            Some(Drift::Wider) => (
                format!("have {} too", list(&come)),
                Meaning {
                    callers: compatible("they need not call it there"),
                    server: breaking("it is not there"),
                },
                Level::Minor,
            ),
            None if old.map(words::silent) != new.map(words::silent) => (
                "have another order or another default".to_owned(),
                Meaning::both(compatible("the addresses are the same")),
                Level::Patch,
            ),
            None if old != new => (
                "have another description".to_owned(),
                Meaning::both(compatible("words only")),
                Level::Patch,
            ),
            None => return,
        };
        let kind = if level == Level::Patch { Kind::Words } else { Kind::Changed };
        self.push(place, kind, what, meaning, level);
    }

    fn credentials(&mut self, place: &Place, old: Option<&'a Value>, new: Option<&'a Value>) {
        let renamed = renamed(self.base, self.head);
        let (before, now) = (Asked::of(old, &renamed), Asked::of(new, &BTreeMap::new()));
        if before == now {
            return;
        }
        let only = |some: &Asked, others: &Asked| -> Vec<String> {
            some.ways.difference(&others.ways).map(|way| format!("`{way}`")).collect()
        };
        let (gone, come) = (only(&before, &now).join(", "), only(&now, &before).join(", "));
        let (what, callers, server): (String, Verdict, Verdict) = match (before.none, now.none) {
            (false, true) => (
                "asks for no credentials any more".to_owned(),
                compatible("theirs are passed over"),
                breaking("it refuses callers without credentials"),
            ),
            (true, false) => (
                format!("asks for credentials now: {}", now.list()),
                breaking("callers without credentials are refused"),
                compatible("it passes over credentials"),
            ),
            (true, true) => (
                "takes other credentials, and still asks for none".to_owned(),
                compatible("they need not show any"),
                compatible("it asks for none"),
            ),
            (false, false) => match Drift::of(!gone.is_empty(), !come.is_empty()) {
                Some(Drift::Wider) => (
                    format!("takes the credentials {come} too"),
                    compatible("theirs are still taken"),
                    breaking("it does not know them"),
                ),
                Some(Drift::Narrower) => (
                    format!("does not take the credentials {gone} any more"),
                    breaking("theirs may be refused"),
                    compatible("it takes what is left"),
                ),
                _ => (
                    format!("asks for other credentials: {come}, not {gone}"),
                    breaking("theirs may be refused"),
                    breaking("it does not know them"),
                ),
            },
        };
        self.push(place, Kind::Changed, what, Meaning { callers, server }, Level::Minor);
    }

    fn schemes(&mut self, place: &Place) {
        let (base, head) = (self.base, self.head);
        let renamed = renamed(base, head);
        for (name, old) in components(base, "securitySchemes") {
            let place = place.at(format!("the security scheme {name}"));
            if let Some(now) = renamed.get(&name) {
                let meaning = Meaning::both(compatible("names of schemes do not go over the wire"));
                let what = format!("is called `{now}` now");
                self.push(&place, Kind::Changed, what, meaning, Level::Patch);
                continue;
            }
            let list = components(head, "securitySchemes");
            let Some((_, new)) = list.into_iter().find(|(other, _)| *other == name) else {
                let meaning = Meaning::both(compatible("what asked for it is told where it did"));
                self.push(&place, Kind::Removed, "is gone", meaning, Level::Patch);
                continue;
            };
            self.texts(&place, old.value, new.value, &["description", "bearerFormat"]);
            let sent = ["type", "in", "scheme"].iter().any(|key| old.get(key) != new.get(key));
            let name_of = |item: Option<&str>| item.map(str::to_owned);
            let (old_name, new_name) = match new.text("in") {
                // Names of headers are the same in any case.
                Some("header") => (
                    old.text("name").map(str::to_lowercase),
                    new.text("name").map(str::to_lowercase),
                ),
                _ => (name_of(old.text("name")), name_of(new.text("name"))),
            };
            if sent || old_name != new_name {
                let meaning = Meaning {
                    callers: breaking("they send their credentials the old way"),
                    server: breaking("it looks for credentials the old way"),
                };
                let what = "sends credentials in another way";
                self.push(&place, Kind::Changed, what, meaning, Level::Minor);
            }
            for key in ["flows", "openIdConnectUrl"] {
                if old.get(key) != new.get(key) {
                    let meaning = Meaning {
                        callers: decide("they may get their credentials elsewhere"),
                        server: compatible("it takes them as before"),
                    };
                    self.push(
                        &place,
                        Kind::Changed,
                        format!("has another `{key}`"),
                        meaning,
                        Level::Minor,
                    );
                }
            }
        }
        for (name, _) in components(head, "securitySchemes") {
            let known = components(base, "securitySchemes").iter().any(|(other, _)| *other == name);
            if !known && !renamed.values().any(|now| *now == name) {
                let place = place.at(format!("the security scheme {name}"));
                let meaning = Meaning::both(compatible("what asks for it is told where it does"));
                self.push(&place, Kind::Added, "is new", meaning, Level::Patch);
            }
        }
    }
}

/// Security schemes that have another name and are otherwise the same: the old name and the new one.
fn renamed(base: &Value, head: &Value) -> BTreeMap<String, String> {
    let (base, head) = (components(base, "securitySchemes"), components(head, "securitySchemes"));
    let mut out = BTreeMap::new();
    for (name, old) in base.iter().filter(|(name, _)| !head.iter().any(|(new, _)| new == name)) {
        let same = head.iter().find(|(other, new)| {
            words::silent(new.value) == words::silent(old.value)
                && !base.iter().any(|(old, _)| old == other)
                && !out.values().any(|taken| taken == other)
        });
        if let Some((now, _)) = same {
            out.insert(name.clone(), now.clone());
        }
    }
    out
}

/// What callers have to show.
#[derive(PartialEq, Eq)]
struct Asked {
    /// Whether nothing at all is enough.
    none: bool,
    /// Each way that is enough: one scheme, or several together.
    ways: BTreeSet<String>,
}

impl Asked {
    fn list(&self) -> String {
        let ways = self.ways.iter().map(|way| format!("`{way}`"));
        ways.collect::<Vec<_>>().join(" or ")
    }

    fn of(security: Option<&Value>, renamed: &BTreeMap<String, String>) -> Self {
        let list = security.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let way = |way: &Value| {
            let schemes = way.as_object().into_iter().flatten().map(|(name, scopes)| {
                let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
                let scopes: BTreeSet<_> = scopes.collect();
                let scopes = scopes.into_iter().map(|scope| format!(" {scope}"));
                let name = renamed.get(name).unwrap_or(name);
                format!("{name}{}", scopes.collect::<String>())
            });
            let schemes: BTreeSet<_> = schemes.collect();
            schemes.into_iter().collect::<Vec<_>>().join(" with ")
        };
        let ways: BTreeSet<String> = list.iter().map(way).collect();
        let none = ways.is_empty() || ways.contains("");
        Self { none, ways: ways.into_iter().filter(|way| !way.is_empty()).collect() }
    }
}

/// The addresses of a list of servers, in its order; a variable with listed values is an address for each of them.
fn addresses(servers: Option<&Value>) -> Vec<String> {
    let list = servers.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if list.is_empty() {
        return vec!["/".to_owned()];
    }
    list.iter().flat_map(expanded).collect()
}

fn expanded(server: &Value) -> Vec<String> {
    /// More than these are not spelt out.
    const MOST: usize = 100;
    let mut out = vec![server.get("url").and_then(Value::as_str).unwrap_or("/").to_owned()];
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten()
    {
        let values = variable.get("enum").and_then(Value::as_array).into_iter().flatten();
        let values: Vec<_> = values.filter_map(Value::as_str).collect();
        if values.is_empty() || out.len() * values.len() > MOST {
            continue;
        }
        let mark = format!("{{{name}}}");
        out = out
            .iter()
            .flat_map(|url| {
                values.iter().map(|value| url.replace(&mark, value)).collect::<Vec<_>>()
            })
            .collect();
    }
    out
}
