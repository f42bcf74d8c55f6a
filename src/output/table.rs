//! An aligned table of labels and values for people. Neither sanitises nor truncates its input.

/// One `label  value` line per row. Values start in the same column (counted in characters), and lines have no trailing
/// white space.
pub fn table(rows: &[(String, String)]) -> String {
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let row = |(label, value): &(String, String)| {
        let line = format!("{label:width$}  {value}");
        line.trim_end().to_owned() + "\n"
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_one_column_and_lines_end_without_spaces() {
        let rows = [("host", "github.com"), ("é", "x"), ("longest label", ""), ("  nested", "y ")];
        let rows = rows.map(|(label, value)| (label.to_owned(), value.to_owned()));
        assert_eq!(
            table(&rows),
            "host           github.com\né              x\nlongest label\n  nested       y\n"
        );
        assert_eq!(table(&[]), "");
    }
}
