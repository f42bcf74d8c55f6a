//! The command lines in help, manual page and README are valid: each is parsed by the grammar.

use std::ffi::OsString;

use clap::error::ErrorKind;

use super::facts::program;
use super::{Cli, read};

#[test]
fn every_command_line_in_the_documents_can_be_typed() {
    let mut lines: Vec<(String, String)> = Vec::new();
    for command in program().get_subcommands().chain([&program()]) {
        let help = command.get_before_long_help().unwrap_or_default().to_string();
        lines.extend(typed(&help).map(|line| (command.get_name().to_owned(), line)));
    }
    let man = read("man/copilot-token.1");
    let displayed: Vec<&str> = man.lines().filter(|line| line.starts_with(".Dl ")).collect();
    lines.extend(typed(&displayed.join("\n").replace("\\-", "-")).map(|line| ("man".to_owned(), line)));
    for page in ["README.md", "docs/recipes.md", "docs/behaviour.md", "docs/install.md"] {
        lines.extend(typed(&fenced(&read(page))).map(|line| (page.to_owned(), line)));
    }
    // README's table contains commands too; it escapes pipes.
    let cells = read("README.md").replace("\\|", "|");
    let spans = cells
        .lines()
        .filter(|line| line.starts_with('|'))
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    lines.extend(
        spans.flat_map(|span| typed(span).collect::<Vec<_>>()).map(|line| ("README".to_owned(), line)),
    );
    assert!(lines.len() > 60, "only {} found", lines.len());
    for (whence, line) in lines {
        if let Err(error) = Cli::read(line.split_whitespace().map(OsString::from)) {
            let help = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion].contains(&error.kind());
            assert!(help, "{whence}: {line}\n{error}");
        }
    }
}

/// The program's command lines in `text`, each up to the next shell operator.
fn typed(text: &str) -> impl Iterator<Item = String> {
    // `provider add copilot-token` is not a call: there our name is a provider's.
    let is_call = |before: &str| !before.ends_with(" add ");
    text.lines().flat_map(move |line| {
        let calls = line.match_indices("copilot-token ").filter(move |(start, _)| is_call(&line[..*start]));
        calls.map(|(start, _)| call(&line[start..]))
    })
}

fn call(rest: &str) -> String {
    let end = rest.find(['|', ')', ';', '>', '&', '#', '\'', '"', '`']).unwrap_or(rest.len());
    let call = rest[..end].trim_end().to_owned();
    // git itself appends the action.
    if call.ends_with("git-credential") { call + " get" } else { call }
}

/// The code blocks of a Markdown text.
fn fenced(markdown: &str) -> String {
    let mut inside = false;
    let lines = markdown.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        inside && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}
