//! The recipes for shells, curl, git, direnv and Docker. Placeholders for the reader's own programs are scripts that
//! record their input. So is Docker, which would need its service.

use std::fs;

use super::{Kitchen, TOKEN, program};
use crate::world::{World, installed};

const BASE_URL: &str = "https://api.enterprise.githubcopilot.com";

/// A program that records the values of its variables, one per line.
fn witness(kitchen: &Kitchen, name: &str, variables: &[&str]) {
    let values: Vec<String> = variables.iter().map(|name| format!("\"${{{name}-}}\"")).collect();
    let log = kitchen.world.home().join("witnesses");
    kitchen.world.script(name, &format!("printf '%s\\n' {} >>'{}'", values.join(" "), log.display()));
}

fn witnessed(kitchen: &Kitchen) -> Vec<String> {
    let text = fs::read_to_string(kitchen.world.home().join("witnesses")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn token(kitchen: &Kitchen) -> String {
    kitchen.world.issued().first().cloned().expect("an exchange")
}

#[test]
fn the_scripts_give_their_program_key_and_base_url_in_every_shell() {
    for shell in ["sh", "bash", "zsh"].into_iter().filter(|shell| installed(&[shell])) {
        let scripts = Kitchen::new().recipe("shell").blocks("sh");
        assert_eq!(scripts.len(), 4);
        for script in scripts {
            let kitchen = Kitchen::new();
            witness(&kitchen, "my-program", &["MY_API_KEY", "MY_API_URL"]);
            let run = kitchen.shell(shell, &script).run();
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}: {script}");
            if script.contains("my-program") {
                let url = if script.contains("MY_API_URL") { BASE_URL } else { "" };
                assert_eq!(witnessed(&kitchen), [token(&kitchen), url.to_owned()], "{shell}: {script}");
            } else {
                assert_eq!(run.stdout, "ready\n", "{shell}: {script}");
            }
        }
    }
}

#[test]
fn without_a_github_token_no_script_goes_on_with_an_empty_key() {
    let kitchen = Kitchen::new();
    let shell = kitchen.recipe("shell");
    let scripts = shell.blocks("sh").into_iter().map(|script| ("sh", script));
    let zsh = shell.blocks("sh").into_iter().map(|script| ("zsh", script));
    let fish = shell.blocks("fish").into_iter().map(|script| ("fish", script));
    let curl = kitchen.recipe("curl").blocks("sh").into_iter().map(|script| ("sh", script));
    let docker = kitchen.recipe("docker").blocks("sh").into_iter().map(|script| ("sh", script));
    for (shell, script) in scripts.chain(zsh).chain(fish).chain(curl).chain(docker) {
        if !installed(&[shell]) {
            continue;
        }
        let kitchen = Kitchen::new();
        witness(&kitchen, "my-program", &["MY_API_KEY"]);
        witness(&kitchen, "docker", &["OPENAI_API_KEY"]);
        let run = kitchen.world.tool(shell, &["-c", &script]).run();
        assert_eq!(witnessed(&kitchen), Vec::<String>::new(), "{shell}: {script}");
        assert_eq!(kitchen.world.connections(), 0, "{shell}: {script}");
        if script.contains("code=$?") {
            assert_eq!(run.stdout, "sign in first: copilot-token login\n", "{shell}");
        } else {
            assert_ne!(run.code, 0, "{shell}: {script}");
            let said = run.stderr.matches("no GitHub token found").count();
            assert_eq!(said, 1, "{shell}: {script}\n{}", run.stderr);
        }
    }
}

#[test]
fn the_trap_that_the_page_warns_of_is_there() {
    let kitchen = Kitchen::new();
    for shell in ["sh", "bash"] {
        let script = "export KEY=$(copilot-token token); echo went on";
        let run = kitchen.world.tool(shell, &["-ec", script]).run();
        assert_eq!((run.code, run.stdout.as_str()), (0, "went on\n"), "{shell}");
    }
}

#[test]
fn fish_nushell_and_elvish_hand_the_key_on() {
    for (language, name, args) in [
        ("fish", "fish", ["--no-config", "-c"]),
        ("nu", "nu", ["--no-config-file", "-c"]),
        ("elvish", "elvish", ["-norc", "-c"]),
    ] {
        let Some(shell) = program(name) else { continue };
        let kitchen = Kitchen::new();
        witness(&kitchen, "my-program", &["MY_API_KEY"]);
        let script = kitchen.recipe("shell").block(language);
        let call = if name == "nu" { "^my-program" } else { "my-program" };
        let script = if script.contains("my-program") { script } else { format!("{script}{call}\n") };
        let cmd = kitchen.world.tool(&shell.to_string_lossy(), &args).arg(&script).env("GH_TOKEN", TOKEN);
        cmd.run().ok_stdout("");
        assert_eq!(witnessed(&kitchen), [token(&kitchen)], "{name}");
    }
}

#[test]
fn curl_asks_the_api_with_one_call_of_ours() {
    if !installed(&["curl"]) {
        return;
    }
    for script in Kitchen::new().recipe("curl").blocks("sh") {
        let kitchen = Kitchen::new();
        let run = kitchen.sh(&script).run();
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{script}");
        assert!(run.stdout.starts_with('{'), "{run:#?}");
        kitchen.assert_asked();
        assert_eq!(kitchen.api.requests().len(), 1);
    }
}

#[test]
fn git_fills_a_credential_for_the_base_url_and_for_no_other() {
    if !installed(&["git"]) {
        return;
    }
    let kitchen = Kitchen::new();
    kitchen.sh(&kitchen.recipe("git").block("sh")).run().ok_stdout("");
    let fill = |host: &str| {
        let cmd = kitchen.world.tool("git", &["credential", "fill"]).env("GH_TOKEN", TOKEN);
        let cmd = cmd.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0");
        cmd.stdin(format!("protocol=https\nhost={host}\n\n")).run()
    };
    let filled = fill("api.enterprise.githubcopilot.com").ok();
    assert!(filled.contains(&format!("password={}", token(&kitchen))), "{filled}");
    let other = fill("api.individual.githubcopilot.com");
    assert!(other.code != 0 && !other.stdout.contains("password"), "{other:#?}");
}

#[test]
fn a_recipe_for_a_chosen_host_and_access_says_which_variables_choose_them() {
    let world = World::new();
    let recipe = |words: &[&str]| world.cmd_as(TOKEN, &["setup", "avante"]).args(words).run().ok();
    assert!(!recipe(&[]).contains("Set these variables"));
    let chosen =
        recipe(&["--host", "acme.ghe.com", "--access", "direct", "--user", "octocat", "--sources", "env,gh"]);
    let variables = "COPILOT_GH_HOST=acme.ghe.com COPILOT_TOKEN_ACCESS=direct COPILOT_TOKEN_USER=octocat \
                     COPILOT_TOKEN_SOURCES=env,gh";
    let line = format!("\nSet these variables wherever the recipe runs copilot-token: {variables}");
    assert!(chosen.ends_with(&line), "{chosen}");
    assert!(recipe(&["--sources", "env,login,editor,gh"]).ends_with(&recipe(&[])));
}

#[test]
fn direnv_exports_the_variables_of_its_recipe() {
    let Some(direnv) = program("direnv") else { return };
    let kitchen = Kitchen::new();
    kitchen.world.write(".envrc", kitchen.recipe("direnv").block("bash"));
    let direnv = direnv.display();
    let run = kitchen.sh(&format!("'{direnv}' allow . && '{direnv}' exec . env")).run();
    for line in [format!("OPENAI_API_KEY={}", token(&kitchen)), format!("OPENAI_BASE_URL={BASE_URL}")] {
        assert!(run.stdout.lines().any(|other| other == line), "{run:#?}");
    }
}

#[test]
fn docker_gets_every_variable_from_the_environment_or_from_a_file() {
    let kitchen = Kitchen::new();
    let scripts = kitchen.recipe("docker").blocks("sh");
    let [run, dotenv] = scripts.as_slice() else { panic!("{scripts:?}") };
    let variables = ["OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_CUSTOM_HEADERS"];
    assert!(variables.iter().all(|name| run.contains(&format!("--env {name} "))), "{run}");
    witness(&kitchen, "docker", &variables);
    kitchen.sh(run).run().ok_stdout("");
    let seen = witnessed(&kitchen);
    assert_eq!(seen[..2], [token(&kitchen), BASE_URL.to_owned()]);
    assert!(seen.contains(&"Copilot-Integration-Id: vscode-chat".to_owned()), "{seen:?}");

    kitchen.sh(dotenv).run().ok_stdout("");
    let file = fs::read_to_string(kitchen.world.home().join(".env")).expect("the file");
    // Docker and Compose treat a line that begins with # as a comment.
    let lines: Vec<&str> = file.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines, [format!("OPENAI_API_KEY={}", token(&kitchen)), format!("OPENAI_BASE_URL={BASE_URL}")]);
}
