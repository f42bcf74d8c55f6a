//! An aligned table for people.

/// One line a row, the second column aligned, no trailing white space.
pub fn table(rows: &[(String, String)]) -> String {
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let line =
        |(label, value): &(String, String)| format!("{label:<width$}  {value}").trim_end().to_owned() + "\n";
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_below_each_other() {
        let rows = [("host", "github.com"), ("é", "x"), ("", "y"), ("session", "")];
        let rows = rows.map(|(label, value)| (label.to_owned(), value.to_owned()));
        assert_eq!(table(&rows), "host     github.com\né        x\n         y\nsession\n");
    }
}
