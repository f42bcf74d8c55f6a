//! Every recipe of the README's "Use it with", run as it stands there: curl, git and the shells are the real
//! ones, what is not installed everywhere is a stub that checks what it is given.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::actions::later_steps;
use super::python;
use crate::world::{Answer, Cmd, Run, World, installed};

const DOCUMENT: &str = "README.md";
const SECTION: &str = "## Use it with";
const TOKEN: &str = "ghu_theTokenOfTheRecipes0000000000000";

/// Programs that the recipes start, and the variables in which each wants its key and base URL.
const STUBS: [(&str, &str, &str); 6] = [
    ("my-program", "MY_API_KEY", "MY_API_URL"),
    ("python", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    ("aider", "OPENAI_API_KEY", "OPENAI_API_BASE"),
    ("aichat", "OPENAI_API_KEY", "OPENAI_API_BASE"),
    ("llm", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    ("opencode", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
];

fn section() -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT)).expect(DOCUMENT);
    let (_, section) = text.split_once(SECTION).expect("the section");
    section.split_once("\n## ").map_or(section, |(section, _)| section).to_owned()
}

/// The section's fenced blocks in one language, those in lists without their indentation.
pub fn blocks(language: &str) -> Vec<String> {
    let (section, mut blocks, mut open) = (section(), Vec::new(), None);
    for line in section.lines() {
        let (indent, fence) = (line.len() - line.trim_start().len(), line.trim_start().strip_prefix("```"));
        match (&mut open, fence) {
            (None, Some(opened)) => open = Some((opened.to_owned(), indent, String::new())),
            (None, None) => {}
            (Some((_, indent, text)), None) => {
                text.push_str(&format!("{}\n", line.get(*indent..).unwrap_or("")))
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
        }
    }
    blocks.into_iter().filter(|(opened, ..)| opened == language).map(|(.., text)| text).collect()
}

/// A world with the binary, the stubs and an API; each stub and each request leaves a line in `witnesses`.
fn world() -> World {
    let world = World::new();
    world.install();
    world.api(|_| Answer::status(200, "{\"data\":[]}"));
    let log = world.home().join("witnesses");
    let witness = |name: &str, key: &str, url: &str| {
        format!("printf '%s\\n' \"{name} ${{{key}-}} ${{{url}-}}\" >>'{}'", log.display())
    };
    for (name, key, url) in STUBS {
        world.script(name, &witness(name, key, url));
    }
    // Reads the file as docker does, not as a shell would: a line is a name and whatever follows the first `=`.
    let read = "while IFS= read -r line; do export \"${line%%=*}=${line#*=}\"; done <\"$2\"";
    let skip = "while test \"$1\" != --env-file; do shift; done";
    world.script("docker", &format!("{skip}\n{read}\n{}", witness("docker", STUBS[1].1, STUBS[1].2)));
    world
}

fn run(shell: &str, world: &World, script: &str) -> Run {
    signed_in(world.tool(shell, &["-c", script])).run()
}

fn signed_in(cmd: Cmd) -> Cmd {
    cmd.env("GH_TOKEN", TOKEN).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0")
}

/// What the stubs were given.
fn witnesses(world: &World) -> Vec<String> {
    let text = fs::read_to_string(world.home().join("witnesses")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// The stubs had the key, and the base URL or nothing in its place; the API had the key and the headers.
#[track_caller]
fn assert_served(world: &World, script: &str) {
    let token = world.issued().first().cloned().unwrap_or_else(|| panic!("no exchange by {script}"));
    for line in witnesses(world) {
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[1], token, "{script}");
        assert!(["", "https://api.individual.githubcopilot.com"].contains(&words[2]), "{line}");
    }
    for request in world.requests().iter().filter(|request| !request.is_exchange()) {
        assert_eq!(request.github_token.as_ref(), Some(&token), "{script}");
        assert!(request.header("editor-version").is_some(), "{script}");
    }
    assert_eq!(world.exchanges(), 1, "{script}");
}

#[test]
fn every_shell_recipe_does_what_it_says() {
    if !installed(&["curl", "git"]) {
        return;
    }
    let shells = [("sh", 9), ("bash", 2), ("fish", 1)];
    for (shell, at_least) in shells {
        let scripts = blocks(shell);
        assert!(scripts.len() >= at_least, "{} in {shell}", scripts.len());
        if !installed(&[shell]) {
            continue;
        }
        for script in scripts {
            let world = world();
            if script.contains("provider add") {
                crush(&world, &script);
                continue;
            }
            // direnv hands the variables on to the shell that the user types in.
            let used = if script.contains("--preset openai") { "\npython chat.py" } else { "" };
            let more = if shell == "bash" { used } else { "" };
            let run = run(shell, &world, &format!("{script}{more}"));
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{script}");
            if script.contains("git config") {
                let request = "protocol=https\nhost=api.githubcopilot.com\n\n";
                let filled = signed_in(world.tool("git", &["credential", "fill"])).stdin(request).run().ok();
                assert!(filled.contains(&format!("password={}", world.issued()[0])), "{filled}");
            } else if script.contains("status=$?") {
                assert_eq!(run.stdout, "ready\n");
            } else {
                let asked = world.requests().len() - world.exchanges();
                let started =
                    script.lines().filter(|line| STUBS.iter().any(|(name, ..)| line.contains(name)));
                let expected = started.count() + usize::from(script.contains("docker") || !more.is_empty());
                assert_eq!(witnesses(&world).len(), expected, "{script}");
                assert_eq!(asked, script.matches("curl -").count(), "{script}");
            }
            assert_served(&world, &script);
        }
    }
}

/// crush runs its `crushrc` in a shell of its own, where `provider` and `model` are commands.
fn crush(world: &World, script: &str) {
    let functions = "provider() { printf '%s\\n' \"$@\"; }; model() { printf '%s\\n' \"$@\"; }\n";
    let run = run("bash", world, &format!("set -eu\n{functions}{script}"));
    let printed = run.ok();
    let words: Vec<&str> = printed.lines().collect();
    let after = |word: &str| words.iter().position(|known| *known == word).map(|at| words[at + 1]);
    assert_eq!(after("--api-key"), Some(world.issued()[0].as_str()));
    assert_eq!(after("--base-url"), Some("https://api.individual.githubcopilot.com"));
}

#[test]
fn without_a_github_token_no_recipe_starts_anything_with_an_empty_key() {
    for script in blocks("sh") {
        let world = world();
        let run = world.tool("sh", &["-c", &script]).run();
        assert_eq!(witnesses(&world), Vec::<String>::new(), "{script}");
        assert_eq!(world.connections(), 0, "{script}");
        if script.contains("status=$?") {
            assert_eq!(run.stdout, "sign in to Copilot in an editor first\n");
        } else if !script.contains("git config") {
            assert_ne!(run.code, 0, "{script}");
            assert!(run.stderr.contains("no GitHub token found"), "{script}\n{}", run.stderr);
        }
    }
}

#[test]
fn the_trap_that_is_warned_of_is_there() {
    let world = world();
    for shell in ["sh", "bash"] {
        let run = world.tool(shell, &["-ec", "export KEY=$(copilot-token token); echo went on"]).run();
        assert_eq!((run.code, run.stdout.as_str()), (0, "went on\n"), "{shell}");
    }
}

#[test]
fn the_jobs_of_ci_services_run() {
    let yaml = blocks("yaml");
    let lines: Vec<&str> = yaml.iter().flat_map(|block| block.lines()).map(str::trim_start).collect();
    let steps: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("- run: ")).collect();
    assert_eq!(steps.len(), 2);
    let world_of_job = world();
    let file = world_of_job.write("runner/set_env", "");
    for step in steps {
        let given = later_steps(&fs::read_to_string(&file).expect("the runner's file"));
        let cmd =
            world_of_job.tool("sh", &["-ec", step]).env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", &file);
        // The secret is in the environment of the step that names it.
        let secret = if step.contains("copilot-token") { TOKEN } else { "" };
        let cmd = cmd.env("COPILOT_GITHUB_TOKEN", secret);
        given.iter().fold(cmd, |cmd, (name, value)| cmd.env(name, value)).run().ok();
    }
    assert_eq!(witnesses(&world_of_job).len(), 1);
    assert_served(&world_of_job, "GitHub Actions");

    let scripts: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("- "))
        .filter(|line| line.starts_with("copilot"))
        .collect();
    assert_eq!(scripts.len(), 1);
    let world = world();
    world.tool("sh", &["-ec", scripts[0]]).env("COPILOT_GITHUB_TOKEN", TOKEN).run().ok_stdout("");
    assert_eq!(witnesses(&world).len(), 1);
    assert_served(&world, "GitLab CI");
}

#[test]
fn every_command_that_a_configuration_names_prints_the_session_token_and_nothing_else() {
    let world = world();
    let json: Vec<String> = blocks("json");
    for block in &json {
        serde_json::from_str::<Value>(block).unwrap_or_else(|error| panic!("{error}: {block}"));
    }
    let mut commands = Vec::new();
    let languages = ["json", "yaml", "lua"];
    for block in languages.iter().flat_map(|language| blocks(language)) {
        for (at, _) in block.match_indices("copilot-token token") {
            let end = block[at..].find(['"', ')', '\n']).expect("the command's end");
            commands.push(block[at..at + end].to_owned());
        }
    }
    commands.extend(codex_command());
    assert!(commands.len() >= 6, "{commands:?}");
    for command in commands {
        let run = run("sh", &world, &format!("{command} 2>&1"));
        run.ok_stdout(&format!("{}\n", world.issued()[0]));
    }
}

/// Program and arguments of Codex's `auth` table, as one line.
fn codex_command() -> Option<String> {
    let python = python::with_module("tomllib")?;
    let script = "import sys, tomllib; auth = tomllib.loads(sys.stdin.read())['model_providers']['copilot-token']['auth']\n\
        print(' '.join([auth['command'], *auth['args']]), end='')";
    let world = World::new();
    let blocks = blocks("toml");
    assert_eq!(blocks.len(), 1);
    Some(world.tool(&python, &["-c", script]).stdin(blocks[0].as_str()).run().ok())
}

#[test]
fn the_headers_that_are_written_out_are_those_that_are_printed() {
    let world = world();
    let printed = world.cmd_as(TOKEN, &["headers", "--format", "json"]).run().ok_json();
    let section = section();
    for (name, start) in [("Editor-Version", "vscode/"), ("Copilot-Integration-Id", "vscode-")] {
        let expected = printed[name].as_str().expect("a header");
        let words = section.split(|c: char| !(c.is_ascii_alphanumeric() || "/.-".contains(c)));
        let written: Vec<&str> = words.filter(|word| word.starts_with(start)).collect();
        assert!(written.len() >= 10 && written.iter().all(|word| *word == expected), "{written:?}");
    }
}
