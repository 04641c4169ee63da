//! The server: `fixture AUTHORITY PLACE…` listens at each place and prints the base URL of each, a line each. For each line that it reads it
//! prints how many connections and requests each place has had, as JSON. It ends with its standard input.

use std::io::BufRead as _;

use press_apps_benches::Result;
use press_apps_benches::fixture::{Listening, Place, Tls, start};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let authority = arguments
        .next()
        .ok_or("the first argument is the file for the certificate of the authority")?;
    let tls = Tls::new(authority.as_ref())?;
    let mut places = Vec::new();
    for place in arguments {
        let listening = start(place.parse::<Place>()?, &tls)?;
        println!("{}", listening.url);
        places.push(listening);
    }
    // Whoever started it holds the other end.
    for line in std::io::stdin().lock().lines() {
        line?;
        let counters: Vec<(u64, u64)> = places.iter().map(Listening::counters).collect();
        println!("{}", serde_json::to_string(&counters)?);
    }
    Ok(())
}
