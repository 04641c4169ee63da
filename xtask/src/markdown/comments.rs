//! The comments of documentation of a Rust file, as the Markdown they are, each line with its place in the file.

/// One comment: lines of documentation that stand together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    lines: Vec<(usize, String)>,
}

impl Comment {
    /// Its Markdown.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().flat_map(|(_, line)| [line.as_str(), "\n"]).collect()
    }

    /// The line of the file that a line of the Markdown, counted from 1, stands in.
    pub(crate) fn line(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).map_or(1, |(at, _)| *at)
    }
}

/// The comments of a file, in order.
pub(crate) fn of(text: &str) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let said = line
            .strip_prefix("//!")
            .or_else(|| line.strip_prefix("///").filter(|rest| !rest.starts_with('/')));
        match said {
            Some(said) => {
                let said = said.strip_prefix(' ').unwrap_or(said).to_owned();
                match comments.last_mut().filter(|_| open) {
                    Some(comment) => comment.lines.push((at + 1, said)),
                    None => comments.push(Comment { lines: vec![(at + 1, said)] }),
                }
                open = true;
            }
            None => open = false,
        }
    }
    comments
}

#[cfg(test)]
mod tests {
    #[test]
    fn lines_that_stand_together_are_one_comment() {
        let comments = super::of("//! a\n//!\n//! b\n\nfn c() {} // d\n    /// e\n//// f\n");
        assert_eq!(comments.len(), 2);
        assert_eq!(comments[0].text(), "a\n\nb\n");
        assert_eq!((comments[0].line(3), comments[1].line(1)), (3, 6));
        assert_eq!(comments[1].text(), "e\n");
    }
}
