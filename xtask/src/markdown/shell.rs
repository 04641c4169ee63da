//! Reads lines of a shell as far as documentation uses them: commands one after the other, words, quotes, variables set for one command.
//!
//! It runs nothing. What it does not know (here-documents, substitutions) it takes for words.

/// One command.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    /// Variables that are set for it alone.
    pub(crate) variables: Vec<String>,
    /// The program and its arguments.
    pub(crate) words: Vec<String>,
}

/// The commands of a line, in order; redirections and comments are left out.
pub(crate) fn commands(line: &str) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut words = Vec::new();
    for token in tokens(line) {
        match token {
            Token::Word(word) => words.push(word),
            Token::End => commands.extend(command(std::mem::take(&mut words))),
        }
    }
    commands.extend(command(words));
    commands
}

enum Token {
    Word(String),
    End,
}

fn tokens(line: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut previous = ' ';
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                let _ = word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            // `2>&1` is a redirection, not the end of a command.
            (None, '&') if previous == '>' => word.get_or_insert_default().push(c),
            (None, ';' | '|' | '&') => {
                tokens.extend(word.take().map(Token::Word));
                tokens.push(Token::End);
            }
            (None, c) if c.is_whitespace() => tokens.extend(word.take().map(Token::Word)),
            (None, c) => word.get_or_insert_default().push(c),
        }
        previous = c;
    }
    tokens.extend(word.map(Token::Word));
    tokens
}

fn command(words: Vec<String>) -> Option<Command> {
    let mut command = Command::default();
    let mut skip = false;
    for word in words {
        if std::mem::take(&mut skip) {
            continue;
        }
        let redirects =
            word.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['>', '<']);
        if redirects && !word.starts_with("<!") {
            // `> file` has its file in the next word, `>file` and `2>&1` in this one.
            skip = word.ends_with(['>', '<']);
        } else if command.words.is_empty() && is_variable(&word) {
            command.variables.extend(word.split('=').next().map(str::to_owned));
        } else {
            command.words.push(word);
        }
    }
    (!command.words.is_empty()).then_some(command)
}

fn is_variable(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// A command of a block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The line it begins at, counted from 0.
    pub(crate) at: usize,
    /// Joined where a line goes on.
    pub(crate) line: String,
    /// What stands below it.
    pub(crate) output: String,
}

/// The commands of a block, in order. In a `console` block they begin with `$ `, and what is printed stands below; a block of `sh` is
/// commands alone.
pub(crate) fn shown(language: &str, text: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut goes_on = false;
    for (at, line) in text.lines().enumerate() {
        let bare = line.strip_suffix('\\');
        let command = if language == "console" { line.strip_prefix("$ ") } else { Some(line) };
        match (shown.last_mut(), command) {
            (Some(last), _) if goes_on => last.line.push_str(bare.unwrap_or(line)),
            (_, Some(command)) => {
                let line = command.strip_suffix('\\').unwrap_or(command).to_owned();
                shown.push(Shown { at, line, output: String::new() });
            }
            (Some(last), None) => {
                last.output.push_str(line);
                last.output.push('\n');
                continue;
            }
            (None, None) => continue,
        }
        goes_on = bare.is_some();
    }
    shown
}

/// Tasks that change nothing and take a second or two: a test runs them and compares what they print.
const QUICK: [&str; 6] = ["check --list", "diff", "lint", "markdown", "missing", "peers --list"];

/// Whether the test of consoles runs a command.
#[must_use]
pub(super) fn is_quick(command: &str) -> bool {
    let task = command.split(" #").next().unwrap_or_default().trim();
    task.strip_prefix("cargo xtask ").is_some_and(|task| QUICK.contains(&task))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Vec<String>> {
        commands(line).into_iter().map(|command| command.words).collect()
    }

    #[test]
    fn a_line_is_its_commands() {
        assert_eq!(
            words("A=1 cargo x 'a b' --c=\"d e\" >/dev/null 2>&1; echo $? | grep x && y > z # why"),
            [&["cargo", "x", "a b", "--c=d e"][..], &["echo", "$?"], &["grep", "x"], &["y"]]
        );
        assert_eq!(commands("A=1 B= cargo x")[0].variables, ["A", "B"]);
        assert!(commands("# nothing").is_empty());
        assert_eq!(words("a --port 0 &"), [["a", "--port", "0"]]);
    }

    #[test]
    fn a_console_block_shows_what_is_printed_too() {
        let lines = |language, text| {
            shown(language, text).into_iter().map(|shown| shown.line).collect::<Vec<_>>()
        };
        assert_eq!(lines("console", "$ one \\\n  two\nsaid\n$ three\n"), ["one   two", "three"]);
        assert_eq!(lines("sh", "one\ntwo\n"), ["one", "two"]);
    }
}
