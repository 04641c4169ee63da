//! What a call costs the service of this repository when it holds so many specs. No socket: the service is asked as a function.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use press_apps_emulator::Service;

use crate::Result;

/// A page of a hundred, one spec, one more spec: what is asked of it, by the name of its row.
pub const CALLS: [&str; 3] = ["describe", "page of 100", "create"];

/// A service that holds so many specs.
#[derive(Debug)]
pub struct Stored {
    service: Service,
    /// How many specs were made, for their names.
    made: u64,
    /// The id of one in the middle.
    middle: String,
}

impl Stored {
    /// Makes a service and its specs.
    ///
    /// # Errors
    /// When it refuses one.
    pub fn new(count: u64) -> Result<Self> {
        let mut stored = Self { service: Service::new(), made: 0, middle: String::new() };
        for number in 0..count {
            let id = stored.create()?;
            if number == count / 2 {
                stored.middle = id;
            }
        }
        Ok(stored)
    }

    /// Does one of [`CALLS`] so many times.
    ///
    /// # Errors
    /// When it is refused.
    pub fn call(&mut self, name: &str, times: u64) -> Result<()> {
        for _ in 0..times {
            match name {
                "describe" => {
                    let id = &self.middle;
                    good(&self.service.call(self.get(&format!("/v1/apps/specs/{id}"))?))?;
                }
                "page of 100" => {
                    good(
                        &self.service.call(self.get("/v1/apps/specs/?pageSize=100&pageNumber=1")?),
                    )?;
                }
                "create" => drop(self.create()?),
                _ => return Err(format!("there is no call `{name}`").into()),
            }
        }
        Ok(())
    }

    fn create(&mut self) -> Result<String> {
        const SAMPLE: &str = include_str!("../../../openapi/examples/create_spec.request.json");
        /// The name in it, which a tenant has only once.
        const NAME: &str = "sdk";
        self.made += 1;
        let name = format!("spec-{:08}", self.made);
        let request = Request::post("/v1/apps/specs/")
            .header("authorization", self.service.token())
            .header("content-type", "application/json")
            .body(Bytes::from(SAMPLE.replacen(NAME, &name, 1)))?;
        let answer = self.service.call(request);
        good(&answer)?;
        let created: serde_json::Value = serde_json::from_slice(answer.body())?;
        Ok(created["id"].as_str().unwrap_or_default().to_owned())
    }

    fn get(&self, target: &str) -> Result<Request<Bytes>> {
        Ok(Request::get(target).header("authorization", self.service.token()).body(Bytes::new())?)
    }
}

fn good(answer: &Response<Bytes>) -> Result<()> {
    match answer.status() {
        StatusCode::OK | StatusCode::CREATED => Ok(()),
        status => Err(format!("{status}: {}", String::from_utf8_lossy(answer.body())).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_takes_every_call() {
        let mut stored = Stored::new(3).unwrap();
        for name in CALLS {
            stored.call(name, 2).unwrap();
        }
        assert_eq!(stored.made, 5);
    }
}
