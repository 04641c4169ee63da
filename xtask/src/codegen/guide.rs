//! The table of what no source states: in `openapi/README.md` for who keeps the document, and in a chapter of the client's guide.

use std::path::Path;

use press_apps_contract::assumed;
use press_apps_contract::document::Document;

use super::error::{ASSUMPTIONS, Error, File, GUIDE};

/// What the table stands between.
const START: &str = "<!-- assumed -->\n";
const END: &str = "<!-- end -->";

/// Both with the table as it should be; one that is not there is left out.
pub(super) fn files(root: &Path, document: &Document) -> Result<Vec<File>, Error> {
    let table = assumed::table(&document.value);
    let files = [GUIDE, ASSUMPTIONS].map(|path| file(root, path, &table));
    files.into_iter().filter_map(Result::transpose).collect()
}

fn file(root: &Path, path: &str, table: &str) -> Result<Option<File>, Error> {
    let text = match std::fs::read_to_string(root.join(path)) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::File { path: path.into(), error }),
    };
    let parts = text.split_once(START).and_then(|(before, rest)| {
        let end = rest.find(END)?;
        Some((before, &rest[end..]))
    });
    let Some((before, after)) = parts else {
        let message = format!("{path} has no place for the table of what is assumed: {START}{END}");
        return Err(Error::Generator(message));
    };
    Ok(Some(File { path: path.into(), text: format!("{before}{START}\n{table}\n{after}") }))
}
