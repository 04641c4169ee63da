//! One describe as a whole program: `once URL ID`. It prints the processor time that its whole life took, in nanoseconds, and its peak
//! of memory, in kB.

use press_apps::Client;

fn main() -> press_apps_benches::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (url, id) = arguments.next().zip(arguments.next()).ok_or("usage: once URL ID")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = Client::builder().base_url(url).token("bench-token-0123456789").build()?;
    let spec = runtime.block_on(client.spec(&*id)?.describe().into_future())?;
    if spec.id != id {
        return Err("another spec".into());
    }
    println!(
        "{} {}",
        press_apps_benches::clock::cpu().as_nanos(),
        press_apps_benches::clock::memory().1
    );
    Ok(())
}
