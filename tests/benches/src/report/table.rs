//! Tables in Markdown, with columns that are left out when the machine was busy.

use serde::{Deserialize, Serialize};

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows, in a line.
    pub title: String,
    /// The heads of its columns; the first is that of the rows.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its text.
    pub head: String,
    /// Whether it holds times, which say nothing of a busy machine.
    pub timed: bool,
}

impl Table {
    /// An empty table. The heads of columns that hold times begin with a `~`.
    #[must_use]
    pub fn new<H: Into<String>>(
        title: impl Into<String>,
        heads: impl IntoIterator<Item = H>,
    ) -> Self {
        let column = |head: String| match head.strip_prefix('~') {
            Some(head) => Column { head: head.to_owned(), timed: true },
            None => Column { head, timed: false },
        };
        let columns = heads.into_iter().map(Into::into).map(column).collect();
        Self { title: title.into(), columns, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// As Markdown, without the columns of times unless they are asked for; nothing if no column but the first is left.
    #[must_use]
    pub fn markdown(&self, times: bool) -> String {
        let shown: Vec<usize> =
            (0..self.columns.len()).filter(|&index| times || !self.columns[index].timed).collect();
        if shown.len() < 2 {
            return String::new();
        }
        let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
        let mut text = format!("{}\n\n", self.title);
        text += &line(shown.iter().map(|&index| &*self.columns[index].head).collect());
        text += &line(shown.iter().map(|&index| if index == 0 { "---" } else { "---:" }).collect());
        for row in &self.rows {
            text +=
                &line(shown.iter().map(|&index| row.get(index).map_or("", |cell| cell)).collect());
        }
        text
    }
}

/// A figure with three digits that say something, and a comma between thousands.
#[must_use]
pub fn shown(figure: f64) -> String {
    if !figure.is_finite() {
        return "–".to_owned();
    }
    let digits = match figure.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{figure:.digits$}");
    let (whole, fraction) =
        text.split_once('.').map_or((&*text, None), |(whole, rest)| (whole, Some(rest)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut grouped = String::from(sign);
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or(grouped.clone(), |fraction| format!("{grouped}.{fraction}"))
}

/// A fraction in percent.
#[must_use]
pub fn percent(fraction: f64) -> String {
    if fraction.is_finite() { format!("{:.0} %", fraction * 100.0) } else { "–".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_machine_shows_its_counts_alone() {
        let mut table = Table::new("Calls", ["stack", "instructions", "~wall"]);
        table.row(["a", "7", "2 ms"]);
        assert_eq!(
            table.markdown(true),
            "Calls\n\n| stack | instructions | wall |\n| --- | ---: | ---: |\n| a | 7 | 2 ms |\n"
        );
        assert_eq!(
            table.markdown(false),
            "Calls\n\n| stack | instructions |\n| --- | ---: |\n| a | 7 |\n"
        );
        let mut times = Table::new("Times", ["stack", "~wall"]);
        times.row(["a", "2 ms"]);
        assert_eq!(times.markdown(false), "");
    }

    #[test]
    fn figures_have_the_digits_that_say_something() {
        let all = [0.123, 1.0, 12.34, 123.4, 1234.6, 1_234_567.0, -1234.0, f64::NAN].map(shown);
        assert_eq!(all, ["0.12", "1.00", "12.3", "123", "1,235", "1,234,567", "-1,234", "–"]);
        assert_eq!(percent(0.256), "26 %");
    }
}
