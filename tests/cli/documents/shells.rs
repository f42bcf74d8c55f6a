//! Loads the completions into the real shells and requests suggestions.

use std::fs;

use super::facts::{commands, global_options, own_options};
use super::{path, read};
use crate::world::{World, installed};

/// The sorted suggestions of a shell for each line when TAB is pressed at its end.
type Ask = fn(&[String]) -> Vec<Vec<String>>;

#[test]
fn bash_offers_what_can_be_typed() {
    if installed(&["bash"]) {
        offers_what_can_be_typed(|lines| lines.iter().map(|line| bash(line)).collect(), &[]);
    }
}

#[test]
fn zsh_offers_what_can_be_typed() {
    if installed(&["zsh"]) {
        offers_what_can_be_typed(zsh, &["clear-cache"]);
    }
}

#[test]
fn fish_offers_what_can_be_typed() {
    if installed(&["fish"]) {
        offers_what_can_be_typed(|lines| lines.iter().map(|line| fish(line)).collect(), &["clear-cache"]);
    }
}

/// Command lines and their possible values, except commands and options.
const VALUES: [(&str, &[&str]); 18] = [
    ("copilot-token env --shell ", &["dotenv", "fish", "github", "json", "nu", "powershell", "sh"]),
    ("copilot-token env --shell d", &["dotenv"]),
    ("copilot-token env --preset ", &["anthropic", "openai"]),
    ("copilot-token exec --preset o", &["openai"]),
    ("copilot-token headers --format ", &["curl", "json", "lines"]),
    ("copilot-token token --sources ", &["editor", "env", "gh", "login"]),
    ("copilot-token --sources ", &["editor", "env", "gh", "login"]),
    ("copilot-token --no-cache token --sources e", &["editor", "env"]),
    ("copilot-token token --access ", &["auto", "direct", "exchange"]),
    ("copilot-token token --host ", &[]),
    ("copilot-token token --min-validity ", &[]),
    ("copilot-token nonsense --form", &[]),
    ("copilot-token git-credential ", &["capability", "erase", "get", "store"]),
    ("copilot-token completion ", &["bash", "elvish", "fish", "nushell", "powershell", "zsh"]),
    ("copilot-token setup ai", &["aichat", "aider"]),
    ("copilot-token help git", &["git-credential"]),
    ("copilot-token exec -- zgre", &["zgrep"]),
    ("copilot-token exec --preset openai -- zgre", &["zgrep"]),
];
/// The command after `--` has its own completions; bash needs its bash-completion package for this.
const NESTED: &str = "copilot-token exec -- copilot-token clea";
/// The fields after `-e NAME=`. Some shells include the name in each suggestion.
const FIELDS: [(&str, &[&str]); 2] = [
    ("copilot-token env -e MY_KEY=", &["base-url", "expires", "expires-at", "headers", "token"]),
    ("copilot-token exec -e MY_KEY=b", &["base-url"]),
];

fn offers_what_can_be_typed(ask: Ask, nested: &[&str]) {
    let lines = ["copilot-token ".to_owned(), "copilot-token token --sources env,".to_owned()].into_iter();
    let lines = lines.chain(commands().into_iter().map(|command| format!("copilot-token {command} --")));
    let lines: Vec<String> = lines
        .chain(
            VALUES
                .map(|(line, _)| line)
                .into_iter()
                .chain([NESTED])
                .chain(FIELDS.map(|(line, _)| line))
                .map(str::to_owned),
        )
        .collect();
    let mut answers = ask(&lines).into_iter();
    let mut next = || answers.next().expect("an answer to each line");

    let offered: Vec<String> = next().into_iter().filter(|word| !word.starts_with('-')).collect();
    assert_eq!(offered, commands().into_iter().collect::<Vec<_>>());
    // No shell offers a second source; fish offers to remove the comma.
    let offered = next();
    assert!(offered.iter().all(|word| word == "env"), "{offered:?}");
    for command in commands() {
        let offered = next();
        let known: Vec<String> = global_options().into_iter().chain(own_options(&command)).collect();
        for option in known.iter().filter(|option| option.starts_with("--")) {
            assert!(offered.contains(option), "{command}: no {option} in {offered:?}");
        }
        let unknown = offered.iter().find(|option| !known.contains(option) && *option != "--help");
        assert_eq!(unknown, None, "{command}");
    }
    for (line, values) in VALUES {
        assert_eq!(next(), values, "{line}");
    }
    assert_eq!(next(), nested, "{NESTED}");
    for (line, values) in FIELDS {
        let offered = next();
        let fields: Vec<&str> =
            offered.iter().map(|word| word.rsplit('=').next().unwrap_or_default()).collect();
        assert_eq!(fields, values, "{line}");
    }
}

fn bash(line: &str) -> Vec<String> {
    // Calls the registered function as readline does: with the command, the word and the word before it.
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
    // A tab and a description follow each suggestion.
    let words: Vec<&str> = offered.lines().filter_map(|line| line.split('\t').next()).collect();
    sorted(&words.join("\n"))
}

fn zsh(lines: &[String]) -> Vec<Vec<String>> {
    let world = World::new();
    let offered = world.home().join("offered");
    let (ask, folder) = (path("tests/cli/documents/ask.zsh"), path("completions"));
    let args = [&ask, &folder, &offered].map(|path| path.to_string_lossy().into_owned());
    world.tool("zsh", &["-f"]).args(&args).args(lines).env("TERM", "xterm").run().ok();
    let offered = fs::read_to_string(offered).unwrap_or_default();
    offered.split("END\n").map(sorted).collect()
}

fn sorted(lines: &str) -> Vec<String> {
    let mut words: Vec<String> = lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    words.sort();
    // A program in two folders of PATH is offered twice.
    words.dedup();
    words
}

#[test]
fn no_description_breaks_out_of_its_quotes() {
    // zsh ends a value's description at a double quote.
    let zsh = read("completions/_copilot-token");
    for line in zsh.lines().filter(|line| line.contains("\\:\"")) {
        assert_eq!(line.matches('"').count(), 2, "{line}");
    }
}
