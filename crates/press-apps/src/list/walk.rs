//! How far the consumer of a stream is: what was handed out of the pages that the engine delivers, and the cursor at that place.

use std::collections::VecDeque;
use std::num::NonZeroU64;
use std::task::{Context, Poll};

use super::cursor::Cursor;
use super::delivered::Mark;
use super::engine::{Engine, NextPage, Settings};
use super::source::Source;
use crate::error::Error;

/// The engine, and how far the consumer is.
pub(super) struct Walk<T> {
    pub(super) engine: Engine<T>,
    key: u64,
    place: Place,
}

struct Place {
    page: u64,
    /// Items of the page that were delivered or dropped.
    index: u64,
    /// Items of the page as the server sent it.
    sent: u64,
    position: u64,
    /// The ids delivered last, at most a page of them.
    recent: VecDeque<u64>,
}

impl<T: 'static> Walk<T> {
    pub(super) fn new(source: Source<T>, settings: Settings) -> Self {
        let key = Cursor::key(&source.key());
        let place = match &settings.resume {
            Some(cursor) => Place {
                page: cursor.page.max(1),
                index: cursor.index,
                sent: u64::MAX,
                position: cursor.position,
                recent: cursor.recent.iter().copied().collect(),
            },
            None => {
                Place { page: 1, index: 0, sent: u64::MAX, position: 0, recent: VecDeque::new() }
            }
        };
        Self { engine: Engine::new(source, settings), key, place }
    }

    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<NextPage<T>, Error>>> {
        let polled = self.engine.poll_page(cx);
        if let Poll::Ready(Some(Ok(page))) = &polled {
            self.place.page = page.number;
            self.place.sent = page.accepted.sent;
            // Past what was dropped, if nothing else is left of the page.
            self.place.index = page.accepted.sent;
        }
        polled
    }

    /// An item was handed out; `last` if it is the last one of its page.
    pub(super) fn delivered(&mut self, mark: Mark, last: bool) {
        let place = &mut self.place;
        place.position = place.position.saturating_add(1);
        place.index =
            if last && !self.engine.is_cut() { place.sent } else { mark.index.saturating_add(1) };
        let size = self.engine.ledger.size();
        let keep = size.map_or(place.sent, |size| place.sent.max(size.get()));
        place.recent.push_back(mark.half);
        while place.recent.len() as u64 > keep {
            place.recent.pop_front();
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        let place = &self.place;
        // A page that is not full may get more items, so it is looked at again.
        let full = place.index >= place.sent
            && self.engine.ledger.size().is_none_or(|size| place.sent >= size.get());
        let (page, index) =
            if full { (place.page.saturating_add(1), 0) } else { (place.page, place.index) };
        Cursor {
            list: self.key,
            page,
            index,
            page_size: self.engine.settings().page_size,
            used_size: self.engine.ledger.size().map(NonZeroU64::get),
            total: self.engine.ledger.total(),
            position: place.position,
            recent: place.recent.iter().copied().collect(),
        }
    }

    /// How many items were delivered, those before a cursor included.
    pub(super) fn position(&self) -> u64 {
        self.place.position
    }

    /// Items that may still come, as far as the server has said.
    pub(super) fn left(&self) -> Option<u64> {
        let settings = self.engine.settings();
        let before = settings.resume.as_ref().map_or(0, Cursor::position);
        let by_total =
            self.engine.ledger.total().map(|total| total.saturating_sub(self.place.position));
        let by_most = settings
            .max_items
            .map(|most| most.saturating_sub(self.place.position.saturating_sub(before)));
        by_total.into_iter().chain(by_most).min()
    }
}
