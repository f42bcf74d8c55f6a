//! The recipes for AI agents and chat programs, with the real programs.

use super::{Kitchen, program};
use crate::world::{Cmd, Run};

/// Configures a program that gets its key from our command, and asks it one question.
fn ask(kitchen: &Kitchen, name: &str, file: &str, language: &str, question: &str) -> Option<Run> {
    let real = program(name)?;
    kitchen.put(name, &real);
    kitchen.world.write(file, configuration(kitchen, name, language));
    Some(at_home(kitchen, kitchen.sh(question)).run())
}

fn configuration(kitchen: &Kitchen, name: &str, language: &str) -> String {
    let recipe = if name == "claude" { "claude-code" } else { name };
    kitchen.recipe(recipe).block(language)
}

/// Lets each program find the world's certificate authority, and disables other traffic.
fn at_home<'w>(kitchen: &'w Kitchen, cmd: Cmd<'w>) -> Cmd<'w> {
    let ca = kitchen.world.ca_file();
    let cmd =
        cmd.env("NODE_EXTRA_CA_CERTS", &ca).env("CODEX_CA_CERTIFICATE", &ca).env("NODE_USE_ENV_PROXY", "1");
    cmd.env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1").env("PI_OFFLINE", "1")
}

#[test]
fn codex_runs_us_for_its_key() {
    let kitchen = Kitchen::new();
    let question = "codex exec --skip-git-repo-check hello </dev/null";
    if let Some(run) = ask(&kitchen, "codex", ".codex/config.toml", "toml", question) {
        kitchen.assert_answered(&run);
    }
}

#[test]
fn claude_code_runs_us_for_its_key() {
    let kitchen = Kitchen::new();
    if let Some(run) = ask(&kitchen, "claude", ".claude/settings.json", "json", "claude -p hello </dev/null")
    {
        kitchen.assert_answered(&run);
    }
}

#[test]
fn pi_runs_us_for_its_key() {
    let kitchen = Kitchen::new();
    let question = format!("{} -p hello </dev/null", kitchen.recipe("pi").block("sh").trim());
    if let Some(run) = ask(&kitchen, "pi", ".pi/agent/models.json", "json", &question) {
        kitchen.assert_answered(&run);
    }
}

/// Runs a program that reads its key at startup, with the proxy; `more` makes it ask one question and exit.
fn ask_by_proxy(kitchen: &Kitchen, name: &str, more: &str) -> Option<Run> {
    kitchen.put(name, &program(name)?);
    let recipe = kitchen.recipe(if name == "claude" { "claude-code" } else { name });
    let command =
        recipe.blocks("sh").into_iter().find(|command| command.contains("--proxy")).expect("a command");
    Some(at_home(kitchen, kitchen.sh(&format!("{} {more}", command.trim_end()))).run())
}

#[test]
fn claude_code_reads_its_key_once() {
    let kitchen = Kitchen::new();
    if let Some(run) = ask_by_proxy(&kitchen, "claude", "-p hello </dev/null") {
        kitchen.assert_answered(&run);
    }
}

#[test]
fn aider_reads_its_key_once() {
    let kitchen = Kitchen::new();
    let more = "--yes-always --no-git --no-check-update --no-show-model-warnings --analytics-disable --message hello";
    if let Some(run) = ask_by_proxy(&kitchen, "aider", more) {
        kitchen.assert_answered(&run);
    }
}

#[test]
fn opencode_reads_its_key_once() {
    let kitchen = Kitchen::new();
    kitchen.world.write("opencode.json", kitchen.recipe("opencode").block("json"));
    if let Some(run) = ask_by_proxy(&kitchen, "opencode", "run hello") {
        kitchen.assert_answered(&run);
    }
}

#[test]
fn llm_reads_its_key_once() {
    let kitchen = Kitchen::new();
    if let Some(run) = ask_by_proxy(&kitchen, "llm", "") {
        kitchen.assert_answered(&run);
    }
}

#[test]
fn llm_takes_its_key_from_the_variable_even_beside_a_stored_one() {
    let Some(llm) = program("llm") else { return };
    let kitchen = Kitchen::new();
    kitchen.put("llm", &llm);
    let recipe = kitchen.recipe("llm");
    kitchen.sh("llm keys set openai --value sk-real-key-of-the-user").run().ok();
    let folder = kitchen.sh("dirname \"$(llm logs path)\"").run().ok();
    let home = kitchen.world.home().display().to_string();
    let folder =
        folder.strip_prefix(&home).expect("llm's folder in the home").trim_start_matches('/').to_owned();
    kitchen.world.write(&format!("{folder}/extra-openai-models.yaml"), recipe.block("yaml"));
    let command =
        recipe.blocks("sh").into_iter().find(|command| !command.contains("--proxy")).expect("a command");
    kitchen.assert_answered(&kitchen.sh(&command).run());
}
