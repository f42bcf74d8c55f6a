//! The help texts fit a terminal and name every variable and default of an option.

use clap::{Arg, Command};

use super::facts::{self, is_variable, variables};
use crate::world::World;

/// The default width of a terminal.
const COLUMNS: usize = 80;

#[test]
fn help_fits_a_terminal() {
    for mut command in pages() {
        let name = command.get_name().to_owned();
        let pages = [command.render_help(), command.render_long_help()];
        for line in
            pages.iter().flat_map(|page| page.to_string().lines().map(str::to_owned).collect::<Vec<_>>())
        {
            assert!(line.chars().count() <= COLUMNS, "{name}: {line}");
        }
    }
}

#[test]
fn every_command_is_explained_with_examples() {
    for command in pages() {
        let name = command.get_name();
        let about = command.get_long_about().unwrap_or_default().to_string();
        assert!(about.lines().count() > 2, "{name}: {about}");
        let examples = command.get_before_long_help().unwrap_or_default().to_string();
        assert!(examples.starts_with("Examples:\n") && examples.contains(name), "{name}: {examples}");
        let help = long_help(&command);
        let (examples, options) = (help.find("Examples:"), help.find("Options:"));
        assert!(examples < options, "{name}: few readers scroll down to examples below the options");
    }
}

#[test]
fn help_names_every_exit_code() {
    let text = long_help(&facts::program());
    for (code, name) in facts::exit_codes() {
        let name = name.map_or(String::new(), |name| format!("{name}:"));
        if code < 100 {
            assert!(text.contains(&format!("\n  {code}  {name}")), "{code} {name}");
        } else {
            let exec = facts::program().find_subcommand("exec").map(long_help).unwrap_or_default();
            assert!(exec.contains(&code.to_string()), "{code}");
        }
    }
}

#[test]
fn options_name_the_variables_that_the_product_reads_for_them() {
    for arg in facts::program().get_arguments().filter(|arg| arg.is_global_set()) {
        let named = named_variables(arg);
        for variable in &named {
            assert!(variables().contains(variable), "--{}: {variable}", arg.get_id());
        }
        let without = ["no_cache", "verbose", "github_token_file"].contains(&arg.get_id().as_str());
        assert_eq!(named.is_empty(), without, "--{}", arg.get_id());
    }
}

/// The names in `[variable: …]` or `[variables: …]` of an option's long help.
pub fn named_variables(arg: &Arg) -> Vec<String> {
    let text = arg.get_long_help().unwrap_or_default().to_string();
    let list =
        text.split_once("[variable").and_then(|(_, rest)| Some(rest.split_once(": ")?.1.split_once(']')?.0));
    list.unwrap_or_default().split(", ").filter(|name| is_variable(name)).map(str::to_owned).collect()
}

/// The text in `[default: …]` of an option's short help.
pub fn default(arg: &Arg) -> Option<String> {
    let text = arg.get_help().unwrap_or_default().to_string();
    Some(text.split_once("[default: ")?.1.split_once(']')?.0.to_owned())
}

#[test]
fn help_never_shows_a_value_of_a_variable() {
    let world = World::new();
    for page in [&["--help"][..], &["token", "--help"], &["exec", "-h"], &["nonsense"]] {
        let names = ["GH_TOKEN", "GITHUB_TOKEN", "COPILOT_GITHUB_TOKEN", "HTTPS_PROXY", "COPILOT_TOKEN_USER"];
        let cmd = names.iter().fold(world.cmd(page), |cmd, name| cmd.env(name, "ghu_valueOfAVariable0"));
        let run = cmd.run();
        assert!(!(run.stdout + &run.stderr).contains("valueOfAVariable"), "{page:?}");
    }
}

/// The program's own page and each command's.
fn pages() -> Vec<Command> {
    let program = facts::program();
    program.get_subcommands().cloned().chain([program.clone()]).collect()
}

fn long_help(command: &Command) -> String {
    command.clone().render_long_help().to_string()
}
