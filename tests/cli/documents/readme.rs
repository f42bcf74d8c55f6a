//! The tables of the README hold every command, option, variable and exit code, and no other.

use clap::Command;

use super::facts::{self, Names};
use super::help::{default, named_variables};
use super::read;

fn section(name: &str) -> String {
    let readme = read("README.md");
    let start = readme.find(&format!("\n## {name}\n")).unwrap_or_else(|| panic!("no section {name}"));
    let text = &readme[start + 1..];
    text[..text.find("\n## ").unwrap_or(text.len())].to_owned()
}

/// The rows of the tables in one section, without their heads: the cells of each.
fn rows(name: &str) -> Vec<Vec<String>> {
    let text = section(name);
    let lines: Vec<&str> = text.lines().collect();
    let is_rule = |line: &&str| line.starts_with("|-") || line.starts_with("| -");
    let rows = lines.iter().enumerate().filter(|(i, line)| {
        let head = lines.get(i + 1).is_some_and(is_rule);
        line.starts_with('|') && !is_rule(line) && !head
    });
    rows.map(|(_, line)| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The words of what stands between back quotes.
fn code(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2);
    spans.flat_map(|span| span.split([' ', '=', ',', '[', ']', '…'])).map(str::to_owned).collect()
}

fn options(text: &str) -> Names {
    let is_option = |word: &String| word.starts_with('-') && word.chars().any(|c| c.is_ascii_alphabetic());
    code(text).into_iter().filter(is_option).collect()
}

fn names(text: &str) -> Names {
    code(text).into_iter().filter(|word| facts::is_variable(word)).collect()
}

#[test]
fn readme_has_every_command_with_its_options() {
    let rows = rows("Commands");
    let named: Names = rows.iter().map(|row| code(&row[0])[0].clone()).collect();
    assert_eq!(named, facts::commands());
    let section = section("Commands");
    let prose: Vec<&str> = section.lines().filter(|line| !line.starts_with('|')).collect();
    // What several commands take is said once, below the table.
    let shared = options(&prose.join("\n"));
    let mut taken = Names::new();
    for row in rows {
        let (command, said) = (&code(&row[0])[0], options(&row.join("\n")));
        let own = facts::own_options(command);
        assert!(said.is_subset(&own), "{command}: {said:?} of {own:?}");
        let missing: Vec<_> =
            own.iter().filter(|option| !said.contains(*option) && !shared.contains(*option)).collect();
        assert!(missing.is_empty(), "{command}: {missing:?}");
        taken.extend(own);
    }
    let nobodys: Vec<_> =
        shared.iter().filter(|option| !taken.contains(*option) && *option != "-v").collect();
    assert!(nobodys.is_empty(), "{nobodys:?}");
    let set = facts::set_variables();
    assert!(set.is_subset(&names(&section)), "{set:?}");
}

#[test]
fn readme_has_every_option_with_its_default_and_variables() {
    let rows = rows("Options and variables");
    let of_options: Vec<_> = rows.iter().filter(|row| !options(&row[0]).is_empty()).collect();
    let documented: Names = of_options.iter().flat_map(|row| options(&row[0])).collect();
    assert_eq!(documented, facts::global_options());
    for arg in facts::program().get_arguments().filter(|arg| arg.is_global_set()) {
        let flags = facts::flags(arg);
        let row = of_options.iter().find(|row| flags.iter().all(|flag| options(&row[0]).contains(flag)));
        let row = row.unwrap_or_else(|| panic!("{flags:?} in one row"));
        assert_eq!(names(&row[1]), named_variables(arg).into_iter().collect(), "{flags:?}");
        let default = default(arg);
        assert!(default.iter().all(|value| row[2].contains(&format!("`{value}`"))), "{flags:?}: {default:?}");
    }
}

#[test]
fn readme_has_every_variable() {
    let tables = ["Options and variables", "Where the GitHub token comes from"];
    let documented: Names = tables.into_iter().flat_map(rows).flat_map(|row| names(&row[1])).collect();
    assert_eq!(documented, facts::variables());
}

#[test]
fn readme_has_every_exit_code_with_its_name() {
    let mut documented = Vec::new();
    for row in rows("Exit codes") {
        for cell in row[0].split(", ") {
            documented.push((cell.parse().expect("a code"), code(&row[1]).first().cloned()));
        }
    }
    assert_eq!(documented, facts::exit_codes().into_iter().collect::<Vec<_>>());
}

#[test]
fn readme_says_the_minimum_rust_version_of_the_manifest() {
    let manifest = read("Cargo.toml");
    let version =
        manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")).expect("rust-version");
    let said = format!("Rust {}", version.trim_end_matches('"'));
    assert!(read("README.md").contains(&said), "{said}");
}

#[test]
fn the_program_in_the_readme_is_the_one_in_the_manifest() {
    let program: Command = facts::program();
    assert_eq!(program.get_name(), env!("CARGO_PKG_NAME"));
    assert!(read("README.md").starts_with(&format!("# {}\n", program.get_name())));
}
