//! A long way: a relay that hands on every byte late, and the end of a connection as well.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// How long one way takes: half of the round trip.
const WAY: Duration = Duration::from_millis(20);

/// A running relay.
pub(crate) struct Relay {
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Relay {
    /// Starts one to an address.
    pub(crate) async fn start(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((here, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let Ok(there) = TcpStream::connect(to).await else { return };
                    let _ = (here.set_nodelay(true), there.set_nodelay(true));
                    let ((from_here, to_here), (from_there, to_there)) =
                        (here.into_split(), there.into_split());
                    tokio::join!(late(from_here, to_there), late(from_there, to_here));
                });
            }
        });
        Self { address }
    }
}

/// Hands on what is read, each piece as late as the first, and the end.
async fn late(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) {
    let (send, mut arriving) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let reading = async move {
        let mut piece = vec![0; 16 * 1024];
        loop {
            let read = from.read(&mut piece).await.unwrap_or(0);
            // An empty piece is the end.
            if send.send((Instant::now() + WAY, piece[..read].to_vec())).is_err() || read == 0 {
                return;
            }
        }
    };
    let writing = async move {
        while let Some((at, piece)) = arriving.recv().await {
            tokio::time::sleep_until(at.into()).await;
            if piece.is_empty() || to.write_all(&piece).await.is_err() {
                break;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(reading, writing);
}
