//! The facts that the documents must agree with, each read from the product.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, Command};

use super::{Cli, read};

pub type Names = BTreeSet<String>;

/// Variables that the `directories` crate reads.
const READ_BY_DIRECTORIES: [&str; 2] = ["HOME", "XDG_CACHE_HOME"];

pub fn program() -> Command {
    let mut command = Cli::grammar();
    command.build();
    command
}

pub fn commands() -> Names {
    program().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// The options of one command alone, as typed, without `--help`.
pub fn own_options(command: &str) -> Names {
    let program = program();
    let command = program.find_subcommand(command).unwrap_or_else(|| panic!("no command {command}"));
    let own = command.get_arguments().filter(|arg| !arg.is_global_set() && arg.get_id() != "help");
    own.flat_map(flags).collect()
}

/// The options of every command, as typed, without `--help` and `--version`.
pub fn global_options() -> Names {
    program().get_arguments().filter(|arg| arg.is_global_set()).flat_map(flags).collect()
}

pub fn flags(arg: &Arg) -> Vec<String> {
    let short = arg.get_short().map(|short| format!("-{short}"));
    short.into_iter().chain(arg.get_long().map(|long| format!("--{long}"))).collect()
}

/// The listed values of each command's options; those of global options are under the empty name.
pub fn listed_values() -> BTreeMap<String, Names> {
    let program = program();
    let of = |command: &Command, global: bool| -> Names {
        let args = command.get_arguments().filter(|arg| {
            arg.is_global_set() == global
                && arg.get_action().takes_values()
                && !arg.get_possible_values().is_empty()
                // The values of `help` and `setup` are names, not settings.
                && !(arg.is_positional() && arg.is_hide_possible_values_set())
        });
        args.flat_map(|arg| arg.get_possible_values()).map(|value| value.get_name().to_owned()).collect()
    };
    let mut values = BTreeMap::from([(String::new(), of(&program, true))]);
    values
        .extend(program.get_subcommands().map(|command| (command.get_name().to_owned(), of(command, false))));
    values
}

/// The variables that the product reads: every quoted name in the files that may read the environment. Lower-case
/// proxy variables count as their upper-case form.
pub fn variables() -> Names {
    let files = [
        "src/settings.rs",
        "src/settings/cache_place.rs",
        "src/dirs.rs",
        "src/github/route.rs",
        "src/sources/env.rs",
    ];
    let texts = files.iter().map(|file| read(file));
    let found = texts.flat_map(|text| quoted_names(product_part(&text)));
    found.chain(READ_BY_DIRECTORIES.map(str::to_owned)).collect()
}

/// The variables that `env` and `exec` set by default.
pub fn set_variables() -> Names {
    quoted_names(product_part(&read("src/output/fields.rs")))
}

fn product_part(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

fn quoted_names(text: &str) -> Names {
    // `env!` reads the compiler's environment.
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("env!("));
    let in_quotes = lines.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned));
    let upper = in_quotes.map(|word| if word.ends_with("_proxy") { word.to_uppercase() } else { word });
    upper.filter(|word| is_variable(word)).collect()
}

/// Upper case, digits and underscores, with a minimum length: `PUT` is not a variable.
pub fn is_variable(word: &str) -> bool {
    word.len() >= 4
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Exit codes with their names; those of `exec` and success have none.
pub fn exit_codes() -> BTreeMap<u8, Option<String>> {
    let failure = read("src/failure.rs");
    let arm = |line: &str| -> Option<(String, String)> {
        let (kind, value) = line.trim().strip_prefix("Code::")?.split_once(" => ")?;
        Some((kind.to_owned(), value.trim_end_matches(',').trim_matches('"').to_owned()))
    };
    let arms: Vec<_> = product_part(&failure).lines().filter_map(arm).collect();
    let named = arms.iter().filter_map(|(kind, value)| {
        let code: u8 = value.parse().ok()?;
        let name = arms.iter().find(|(k, v)| k == kind && v.parse::<u8>().is_err());
        Some((code, Some(name.unwrap_or_else(|| panic!("{kind} has no name")).1.clone())))
    });
    let exec = read("src/commands/exec.rs");
    let of_exec =
        exec.lines().filter_map(|line| line.split_once(": u8 = ")?.1.strip_suffix(';')?.parse().ok());
    let codes: BTreeMap<_, _> = named.chain(of_exec.map(|code| (code, None))).chain([(0, None)]).collect();
    assert!(codes.len() == 9, "the sources say it in another way now: {codes:?}");
    codes
}
