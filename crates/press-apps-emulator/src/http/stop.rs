//! Being told to stop.

use tokio::sync::watch;

/// Waits until the emulator is told to stop, or is gone.
pub(crate) async fn told(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}
