//! Rewrites `completions/` from the grammar in `src/cli.rs`: `cargo run --example completions`. A test compares the
//! committed files byte for byte. clap's generators do most of the work; this adds what they leave out.
#![allow(clippy::disallowed_methods, reason = "these rules apply to the product only")]

// The generators use only part of the module.
#[path = "../src/cli.rs"]
#[allow(dead_code, unused_imports)]
pub mod cli;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::{Generator, Shell};
use clap_complete_nushell::Nushell;

/// The fields after the `=` of `-e NAME=`.
pub const FIELDS: &str = "token base-url headers expires-at expires";
/// The actions that git requests of a credential helper. Other words are allowed, so the grammar does not list them.
pub const ACTIONS: [&str; 4] = ["get", "store", "erase", "capability"];

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    std::fs::create_dir_all(&folder)?;
    files().into_iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
}

/// Every file of `completions/`: the name that its shell expects, and its bytes.
pub fn files() -> Vec<(String, String)> {
    let mut files = vec![file(Shell::PowerShell), file(Nushell)];
    type Addition = fn(String) -> String;
    let more: [(Shell, Addition); 4] =
        [(Shell::Bash, bash), (Shell::Zsh, zsh), (Shell::Fish, fish), (Shell::Elvish, elvish)];
    files.extend(more.map(|(shell, add)| {
        let (name, text) = file(shell);
        (name, add(text))
    }));
    files
}

fn grammar() -> Command {
    cli::Cli::command().mut_subcommand("git-credential", |command| {
        command.mut_arg("action", |arg| arg.value_parser(ACTIONS))
    })
}

fn file(shell: impl Generator) -> (String, String) {
    let mut command = grammar();
    let name = command.get_name().to_owned();
    let (file_name, mut text) = (shell.file_name(&name), Vec::new());
    clap_complete::generate(shell, &mut command, name, &mut text);
    (file_name, String::from_utf8_lossy(&text).into_owned())
}

/// Adds the completion of a command after `--`, and of fields after `-e NAME=`; commands come before options.
fn bash(text: String) -> String {
    // The generator spells a program name with a hyphen in two ways, and then finds no command (clap issue 6421).
    let text = text.replace("copilot__subcmd__token", "copilot__token");
    let text = text.replace("complete -F _copilot__token", "complete -F _copilot__token_all");
    let more = r#"
_copilot__token_all() {
    local i word words=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == -- ]] || continue
        if declare -F _comp_command_offset >/dev/null; then
            _comp_command_offset $((i + 1))
        elif declare -F _command_offset >/dev/null; then
            _command_offset $((i + 1))
        elif ((i + 1 == COMP_CWORD)); then
            COMPREPLY=($(compgen -c -- "$2"))
        else
            COMPREPLY=($(compgen -f -- "$2"))
        fi
        return
    done
    # The line, because `=` may be a word of its own.
    if [[ ${COMP_LINE:0:COMP_POINT} =~ [[:space:]]-e[[:space:]]*([A-Za-z_][A-Za-z0-9_]*=)([a-z-]*)$ ]]; then
        COMPREPLY=($(compgen -W "FIELDS" -- "${BASH_REMATCH[2]}"))
        [[ $2 != *=* || $2 == = ]] || COMPREPLY=("${COMPREPLY[@]/#/${BASH_REMATCH[1]}}")
        return
    fi
    _copilot__token "$@"
    if [[ -z $2 ]]; then
        for word in "${COMPREPLY[@]}"; do
            [[ $word == -* ]] || words+=("$word")
        done
        ((${#words[@]} == 0)) || COMPREPLY=("${words[@]}")
    fi
}

if [[ "${BASH_VERSINFO[0]}" -eq 4"#;
    let more = more.replace("FIELDS", FIELDS);
    text.replacen("\nif [[ \"${BASH_VERSINFO[0]}\" -eq 4", &more, 1)
}

fn zsh(text: String) -> String {
    let fields = format!(":NAME=FIELD:{{compset -P 1 \"*=\" && compadd -- {FIELDS}}}'");
    text.replace(":NAME=FIELD:'", &fields)
}

/// The generator for fish completes options only.
fn fish(text: String) -> String {
    let using = |command: &str| {
        format!("complete -c copilot-token -n \"__fish_copilot_token_using_subcommand {command}")
    };
    let mut more = format!(
        r#"
function __fish_copilot_token_fields
    set -l name (string match -r '^[^=]+=' -- (commandline -ct))
    and printf '%s\n' $name{{{}}}
end
function __fish_copilot_token_command
    set -l words (commandline -opc)
    set -l at (contains -i -- -- $words)
    complete -C (string join ' ' -- (string escape -- $words[(math $at + 1)..-1]) (commandline -ct))
end
"#,
        FIELDS.replace(' ', ",")
    );
    for command in ["env", "exec"] {
        more += &format!("{}\" -s e -r -f -a \"(__fish_copilot_token_fields)\"\n", using(command));
    }
    more += &format!(
        "{}; and contains -- -- (commandline -opc)\" -f -a \"(__fish_copilot_token_command)\"\n",
        using("exec")
    );
    for command in grammar().get_subcommands() {
        let values = positional(command);
        if !values.is_empty() {
            more += &format!("{}\" -f -a \"{}\"\n", using(command.get_name()), values.join(" "));
        }
    }
    // Also before a command is named.
    for (option, values) in options() {
        if cli::Cli::command().get_arguments().any(|arg| arg.get_long() == Some(&option)) {
            more += &format!("complete -c copilot-token -l {option} -r -f -a \"{}\"\n", values.join(" "));
        }
    }
    text + &more
}

/// The generator for Elvish does not complete values.
fn elvish(text: String) -> String {
    let mut values: Vec<String> =
        options().iter().map(|(option, values)| format!("&--{option}=[{}]", values.join(" "))).collect();
    for command in grammar().get_subcommands() {
        let words = positional(command);
        if !words.is_empty() {
            values.push(format!("&{}=[{}]", command.get_name(), words.join(" ")));
        }
    }
    let last = "    $completions[$command]\n";
    let more = format!(
        "    var values = [{}]\n    if (has-key $values $words[-2]) {{\n        all $values[$words[-2]]\n    }} else {{\n    {last}    }}\n",
        values.join(" ")
    );
    text.replacen(last, &more, 1)
}

/// The values of a command's first argument.
fn positional(command: &Command) -> Vec<String> {
    let first = command.get_positionals().next();
    let values = first.map(|arg| arg.get_possible_values()).unwrap_or_default();
    values.iter().map(|value| value.get_name().to_owned()).collect()
}

/// Every option with a list of values. An option has the same values in every command.
fn options() -> BTreeMap<String, Vec<String>> {
    let program = grammar();
    let args = program.get_subcommands().chain([&program]).flat_map(Command::get_arguments);
    let args = args.filter(|arg| arg.get_action().takes_values());
    let listed = args.filter_map(|arg| {
        let values: Vec<String> =
            arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        Some((arg.get_long()?.to_owned(), values)).filter(|(_, values)| !values.is_empty())
    });
    listed.collect()
}
