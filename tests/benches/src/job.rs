//! What a worker is told and what it answers, a line of JSON each; the Python workers speak the same.

use serde::{Deserialize, Serialize};

/// One job.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Job {
    /// What to do.
    pub task: Task,
    /// Where the server is; empty for a task that needs none.
    #[serde(default)]
    pub url: String,
    /// How often: calls of a describe, pages of a decode.
    #[serde(default)]
    pub times: u64,
    /// How many items a page holds.
    #[serde(default)]
    pub page: u64,
    /// How many pages may be under way at once.
    #[serde(default)]
    pub k: u64,
    /// Whether to begin with a new client, without connections.
    #[serde(default)]
    pub fresh: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Describe one spec over and over, one call after the other.
    Describe,
    /// The whole list, collected.
    List,
    /// The whole list as a stream of items that are dropped as they come.
    Stream,
    /// Decode one page over and over.
    Decode,
    /// Only what all jobs have in common; says the memory the process has and has had.
    Nothing,
}

impl Job {
    /// A task without anything more.
    #[must_use]
    pub fn new(task: Task, url: &str) -> Self {
        Self { task, url: url.to_owned(), times: 1, page: 100, k: 1, fresh: false }
    }

    /// The same so many times.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times, ..self }
    }

    /// The same with pages of another size and so many of them at once.
    #[must_use]
    pub fn pages(self, page: u64, k: u64) -> Self {
        Self { page, k, ..self }
    }

    /// The same with a new client.
    #[must_use]
    pub fn fresh(self) -> Self {
        Self { fresh: true, ..self }
    }
}

/// What came of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Nanoseconds on the wall.
    #[serde(default)]
    pub wall: u64,
    /// Nanoseconds of the processor, of the whole process.
    #[serde(default)]
    pub cpu: u64,
    /// What was got, to be verified.
    #[serde(flatten)]
    pub work: Work,
    /// What was allocated; zero where nobody counts.
    #[serde(default)]
    pub allocations: u64,
    /// How many bytes those were.
    #[serde(default)]
    pub allocated: u64,
    /// How many bytes were in use at once, at most, beyond those before the job.
    #[serde(default)]
    pub live: u64,
    /// Kilobytes of memory now, as the system counts.
    #[serde(default)]
    pub resident: u64,
    /// The most there were since the process began.
    #[serde(default)]
    pub peak: u64,
    /// Why it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What was got, in order: how many, and a checksum that depends on each id and on its place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// How many.
    #[serde(default)]
    pub items: u64,
    /// Of the numbers in their ids.
    #[serde(default)]
    pub checksum: u64,
}

impl Work {
    /// One more, by the number in its id.
    pub fn add(&mut self, number: u64) {
        self.items += 1;
        // Small enough that Python's and JavaScript's numbers hold it as well.
        self.checksum = (self.checksum * 31 + number) % 1_000_000_007;
    }

    /// What a list of so many items gives when it is right.
    #[must_use]
    pub fn of_list(total: u64) -> Self {
        let mut work = Self::default();
        (0..total).for_each(|number| work.add(number));
        work
    }

    /// What so many describes give when they are right.
    #[must_use]
    pub fn of_describes(calls: u64) -> Self {
        Self { items: calls, checksum: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_tells_another_order_and_another_item() {
        let right = Work::of_list(4);
        let of = |numbers: [u64; 4]| {
            let mut work = Work::default();
            numbers.into_iter().for_each(|number| work.add(number));
            work
        };
        assert_eq!(of([0, 1, 2, 3]), right);
        assert_ne!(of([0, 2, 1, 3]), right);
        assert_ne!(of([0, 1, 2, 4]), right);
        assert_ne!(Work::of_list(5), right);
    }

    #[test]
    fn a_worker_may_leave_out_what_it_does_not_know() {
        let done: Done = serde_json::from_str(r#"{"wall":7,"items":2,"checksum":3}"#).unwrap();
        assert_eq!((done.wall, done.work, done.error), (7, Work { items: 2, checksum: 3 }, None));
    }
}
