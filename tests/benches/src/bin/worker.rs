//! A client that does one job after the other and says what each took.

fn main() -> press_apps_benches::Result<()> {
    press_apps_benches::worker::serve(press_apps_benches::worker::uncounted)
}
