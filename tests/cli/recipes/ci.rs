//! The recipes for CI services, step by step, each step with its environment there.

use std::fs;

use super::{Kitchen, TOKEN};
use crate::formats::actions::later_steps;
use crate::formats::python;
use crate::world::HELLO;

/// Installs the program of the jobs and its SDK; `None` if the machine lacks it.
fn with_chat_program(kitchen: &Kitchen) -> Option<()> {
    let python = python::with_module("openai")?;
    kitchen.put("python", python.as_ref());
    kitchen.world.write("chat.py", kitchen.recipe("openai-sdk").block("python"));
    Some(())
}

/// The commands of a job: the text after `run:` or `-`.
fn commands(yaml: &str) -> Vec<&str> {
    let starts = ["- run: ", "- copilot-token "];
    yaml.lines()
        .map(str::trim)
        .filter(|line| starts.iter().any(|start| line.starts_with(start)))
        .map(|line| line.trim_start_matches("- run: ").trim_start_matches("- "))
        .collect()
}

#[test]
fn a_job_of_github_actions_with_a_secret_gives_its_later_step_all_it_needs() {
    let kitchen = Kitchen::new();
    if with_chat_program(&kitchen).is_none() {
        return;
    }
    let blocks = kitchen.recipe("github-actions").blocks("yaml");
    let yaml = blocks.iter().find(|yaml| yaml.contains("secrets.")).expect("the job with a secret");
    let file = kitchen.world.write("runner/set_env", "");
    let mut last = None;
    for command in commands(yaml) {
        let given = later_steps(&fs::read_to_string(&file).expect("the runner's file"));
        let cmd = kitchen
            .world
            .tool("sh", &["-ec", command])
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_ENV", &file);
        // Only the step that names the secret has it in its environment.
        let cmd =
            if command.contains("copilot-token") { cmd.env("COPILOT_GITHUB_TOKEN", TOKEN) } else { cmd };
        last = Some(given.iter().fold(cmd, |cmd, (name, value)| cmd.env(name, value)).run());
    }
    kitchen.assert_answered(&last.expect("steps"));
}

#[test]
fn a_job_of_github_actions_needs_no_secret_at_all() {
    let kitchen = Kitchen::new();
    if with_chat_program(&kitchen).is_none() {
        return;
    }
    let blocks = kitchen.recipe("github-actions").blocks("yaml");
    let yaml =
        blocks.iter().find(|yaml| yaml.contains("copilot-requests: write")).expect("the job without one");
    let job_token = format!("ghs_{}", "a".repeat(60));
    kitchen.api.accept(&job_token);
    let [command] = commands(yaml)[..] else { panic!("{yaml}") };
    let exchanges = kitchen.world.exchanges();
    let cmd = kitchen.world.tool("sh", &["-ec", command]).env("GITHUB_ACTIONS", "true");
    let run = cmd.env("GITHUB_TOKEN", &job_token).run();
    assert!(run.code == 0 && run.stdout.contains(HELLO), "{run:#?}");
    let requests = kitchen.api.requests();
    assert_eq!(requests[0].github_token.as_ref(), Some(&job_token));
    assert_eq!(requests[0].header("copilot-integration-id"), Some("copilot-developer-cli"));
    assert_eq!(kitchen.world.exchanges(), exchanges);
}

#[test]
fn a_job_of_gitlab_runs_the_program_with_all_that_it_needs() {
    let kitchen = Kitchen::new();
    if with_chat_program(&kitchen).is_none() {
        return;
    }
    let yaml = kitchen.recipe("gitlab-ci").block("yaml");
    let [command] = commands(&yaml)[..] else { panic!("{yaml}") };
    let run = kitchen.world.tool("sh", &["-ec", command]).env("COPILOT_GITHUB_TOKEN", TOKEN).run();
    kitchen.assert_answered(&run);
}
