//! The table in `openapi/README.md` of what no source states.

use std::path::Path;

use press_apps_contract::assumed;
use press_apps_contract::document::Document;

use super::error::{Error, File, GUIDE};

/// What the table stands between.
const START: &str = "<!-- assumed -->\n";
const END: &str = "<!-- end -->";

/// The guide with the table as it should be; nothing where there is no guide.
pub(super) fn file(root: &Path, document: &Document) -> Result<Option<File>, Error> {
    let text = match std::fs::read_to_string(root.join(GUIDE)) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::File { path: GUIDE.into(), error }),
    };
    let parts = text.split_once(START).and_then(|(before, rest)| {
        let end = rest.find(END)?;
        Some((before, &rest[end..]))
    });
    let Some((before, after)) = parts else {
        let message =
            format!("{GUIDE} has no place for the table of what is assumed: {START}{END}");
        return Err(Error::Generator(message));
    };
    let table = assumed::table(&document.value);
    Ok(Some(File { path: GUIDE.into(), text: format!("{before}{START}\n{table}\n{after}") }))
}
