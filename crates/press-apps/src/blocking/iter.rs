//! A stream as an iterator.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Deref;

use futures_core::stream::{FusedStream, Stream};
use futures_util::StreamExt as _;

use super::run::run;
use crate::client::Client;
use crate::error::Error;
use crate::list::{Items, Pages};

/// A stream as an iterator: [`Items`](crate::Items), [`Pages`](crate::Pages) or [`Changes`](crate::Changes), from their `call`.
///
/// It gives what the stream gives, and derefs to it. Pages are fetched only within `next`, which blocks the calling thread while there
/// is nothing to give. Dropping it ends what is under way.
///
/// ```
/// # #[cfg(feature = "emulator")] {
/// use press_apps::emulator::{Emulator, EmulatorExt};
///
/// let client =
///     Emulator::builder().seed_data(true).in_memory().client().build()?;
/// let mut specs = client.specs().list().items().call();
/// while let Some(spec) = specs.next().transpose()? {
///     println!(
///         "{} of {:?}: {}",
///         specs.position(),
///         specs.total(),
///         spec.metadata.name
///     );
/// }
/// assert!(specs.drift().is_empty());
/// # }
/// # Ok::<(), press_apps::Error>(())
/// ```
#[must_use = "nothing is sent before its first `next`"]
pub struct Iter<S> {
    client: Client,
    stream: S,
    /// Whether a call was refused, so that a loop over errors ends.
    refused: bool,
}

impl<S> Iter<S> {
    pub(super) fn new(client: Client, stream: S) -> Self {
        Self { client, stream, refused: false }
    }

    /// The stream, to be awaited from here on, or for what it has become.
    #[must_use]
    pub fn into_inner(self) -> S {
        self.stream
    }
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for Iter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        let Self { client, stream, refused } = self;
        if *refused {
            return None;
        }
        match run(client, async { Ok(stream.next().await) }) {
            Ok(next) => next,
            Err(error) => {
                *refused = true;
                Some(Err(error))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        if self.refused { (0, Some(0)) } else { (0, self.stream.size_hint().1) }
    }
}

impl<T, S: FusedStream<Item = Result<T, Error>> + Unpin> FusedIterator for Iter<S> {}

// By its own name: `Iterator::position` would be found before that of the stream.
macro_rules! position {
    ($stream:ident) => {
        impl<T: 'static> Iter<$stream<T>> {
            /// How many items were delivered, those before a cursor included. It stands before [`Iterator::position`].
            #[must_use]
            pub fn position(&self) -> u64 {
                self.stream.position()
            }
        }
    };
}

position!(Items);
position!(Pages);

impl<S> Deref for Iter<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.stream
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.stream).finish()
    }
}
