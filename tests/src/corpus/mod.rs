//! What the client and the service of this repository said before a change of the document, to be held against the document after it.
//!
//! Recorded once, in memory; nothing is compiled for a changed document. What is recorded was written by hand or answered by code that
//! was: which request is the least, what has to be refused, what an answer holds at least.

mod accepted_requests;
mod answers;
mod bodies;
mod least;
mod refusals;
mod requests;
mod security_and_servers;
mod seen;
mod sources;
mod touched;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use accepted_requests::taken;
pub use bodies::text_members;
pub use least::{Least, least_answers};
pub use refusals::{Refused, refusals};
pub use requests::{Sent, sent};
pub use seen::{UNSEEN, known_unseen};

use crate::texts::{Row, texts};
use crate::{Api, Contract, Recording, Verdict, api, contract, recordings, verdicts};
use answers::Answers;
use touched::Touched;

/// Everything that was said.
pub struct Corpus {
    recordings: Vec<(Recording, Verdict)>,
    sent: Vec<Sent>,
    taken: Vec<Sent>,
    answers: Answers,
    least: Vec<Least>,
    refused: Vec<Refused>,
    texts: Vec<Row>,
    /// What of the document each operation shows.
    seen: BTreeMap<String, BTreeSet<String>>,
    /// What of the document nobody shows: nobody can tell whether it is true.
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
    #[must_use]
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
            texts: texts(),
            seen: BTreeMap::new(),
            unseen: BTreeSet::new(),
        };
        let mut shown = BTreeMap::new();
        for operation in api().operations() {
            let only = Touched::Some(BTreeSet::from([operation.id.clone()]));
            let unseen = corpus.unseen_of(contract(), &only);
            let mut seen = seen::said(api());
            seen.retain(|thing| !unseen.contains(thing));
            shown.insert(operation.id.clone(), seen);
        }
        corpus.seen = shown;
        corpus.unseen = corpus.unseen_of(contract(), &Touched::All);
        corpus
    }

    /// What of it contradicts a document: the first contradiction of each witness, by its name.
    #[must_use]
    pub fn contradictions(&self, document: Value) -> Vec<(&'static str, String)> {
        let document = match Api::of(document) {
            Ok(document) => document,
            // Nothing can be held against it, so it is for the reader of the document to object.
            Err(_) => return Vec::new(),
        };
        let touched = Touched::by(&document);
        let contract = contract().changed(document);
        let said = [
            ("recordings", self.recorded(&contract, &touched)),
            ("requests", self.requested(&contract, &touched)),
            ("answers", self.answered(&contract, &touched)),
            ("refusals", self.refused(&contract, &touched)),
        ];
        said.into_iter().filter_map(|(witness, result)| Some((witness, result.err()?))).collect()
    }

    /// Everything once, for the document as it is.
    ///
    /// # Errors
    ///
    /// What contradicts it.
    pub fn holds(&self) -> Result<(), String> {
        let (contract, all) = (contract(), Touched::All);
        self.recorded(contract, &all)?;
        self.requested(contract, &all)?;
        self.answered(contract, &all)?;
        self.refused(contract, &all)
    }

    fn recorded(&self, contract: &Contract, touched: &Touched) -> Result<(), String> {
        let all = self.recordings.iter();
        all.filter(|(recording, _)| touched.has(&recording.sdk_method))
            .try_for_each(|(recording, verdict)| verdict.holds(contract, recording))
    }

    fn requested(&self, contract: &Contract, touched: &Touched) -> Result<(), String> {
        let all = self.sent.iter().chain(&self.taken);
        all.filter(|sent| touched.has(sent.operation)).try_for_each(|sent| sent.fits(contract))
    }

    fn answered(&self, contract: &Contract, touched: &Touched) -> Result<(), String> {
        self.answers.fit(contract, touched)?;
        let least = self.least.iter().filter(|least| touched.has(least.operation));
        least.clone().try_for_each(|least| least.fits(contract))?;
        sources::marked(contract.api().root())?;
        let mut unseen = self.unseen_of(contract, touched).into_iter();
        match unseen.find(|thing| !self.unseen.contains(thing)) {
            Some(new) => Err(format!("nobody ever sends or answers {new}")),
            None => Ok(()),
        }
    }

    fn refused(&self, contract: &Contract, touched: &Touched) -> Result<(), String> {
        let mut least = self.least.iter().filter(|least| touched.has(least.operation));
        least.try_for_each(|least| least.refuses(contract))?;
        let mut refused = self.refused.iter().filter(|refused| touched.has(refused.operation));
        refused.try_for_each(|refused| refused.fits(contract))?;
        let touched = |operation: &str| touched.has(operation);
        // The document as it is has tests of its own.
        self.texts.iter().try_for_each(|row| row.fits(contract, touched, Some(api())))
    }

    /// What the document says there can be and no request and no answer shows.
    #[must_use]
    pub fn unseen(&self) -> &BTreeSet<String> {
        &self.unseen
    }

    /// The places of the document that say it, as JSON pointers: an edit there cannot be noticed.
    #[must_use]
    pub fn unseen_places(&self) -> Vec<String> {
        self.unseen.iter().filter_map(|thing| seen::place(api(), thing)).collect()
    }

    fn unseen_of(&self, contract: &Contract, touched: &Touched) -> BTreeSet<String> {
        let document = contract.api();
        // What the operations that were not touched show, they still show.
        let untouched = self.seen.iter().filter(|(operation, _)| !touched.has(operation));
        let mut seen: BTreeSet<String> = untouched.flat_map(|(_, seen)| seen.clone()).collect();
        let sent = self.sent.iter().chain(&self.taken);
        for sent in sent.filter(|sent| touched.has(sent.operation)) {
            let operation = document.operations().iter().find(|one| one.id == sent.operation);
            if let Some(schema) = operation.and_then(|operation| operation.request_schema()) {
                seen::look(document, schema, &sent.request.body, &mut seen);
            }
        }
        self.answers.look(contract, touched, &mut seen);
        let mut unseen = seen::said(document);
        unseen.retain(|thing| !seen.contains(thing));
        unseen
    }
}
