//! `.call()` on everything that can be awaited, in one place. A test compares the two sets.

use super::iter::Iter;
use super::run::run;
use crate::action::Action;
use crate::error::Error;
use crate::list::{Items, Listing, Page, Pages, TryNext, Verify};
use crate::request::{Endpoint, RawJson, RawRequest, Request};
use crate::response::Response;
use crate::wait::{Change, Changes, Outcome, Wait, WaitDeleted};

/// Every request: without async.
impl<E: Endpoint> Request<E> {
    /// Awaits the request on the calling thread: see [without async](crate::blocking).
    ///
    /// ```
    /// # #[cfg(feature = "emulator")] {
    /// use press_apps::emulator::{Emulator, EmulatorExt};
    ///
    /// let client = Emulator::in_memory().client().build()?;
    /// let page = client.specs().list().call()?;
    /// assert_eq!(page.total(), Some(0));
    /// # }
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<Response<E::Output>, Error> {
        let client = self.client.clone();
        run(&client, self)
    }
}

impl<E: Endpoint> RawRequest<E> {
    /// Awaits the request on the calling thread: see [without async](crate::blocking).
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<Response<RawJson>, Error> {
        let client = self.client().clone();
        run(&client, self)
    }
}

impl<T> Action<T> {
    /// Awaits it on the calling thread: see [without async](crate::blocking).
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<T, Error> {
        let client = self.client().clone();
        run(&client, self)
    }
}

impl<T: Send + 'static> Verify<T> {
    /// Awaits it on the calling thread: see [without async](crate::blocking).
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<Listing<T>, Error> {
        let client = self.source.client().clone();
        run(&client, self)
    }
}

impl<T: 'static> Items<T> {
    /// The items as an iterator that waits on the calling thread: see [without async](crate::blocking).
    ///
    /// Its items are errors of kind [`Blocking`](crate::ErrorKind::Blocking), one and then no more, within another `.call()` of the same thread.
    pub fn call(self) -> Iter<Self> {
        Iter::new(self.client().clone(), self)
    }
}

impl<T: 'static> Pages<T> {
    /// The pages as an iterator that waits on the calling thread: see [without async](crate::blocking).
    ///
    /// Its items are errors of kind [`Blocking`](crate::ErrorKind::Blocking), one and then no more, within another `.call()` of the same thread.
    pub fn call(self) -> Iter<Self> {
        Iter::new(self.client().clone(), self)
    }
}

impl<T: 'static> TryNext<'_, Items<T>> {
    /// Waits for the next item on the calling thread: see [without async](crate::blocking).
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<Option<T>, Error> {
        let client = self.0.client().clone();
        run(&client, self)
    }
}

impl<T: 'static> TryNext<'_, Pages<T>> {
    /// Waits for the next page on the calling thread: see [without async](crate::blocking).
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<Option<Response<Page<T>>>, Error> {
        let client = self.0.client().clone();
        run(&client, self)
    }
}

impl Wait {
    /// Waits on the calling thread: see [without async](crate::blocking).
    ///
    /// ```
    /// # fn example(client: press_apps::Client) -> Result<(), press_apps::Error> {
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// deployment
    ///     .wait()
    ///     .on_change(|change| eprintln!("{change}"))
    ///     .call()?
    ///     .into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<Outcome, Error> {
        let client = self.client().clone();
        run(&client, self)
    }
}

impl WaitDeleted {
    /// Waits on the calling thread: see [without async](crate::blocking).
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<(), Error> {
        let client = self.client().clone();
        run(&client, self)
    }
}

impl Changes {
    /// The changes as an iterator that waits on the calling thread: see [without async](crate::blocking).
    ///
    /// ```
    /// # fn example(client: press_apps::Client) -> Result<(), press_apps::Error> {
    /// let mut changes = client
    ///     .deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?
    ///     .wait()
    ///     .changes()
    ///     .call();
    /// for change in &mut changes {
    ///     eprintln!("{}", change?);
    /// }
    /// println!("{:?}", changes.outcome());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Its items are errors of kind [`Blocking`](crate::ErrorKind::Blocking), one and then no more, within another `.call()` of the same thread.
    pub fn call(self) -> Iter<Self> {
        Iter::new(self.client().clone(), self)
    }
}

impl TryNext<'_, Changes> {
    /// Waits for the next change on the calling thread: see [without async](crate::blocking).
    ///
    /// # Errors
    ///
    /// As awaited; and of kind [`Blocking`](crate::ErrorKind::Blocking) within another `.call()` of the same thread.
    pub fn call(self) -> Result<Option<Change>, Error> {
        let client = self.0.client().clone();
        run(&client, self)
    }
}
