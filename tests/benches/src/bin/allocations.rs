//! The worker with an allocator that counts, whose times mean nothing.

use press_apps_benches::job::Done;
use press_apps_benches::worker;

fn main() -> press_apps_benches::Result<()> {
    worker::serve(counted)
}

/// Everything happens on this thread, whose allocations are counted.
fn counted(work: &mut dyn FnMut()) -> Done {
    let info = allocation_counter::measure(work);
    Done {
        allocations: info.count_total,
        allocated: info.bytes_total,
        live: info.bytes_max,
        ..Done::default()
    }
}
