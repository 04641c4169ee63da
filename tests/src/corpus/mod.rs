//! What the client and the service of this repository said before a change of the document, to be held against the document after it.
//!
//! Recorded once, in memory; nothing is compiled for a changed document. What is recorded was written by hand or answered by code that
//! was: which request is the least, what has to be refused, what an answer holds at least.

mod answers;
mod bodies;
mod ends;
mod least;
mod refusals;
mod requests;
mod seen;
mod taken;

use std::collections::BTreeSet;

use serde_json::Value;

pub use least::{Least, least_answers};
pub use refusals::{Refused, refusals};
pub use requests::{Sent, sent};
pub use taken::taken;

use crate::{Contract, Document, Recording, Verdict, recordings, verdicts};
use answers::Answers;

/// Everything that was said.
pub struct Corpus {
    recordings: Vec<(Recording, Verdict)>,
    sent: Vec<Sent>,
    taken: Vec<Sent>,
    answers: Answers,
    least: Vec<Least>,
    refused: Vec<Refused>,
    /// Properties that nothing here shows, in the document as it is.
    unseen: BTreeSet<String>,
}

impl std::fmt::Debug for Corpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Corpus").finish_non_exhaustive()
    }
}

impl Corpus {
    /// Lets the client and the service speak.
    ///
    /// # Panics
    ///
    /// When the service takes what it has to refuse, or the other way round.
    pub fn record() -> Self {
        let verdicts = verdicts();
        let verdict = |recording: Recording| {
            let key = recording.key();
            let found = verdicts.iter().find(|verdict| verdict.key() == key);
            (recording, found.expect("a verdict").clone())
        };
        let mut corpus = Self {
            recordings: recordings().into_iter().map(verdict).collect(),
            sent: sent(),
            taken: taken(),
            answers: Answers::record(),
            least: least_answers(),
            refused: refusals(),
            unseen: BTreeSet::new(),
        };
        corpus.unseen = corpus.unseen_in(Contract::get());
        corpus
    }

    /// What of it contradicts a document: the first contradiction of each witness, by its name.
    pub fn contradictions(&self, document: Value) -> Vec<(&'static str, String)> {
        let document = match Document::of(document) {
            Ok(document) => document,
            // Nothing can be held against it, so it is for the reader of the document to object.
            Err(_) => return Vec::new(),
        };
        let contract = Contract::changed(document);
        let said = [
            ("recordings", self.recorded(&contract)),
            ("requests", self.requested(&contract)),
            ("answers", self.answered(&contract)),
            ("refusals", self.refused(&contract)),
        ];
        said.into_iter()
            .filter_map(|(witness, result)| Some((witness, result.err()?)))
            .collect()
    }

    fn recorded(&self, contract: &Contract) -> Result<(), String> {
        let mut all = self.recordings.iter();
        all.try_for_each(|(recording, verdict)| verdict.holds(contract, recording))
    }

    fn requested(&self, contract: &Contract) -> Result<(), String> {
        let mut all = self.sent.iter().chain(&self.taken);
        all.try_for_each(|sent| sent.fits(contract))
    }

    fn answered(&self, contract: &Contract) -> Result<(), String> {
        self.answers.fit(contract)?;
        self.least
            .iter()
            .try_for_each(|least| least.fits(contract))?;
        let unseen = self.unseen_in(contract);
        match unseen.difference(&self.unseen).next() {
            Some(new) => Err(format!("nobody ever sends or answers {new}")),
            None => Ok(()),
        }
    }

    fn refused(&self, contract: &Contract) -> Result<(), String> {
        self.least
            .iter()
            .try_for_each(|least| least.needs(contract))?;
        self.refused
            .iter()
            .try_for_each(|refused| refused.fits(contract))
    }

    /// The properties of the document that no request and no answer shows.
    fn unseen_in(&self, contract: &Contract) -> BTreeSet<String> {
        let document = contract.document();
        let mut seen = BTreeSet::new();
        for sent in self.sent.iter().chain(&self.taken) {
            let operation = document
                .operations()
                .iter()
                .find(|one| one.id == sent.operation);
            if let Some(schema) = operation.and_then(|operation| operation.request_schema()) {
                seen::look(document, schema, &sent.request.body, &mut seen);
            }
        }
        self.answers.look(contract, &mut seen);
        let mut unseen = seen::properties(document);
        unseen.retain(|property| !seen.contains(property));
        unseen
    }
}
