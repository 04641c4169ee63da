//! What a call costs the service of this repository, by how much is stored. No socket is part of it.

use super::callgrind;
use super::surroundings::Surroundings;
use crate::Result;
use crate::emulate::CALLS;
use crate::job::Done;
use crate::report::Measured;
use crate::report::table::{Table, shown};
use crate::worker::EMULATED;

/// How many specs are stored.
const STORED: [u64; 3] = [100, 1_000, 10_000];
/// How many items the page has that is asked for.
const PAGE: f64 = 100.0;

pub(super) fn run(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    let stored = if here.quick { [100, 110, 120] } else { STORED };
    let valgrind = callgrind::is_here(measured);
    let mut rows: Vec<Vec<String>> = CALLS.iter().map(|call| vec![(*call).to_owned()]).collect();
    rows.push(vec!["page of 100, an item".to_owned()]);
    for stored in stored {
        let counting = here
            .client(&here.program("allocations")?)
            .args(["emulator", &stored.to_string()])
            .output()?;
        if !counting.status.success() {
            return Err(String::from_utf8_lossy(&counting.stderr).into());
        }
        let said = String::from_utf8_lossy(&counting.stdout);
        let allocations =
            said.lines().map(serde_json::from_str).collect::<Result<Vec<Done>, _>>()?;
        let mut instructions = Vec::new();
        if valgrind {
            let (counts, _) =
                callgrind::counted(here, &["emulator".to_owned(), stored.to_string()])?;
            // Before each call that is measured, it was made to warm up.
            instructions =
                counts.chunks_exact(2).map(|pair| pair[1] as f64 / EMULATED as f64).collect();
        }
        for (index, call) in CALLS.iter().enumerate() {
            let allocated = allocations
                .get(index)
                .map_or(f64::NAN, |done| done.allocations as f64 / EMULATED as f64);
            let instructed = instructions.get(index).copied().unwrap_or(f64::NAN);
            rows[index].extend([shown(instructed / 1000.0), shown(allocated)]);
            measured.counts.insert(format!("emulator/{call}/{stored}/instructions"), instructed);
            if *call == "page of 100" {
                rows[CALLS.len()]
                    .extend([shown(instructed / PAGE / 1000.0), shown(allocated / PAGE)]);
                let most = measured.counts.entry("emulator/an item".to_owned()).or_insert(0.0);
                *most = most.max(instructed / PAGE);
            }
        }
    }
    let title = "A call to the emulator as a function, by how many specs it holds.";
    let mut heads = vec!["call".to_owned()];
    for stored in stored {
        heads.extend([
            format!("k instructions at {}", shown(stored as f64)),
            "allocations".to_owned(),
        ]);
    }
    let mut table = Table::new(title, heads);
    rows.into_iter().for_each(|cells| table.row(cells));
    measured.tables.push(table);
    Ok(())
}
