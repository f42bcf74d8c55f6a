//! The completions, loaded into the shells themselves and asked.

use std::fs;

use super::facts::{commands, global_options, own_options};
use super::{path, read};
use crate::world::{World, installed};

/// What a shell offers for a line that ends where TAB is pressed, sorted.
type Ask = fn(&str) -> Vec<String>;

#[test]
fn bash_offers_what_can_be_typed() {
    if installed(&["bash"]) {
        offers_what_can_be_typed(bash);
    }
}

#[test]
fn zsh_offers_what_can_be_typed() {
    if installed(&["zsh"]) {
        offers_what_can_be_typed(zsh);
    }
}

#[test]
fn fish_offers_what_can_be_typed() {
    if installed(&["fish"]) {
        offers_what_can_be_typed(fish);
    }
}

fn offers_what_can_be_typed(ask: Ask) {
    let offered: Vec<String> =
        ask("copilot-token ").into_iter().filter(|word| !word.starts_with('-')).collect();
    assert_eq!(offered, commands().into_iter().collect::<Vec<_>>());
    for command in commands() {
        let offered = ask(&format!("copilot-token {command} --"));
        let known: Vec<String> = global_options().into_iter().chain(own_options(&command)).collect();
        for option in known.iter().filter(|option| option.starts_with("--")) {
            assert!(offered.contains(option), "{command}: no {option} in {offered:?}");
        }
        let unknown = offered.iter().find(|option| !known.contains(option) && *option != "--help");
        assert_eq!(unknown, None, "{command}");
    }
    for (line, values) in [
        ("copilot-token env --shell ", ["dotenv", "fish", "github", "powershell", "sh"].as_slice()),
        ("copilot-token env --shell d", &["dotenv"]),
        ("copilot-token env --preset ", &["openai"]),
        ("copilot-token exec --preset o", &["openai"]),
        ("copilot-token headers --format ", &["curl", "json", "lines"]),
        ("copilot-token token --sources ", &["editor", "env", "gh"]),
        ("copilot-token --no-cache token --sources e", &["editor", "env"]),
        ("copilot-token token --host ", &[]),
        ("copilot-token token --min-validity ", &[]),
        ("copilot-token nonsense --form", &[]),
    ] {
        assert_eq!(ask(line), values, "{line}");
    }
    // No shell offers a second source; fish offers to take the comma back.
    let offered = ask("copilot-token token --sources env,");
    assert!(offered.iter().all(|word| word == "env"), "{offered:?}");
}

fn bash(line: &str) -> Vec<String> {
    // As readline calls it: the function that `complete` knows, with the command, the word and the one before.
    let script = r#"
        source "$1"; read -ra COMP_WORDS <<<"$2"; [[ $2 == *' ' ]] && COMP_WORDS+=('')
        COMP_LINE=$2 COMP_POINT=${#2} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        [[ $(complete -p copilot-token) =~ -F\ ([^ ]+) ]] || exit 1
        compopt() { :; }
        "${BASH_REMATCH[1]}" copilot-token "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let file = path("completions/copilot-token.bash");
    let args = ["--norc", "-c", script, "bash", &file.to_string_lossy(), line];
    sorted(&World::new().tool("bash", &args).run().ok())
}

fn fish(line: &str) -> Vec<String> {
    let script = "source $argv[1]; complete -C $argv[2]";
    let file = path("completions/copilot-token.fish");
    let args = ["--no-config", "-c", script, &file.to_string_lossy(), line];
    let offered = World::new().tool("fish", &args).run().ok();
    // A tab and a description stand after each.
    let words: Vec<&str> = offered.lines().filter_map(|line| line.split('\t').next()).collect();
    sorted(&words.join("\n"))
}

fn zsh(line: &str) -> Vec<String> {
    let world = World::new();
    let offered = world.home().join("offered");
    let (ask, folder) = (path("tests/cli/documents/ask.zsh"), path("completions"));
    let args = [&ask, &folder, &offered].map(|path| path.to_string_lossy().into_owned());
    let args = ["-f", &args[0], &args[1], &args[2], line];
    world.tool("zsh", &args).env("TERM", "xterm").run().ok();
    let offered = fs::read_to_string(offered).unwrap_or_default();
    sorted(offered.strip_suffix("END\n").unwrap_or_else(|| panic!("no end: {offered:?}")))
}

fn sorted(lines: &str) -> Vec<String> {
    let mut words: Vec<String> = lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

#[test]
fn no_description_breaks_out_of_its_quotes() {
    // zsh takes a double quote in the description of a value for the end of it.
    let zsh = read("completions/_copilot-token");
    for line in zsh.lines().filter(|line| line.contains("\\:\"")) {
        assert_eq!(line.matches('"').count(), 2, "{line}");
    }
}
