//! The tables of README and docs/ have every command, option, variable and exit code, and no others.

use clap::Command;

use super::facts::{self, Names};
use super::help::{default, named_variables};
use super::{PROGRAMS, path, read};

const README: &str = "README.md";
const BEHAVIOUR: &str = "docs/behaviour.md";
const RECIPES: &str = "docs/recipes.md";

fn section(page: &str, name: &str) -> String {
    let page = read(page);
    let start = page.find(&format!("\n## {name}\n")).unwrap_or_else(|| panic!("no section {name}"));
    let text = &page[start + 1..];
    text[..text.find("\n## ").unwrap_or(text.len())].to_owned()
}

/// The cells of each table row in one section, without table heads.
fn rows(page: &str, name: &str) -> Vec<Vec<String>> {
    let text = section(page, name);
    let lines: Vec<&str> = text.lines().collect();
    let is_rule = |line: &&str| line.starts_with("|-") || line.starts_with("| -");
    let rows = lines.iter().enumerate().filter(|(i, line)| {
        let head = lines.get(i + 1).is_some_and(is_rule);
        line.starts_with('|') && !is_rule(line) && !head
    });
    rows.map(|(_, line)| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The words between back quotes.
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
    let rows = rows(README, "Commands");
    let named: Names = rows.iter().map(|row| code(&row[0])[0].clone()).collect();
    assert_eq!(named, facts::commands());
    let section = section(README, "Commands");
    let prose: Vec<&str> = section.lines().filter(|line| !line.starts_with('|')).collect();
    // Options of several commands are described once, below the table.
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
    let named = names(&section);
    let by_default = ["GITHUB_COPILOT_API_TOKEN", "COPILOT_API_URL", "COPILOT_TOKEN_EXPIRES_AT"];
    assert!(by_default.iter().all(|name| named.contains(*name)), "{named:?}");
}

#[test]
fn the_docs_have_every_option_with_its_default_and_variables() {
    let rows = rows(BEHAVIOUR, "Options and variables");
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
fn the_docs_have_every_variable() {
    let tables = ["Options and variables", "Where the GitHub token comes from"];
    let documented: Names =
        tables.into_iter().flat_map(|name| rows(BEHAVIOUR, name)).flat_map(|row| names(&row[1])).collect();
    assert_eq!(documented, facts::variables());
}

#[test]
fn readme_has_every_exit_code_with_its_name() {
    let mut documented = Vec::new();
    for row in rows(README, "Exit codes") {
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

#[test]
fn the_readme_stays_a_page_that_is_read() {
    assert!(read(README).len() <= 10_000, "{} bytes", read(README).len());
}

/// The table of programs links to their recipes and names the tested version.
#[test]
fn readme_names_every_recipe_with_its_version() {
    let text = section(README, "Use it");
    let recipes = read(RECIPES);
    for program in PROGRAMS {
        assert!(text.contains(&format!("(docs/recipes.md#{program})")), "{program}");
    }
    for row in rows(README, "Use it").iter().filter(|row| row[0].starts_with('[')) {
        let (_, program) = row[0].trim_end_matches(')').split_once('#').expect("a link");
        let recipe = section(RECIPES, program);
        let tried = recipe.split("\nTried with ").nth(1).expect("a version").lines().next().expect("a line");
        assert!(
            row[1].split(", ").all(|version| tried.contains(version)),
            "{program}: {} in {tried}",
            row[1]
        );
    }
    assert!(recipes.len() > 1000);
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    for page in [README, BEHAVIOUR, RECIPES, "docs/security.md", "docs/platforms.md", "docs/costs.md"] {
        let text = read(page);
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().expect("a target");
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if file.contains("://") {
                continue;
            }
            let folder = path(page).parent().expect("a folder").to_owned();
            let file = if file.is_empty() { path(page) } else { folder.join(file) };
            let there =
                std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{page}: {target}: {error}"));
            let anchors = there.lines().filter_map(|line| line.strip_prefix("## "));
            let mut anchors = anchors.map(|title| title.to_lowercase().replace(' ', "-"));
            assert!(anchor.is_empty() || anchors.any(|known| known == anchor), "{page}: {target}");
        }
    }
}
