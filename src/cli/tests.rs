//! Checks the grammar, and that [`Cli::exactly`] agrees with clap.

use super::*;

#[test]
fn the_grammar_is_sound() {
    Cli::grammar().debug_assert();
    let names: Vec<String> =
        Cli::grammar().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    assert_eq!(names, COMMANDS);
}

#[test]
fn the_short_list_of_inherited_options_is_complete() {
    let program = Cli::command();
    let global = program.get_arguments().filter(|arg| arg.is_global_set());
    let names: Vec<String> = global.map(|arg| format!("--{}", arg.get_long().unwrap())).collect();
    let listed: Vec<&str> = help::INHERITED.lines().skip(1).flat_map(str::split_whitespace).collect();
    assert_eq!(listed, names);
}

#[test]
fn options_of_every_command_are_understood_before_and_after_it() {
    for line in [["--host", "acme.ghe.com", "token", "-v"], ["token", "-v", "--host", "acme.ghe.com"]] {
        let cli = Cli::read(["copilot-token"].iter().chain(&line).map(OsString::from)).unwrap();
        assert_eq!((cli.options.host.as_deref(), cli.options.verbose), (Some("acme.ghe.com"), true));
    }
}

#[test]
fn a_line_that_is_answered_without_clap_means_what_clap_says() {
    let lines: [&[&str]; 10] = [
        &["token"],
        &["refresh"],
        &["token", "--access", "direct"],
        &["base-url"],
        &["headers"],
        &["env"],
        &["exec", "--", "true"],
        &["exec", "--", "", "--help", "-e"],
        &["exec", "--", "--", "--preset"],
        &["git-credential", "get"],
    ];
    for line in lines {
        let args: Vec<OsString> = line.iter().map(OsString::from).collect();
        let by_clap = Cli::read([&["copilot-token"], line].concat().iter().map(OsString::from)).unwrap();
        assert_eq!(Cli::exactly(&args), Some(by_clap), "{line:?}");
    }
    let others: [&[&str]; 9] = [
        &[],
        &["Token"],
        &["token", "--json"],
        &["token", "--access", "Direct"],
        &["token", ""],
        &["git-credential"],
        &["exec", "--"],
        &["exec", "true"],
        &["exec", "--preset", "openai", "--", "true"],
    ];
    for line in others {
        let args: Vec<OsString> = line.iter().map(OsString::from).collect();
        assert_eq!(Cli::exactly(&args), None, "{line:?}");
    }
}
