//! What names a spec, a release, a deployment or a revision: an id, a text, or an answer of the service.
//!
//! Every name is checked before it becomes part of a path. A text is checked at once. What an answer holds is checked when a request is
//! made with it: an odd id must not cost the answer, and who goes on with an answer has nothing to decide. Nothing here sends.

use std::ops::Deref;

use press_apps_api::types::{
    Created, CreatedRelease, CreatedRevision, Deployment, DeploymentSpec, LatestRevision,
    Redeployed, Release, ReleaseSummary, Revision, RevisionSpec, RevisionSummary, Spec, VersionRef,
};
use press_apps_model::{DeploymentId, InvalidId, ReleaseVersion, RevisionNumber, SpecId};

use crate::client::Client;
use crate::error::Error;
use crate::response::Response;

/// What names one thing: a spec ([`SpecId`]), a deployment ([`DeploymentId`]), a release ([`ReleaseVersion`]) or a revision
/// ([`RevisionNumber`]).
///
/// | Named by | Gives |
/// |---|---|
/// | text, a number for a revision | `Result<Handle, Error>`: it may be no name |
/// | [`SpecId`] and its like | the handle |
/// | an answer ([`Answers`]), by value or reference, in its [`Response`] or out of it | the handle |
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// // A text is checked here.
/// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
/// // An id was checked when it was made.
/// let described = client.spec(spec.id()).describe().await?;
/// // An answer names what it is about.
/// let releases = client.spec(&described).releases().list().await?;
/// println!("{} has {} releases", described.metadata.name, releases.len());
/// # Ok(())
/// # }).unwrap();
/// ```
///
/// An answer with an id that cannot stand in a path (empty, `..`, with a `/`) gives a handle whose requests are all refused, before
/// anything is sent, with an error of kind [`Validation`](crate::ErrorKind::Validation) that says what is wrong with the id.
pub trait Names<Id> {
    /// How a handle is given: as it is, or as a `Result`.
    type Gives<Handle>;

    /// Makes the handle.
    #[doc(hidden)]
    fn give<Handle>(
        self,
        client: &Client,
        make: impl FnOnce(Named<Id>) -> Handle,
    ) -> Self::Gives<Handle>;
}

/// An answer of the service that names a spec, a deployment, a release or a revision.
///
/// [`Created`] names a spec or a deployment, whichever was created: the type does not say.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::SpecId;
/// use press_apps::operation::Answers;
///
/// let page = client.specs().list().await?;
/// let id: SpecId = page[0].named()?;
/// println!("{}", client.spec(id).describe().await?.metadata.name);
/// # Ok(())
/// # }).unwrap();
/// ```
pub trait Answers<Id> {
    /// The name.
    ///
    /// # Errors
    ///
    /// It cannot stand in a path.
    fn named(&self) -> Result<Id, InvalidId>;
}

/// A name as a handle keeps it.
#[derive(Debug, Clone)]
pub struct Named<Id> {
    /// If it was refused: one that stands for it and is never sent.
    id: Id,
    refused: Refused,
}

/// Why no request is made with a name.
type Refused = Option<InvalidId>;

impl<Id> From<Id> for Named<Id> {
    fn from(id: Id) -> Self {
        Self { id, refused: None }
    }
}

impl<Id: StandIn> Named<Id> {
    fn of(answer: &(impl Answers<Id> + ?Sized)) -> Self {
        match answer.named() {
            Ok(id) => id.into(),
            Err(refused) => Self { id: Id::refused(), refused: Some(refused) },
        }
    }
}

/// A client as a handle keeps it, whose requests are not sent if a name of the handle was refused.
#[derive(Debug, Clone)]
pub(crate) struct Scoped {
    client: Client,
    refused: Refused,
}

impl Scoped {
    /// For what has this name.
    pub(super) fn new<Id>(client: &Client, named: Named<Id>) -> (Self, Id) {
        let Named { id, refused } = named;
        (Self { client: client.clone(), refused }, id)
    }

    /// For a part that has this name, of what these requests are about.
    pub(super) fn part<Id>(&self, named: Named<Id>) -> (Self, Id) {
        let refused = self.refused.clone().or(named.refused);
        (Self { refused, client: self.client.clone() }, named.id)
    }

    /// A name of the handle, or why there is none.
    pub(super) fn named<Id: Clone>(&self, id: &Id) -> Result<Id, InvalidId> {
        self.refused.clone().map_or_else(|| Ok(id.clone()), Err)
    }
}

impl Deref for Scoped {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// What requests are made with.
pub(crate) trait Origin {
    fn client(&self) -> &Client;

    /// Why none of them is sent.
    fn refused(&self) -> Option<&InvalidId>;
}

impl Origin for Client {
    fn client(&self) -> &Client {
        self
    }

    fn refused(&self) -> Option<&InvalidId> {
        None
    }
}

impl Origin for Scoped {
    fn client(&self) -> &Client {
        &self.client
    }

    fn refused(&self) -> Option<&InvalidId> {
        self.refused.as_ref()
    }
}

/// A name in place of one that was refused.
pub trait StandIn: Sized {
    /// It is never sent.
    fn refused() -> Self;
}

impl<Id: StandIn, A: Answers<Id>> Names<Id> for &A {
    type Gives<Handle> = Handle;

    fn give<Handle>(self, _: &Client, make: impl FnOnce(Named<Id>) -> Handle) -> Handle {
        make(Named::of(self))
    }
}

impl<Id: StandIn, A: Answers<Id>> Names<Id> for Response<A> {
    type Gives<Handle> = Handle;

    fn give<Handle>(self, _: &Client, make: impl FnOnce(Named<Id>) -> Handle) -> Handle {
        make(Named::of(&self))
    }
}

impl<Id, A: Answers<Id>> Answers<Id> for Response<A> {
    fn named(&self) -> Result<Id, InvalidId> {
        (**self).named()
    }
}

macro_rules! ids {
    ($($id:ident: $($text:ty)*;)*) => {$(
        impl StandIn for $id {
            fn refused() -> Self {
                Self::refused()
            }
        }

        impl Names<$id> for $id {
            type Gives<Handle> = Handle;

            fn give<Handle>(self, _: &Client, make: impl FnOnce(Named<$id>) -> Handle) -> Handle {
                make(self.into())
            }
        }

        impl Names<$id> for &$id {
            type Gives<Handle> = Handle;

            fn give<Handle>(self, _: &Client, make: impl FnOnce(Named<$id>) -> Handle) -> Handle {
                make(self.clone().into())
            }
        }

        $(impl Names<$id> for $text {
            type Gives<Handle> = Result<Handle, Error>;

            fn give<Handle>(
                self,
                client: &Client,
                make: impl FnOnce(Named<$id>) -> Handle,
            ) -> Result<Handle, Error> {
                let id = $id::try_from(self).map_err(|refused| client.hide(refused))?;
                Ok(make(id.into()))
            }
        })*
    )*};
}

ids! {
    SpecId: &str String &String;
    DeploymentId: &str String &String;
    ReleaseVersion: &str String &String;
    // One type of number alone, or `revision(1)` would not say which it is.
    RevisionNumber: &str String &String u32;
}

macro_rules! answers {
    ($($id:ident { $($answer:ident |$found:ident| $name:expr;)* })*) => {$($(
        impl Answers<$id> for $answer {
            fn named(&self) -> Result<$id, InvalidId> {
                let $found = self;
                $id::try_from($name)
            }
        }

        impl Names<$id> for $answer {
            type Gives<Handle> = Handle;

            fn give<Handle>(self, _: &Client, make: impl FnOnce(Named<$id>) -> Handle) -> Handle {
                make(Named::of(&self))
            }
        }
    )*)*};
}

answers! {
    SpecId {
        Created |created| &created.id;
        CreatedRelease |created| &created.id;
        Spec |spec| &spec.id;
        DeploymentSpec |spec| &spec.id;
        RevisionSpec |spec| &spec.id;
    }
    DeploymentId {
        Created |created| &created.id;
        CreatedRevision |created| &created.id;
        Redeployed |redeployed| &redeployed.deployment_id;
        Deployment |deployment| &deployment.id;
    }
    ReleaseVersion {
        CreatedRelease |created| &created.release.version;
        Release |release| release.version.as_deref().unwrap_or_default();
        ReleaseSummary |release| &release.version;
        VersionRef |release| &release.version;
    }
    RevisionNumber {
        CreatedRevision |created| created.revision;
        Redeployed |redeployed| redeployed.revision;
        Revision |revision| revision.revision;
        RevisionSummary |revision| revision.revision;
        LatestRevision |revision| revision.revision;
    }
}
