//! Decoding one page of a hundred items, without any client.

use std::hint::black_box;

use press_apps_api::types::SpecPage;

use crate::job::Work;
use crate::{Result, plain, sample};

/// The decoders, by the name of their row.
pub const NAMES: [&str; 4] =
    ["UTF-8 check alone", "plain derive, from_slice", "plain derive, from_str", "press-apps"];

/// Decodes a page of the fixture's list so many times; gives the items of the last.
///
/// # Errors
/// When there is no decoder of this name, or the page cannot be read.
pub fn decode(name: &str, times: u64, size: u64) -> Result<Work> {
    let page = sample::page(1, size, size);
    let mut work = Work::default();
    for last in (0..times).map(|time| time + 1 == times) {
        let page = black_box(&page[..]);
        match name {
            "UTF-8 check alone" => {
                black_box(std::str::from_utf8(page)?);
                if last {
                    work = Work::of_list(size);
                }
            }
            "plain derive, from_slice" => {
                let page: plain::Page = black_box(serde_json::from_slice(page)?);
                keep(last, &mut work, page.specs.iter().map(|spec| &*spec.id));
            }
            "plain derive, from_str" => {
                let page: plain::Page =
                    black_box(serde_json::from_str(std::str::from_utf8(page)?)?);
                keep(last, &mut work, page.specs.iter().map(|spec| &*spec.id));
            }
            // As the client does it.
            "press-apps" => {
                let page: SpecPage = black_box(serde_json::from_str(std::str::from_utf8(page)?)?);
                keep(last, &mut work, page.specs.iter().flatten().map(|spec| &*spec.id));
            }
            _ => return Err(format!("there is no decoder `{name}`").into()),
        }
    }
    Ok(work)
}

/// Looks at the last page alone: looking is no part of decoding.
fn keep<'a>(last: bool, work: &mut Work, ids: impl Iterator<Item = &'a str>) {
    if last {
        ids.for_each(|id| work.add(sample::number_of(id).unwrap_or(u64::from(u32::MAX))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decoder_gives_the_whole_page() {
        for name in NAMES {
            assert_eq!(decode(name, 2, 100).unwrap(), Work::of_list(100), "{name}");
        }
        assert!(decode("another", 1, 1).is_err());
    }
}
