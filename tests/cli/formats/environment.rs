//! `env`, evaluated by real shells: the variable equals the session token, byte for byte.

use super::hostile;
use crate::world::{Answer, World, installed, now};

const TOKEN: &str = "ghu_theTokenOfTheEnvironment000000000";

/// A shell, the arguments before its script, its name for `env --shell`, and how it evaluates our output.
struct Shell {
    name: &'static str,
    args: &'static [&'static str],
    dialect: &'static str,
    evaluate: &'static str,
}

const SHELLS: [Shell; 6] = [
    Shell { name: "sh", args: &["-euc"], dialect: "sh", evaluate: "eval \"$(COMMAND)\"" },
    Shell { name: "dash", args: &["-euc"], dialect: "sh", evaluate: "eval \"$(COMMAND)\"" },
    Shell { name: "bash", args: &["--norc", "-euc"], dialect: "bash", evaluate: "eval \"$(COMMAND)\"" },
    Shell { name: "zsh", args: &["-f", "-euc"], dialect: "zsh", evaluate: "eval \"$(COMMAND)\"" },
    Shell { name: "ksh", args: &["-euc"], dialect: "ksh", evaluate: "eval \"$(COMMAND)\"" },
    Shell { name: "fish", args: &["--no-config", "-c"], dialect: "fish", evaluate: "COMMAND | source" },
];

impl Shell {
    fn here(&self) -> bool {
        installed(&[self.name])
    }

    /// The statement that evaluates `copilot-token env` with these arguments.
    fn evaluate(&self, args: &str) -> String {
        self.evaluate.replace("COMMAND", &format!("copilot-token env --shell {} {args}", self.dialect))
    }

    /// Returns the script's stdout; asserts that stderr is empty.
    fn run(&self, world: &World, script: &str) -> Vec<u8> {
        let run = world.tool(self.name, self.args).arg(script).env("GH_TOKEN", TOKEN).run();
        run.ok();
        run.stdout_bytes
    }
}

#[test]
fn every_shell_hands_every_session_token_on_byte_for_byte() {
    for token in hostile::tokens() {
        let world = hostile::world(&token);
        for shell in SHELLS.iter().filter(|shell| shell.here()) {
            // The second line comes from a child process: the variable is exported.
            let script = format!(
                "{}\nprintf '%s\\n' \"$MY_KEY\"\nsh -c 'printf \"%s\\n\" \"$MY_KEY\"'",
                shell.evaluate("-e MY_KEY=token")
            );
            let expected = format!("{token}\n{token}\n");
            assert_eq!(String::from_utf8_lossy(&shell.run(&world, &script)), expected, "{}", shell.name);
        }
        assert!(!world.home().join("owned").exists(), "{token}");
    }
}

#[test]
fn history_expansion_leaves_a_pasted_line_alone() {
    let token = hostile::pairs_of_punctuation();
    let world = hostile::world(&token);
    let line = world.cmd_as(TOKEN, &["env", "-e", "MY_KEY=token"]).run().ok();
    let shells = [
        ("bash", vec!["--norc", "--noprofile", "-i"], "set -o history -o histexpand"),
        ("zsh", vec!["-f", "-i"], "setopt bang_hist"),
    ];
    for (shell, args, switch) in shells.into_iter().filter(|(shell, ..)| installed(&[shell])) {
        // A shell treats stdin as typed input. The two `echo` are the control: they show that `!!` is expanded.
        let typed = format!(
            "{switch}\necho first\necho \"!!\"\n{line}\nsh -c 'printf \"%s\\n\" \"$MY_KEY\"'\nexit\n"
        );
        let run = world.tool(shell, &args).stdin(typed).run();
        let lines: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(lines, ["first", "echo first", token.as_str()], "{shell}: {run:#?}");
    }
}

#[test]
fn the_default_variables_are_those_of_one_exchange() {
    let world = World::new();
    world.install();
    let expires_at = now() + 1800;
    world.answer(Answer::granted_enterprise().expires_at(expires_at));
    let token = world.cmd_as(TOKEN, &["token"]).run().ok();
    for shell in SHELLS.iter().filter(|shell| shell.here()) {
        let names = "\"$GITHUB_COPILOT_API_TOKEN\" \"$COPILOT_API_URL\" \"$COPILOT_TOKEN_EXPIRES_AT\"";
        let script = format!("{}\nprintf '%s\\n' {names}", shell.evaluate(""));
        let expected = format!("{token}\nhttps://api.enterprise.githubcopilot.com\n{expires_at}\n");
        assert_eq!(String::from_utf8_lossy(&shell.run(&world, &script)), expected, "{}", shell.name);
    }
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn unset_takes_the_variables_away_again_without_a_github_token_or_a_connection() {
    let world = hostile::world(&hostile::visible_ascii());
    let names = ["-e MY_KEY=token -e MY_URL=base-url", "--preset openai", ""];
    for shell in SHELLS.iter().filter(|shell| shell.here()) {
        for args in names {
            let unset = shell.evaluate(&format!("--unset {args}"));
            // Unsets twice: an unset variable is no error. The count before is the control.
            let count = "sh -c 'env | grep -c -E \"^(MY_|OPENAI_|GITHUB_COPILOT_|COPILOT_API_|COPILOT_TOKEN_EXPIRES_)\"' || true";
            let count =
                if shell.name == "fish" { count.replace("|| true", "; or true") } else { count.to_owned() };
            let script = format!("{}\n{count}\n{unset}\n{count}\n{unset}\necho end", shell.evaluate(args));
            let before = if args.starts_with("-e") { 2 } else { 3 };
            let expected = format!("{before}\n0\nend\n");
            assert_eq!(
                String::from_utf8_lossy(&shell.run(&world, &script)),
                expected,
                "{} {args}",
                shell.name
            );
        }
    }
    let world = World::new();
    world.run(&["env", "--unset", "-e", "A=token", "-e", "B=expires"]).ok_stdout("unset A\nunset B\n");
    world.run(&["env", "--unset", "--shell", "fish", "-e", "A=token"]).ok_stdout("set -eg A; or true\n");
    for shell in ["dotenv", "github"] {
        world.cmd(&["env", "--unset", "--shell", shell]).env("GITHUB_ACTIONS", "true").run().fails_usage();
    }
    assert_eq!(world.connections(), 0);
}

#[test]
fn fields_presets_and_names_add_up() {
    let world = World::new();
    let expires_at = now() + 1800;
    world.answer(Answer::granted().expires_at(expires_at));
    let json = world.cmd_as(TOKEN, &["token", "--json"]).run().ok_json();
    let (token, expires) = (json["token"].as_str().unwrap(), json["expires"].as_str().unwrap());
    let url = "https://api.individual.githubcopilot.com";
    let headers = world.cmd_as(TOKEN, &["headers"]).run().ok();
    let (authorization, headers) = headers.split_once('\n').unwrap();
    assert!(
        authorization.starts_with("Authorization: ") && headers.starts_with("Editor-Version: "),
        "{headers}"
    );
    for (args, expected) in [
        (
            vec!["-e", "A=token", "-e", "_b=base-url", "-e", "C3=expires-at", "-e", "D=expires"],
            format!(
                "export A='{token}'\nexport _b='{url}'\nexport C3='{expires_at}'\nexport D='{expires}'\n"
            ),
        ),
        (
            vec!["--preset", "openai"],
            format!(
                "export OPENAI_API_KEY='{token}'\nexport OPENAI_BASE_URL='{url}'\nexport OPENAI_CUSTOM_HEADERS='{headers}'\n"
            ),
        ),
        (vec!["--preset", "anthropic", "--preset", "openai", "--shell", "json", "-e", "X=headers"], {
            let lines = headers.replace('\n', "\\n");
            format!(
                "{{\"ANTHROPIC_AUTH_TOKEN\":\"{token}\",\"ANTHROPIC_BASE_URL\":\"{url}\",\"ANTHROPIC_CUSTOM_HEADERS\":\"{lines}\",\
                    \"OPENAI_API_KEY\":\"{token}\",\"OPENAI_BASE_URL\":\"{url}\",\"OPENAI_CUSTOM_HEADERS\":\"{lines}\",\"X\":\"{lines}\"}}\n"
            )
        }),
        (
            vec!["-e", "X=expires", "--preset", "openai", "-e", "OPENAI_BASE_URL=expires-at"],
            format!(
                "export OPENAI_API_KEY='{token}'\nexport OPENAI_BASE_URL='{expires_at}'\nexport OPENAI_CUSTOM_HEADERS='{headers}'\nexport X='{expires}'\n"
            ),
        ),
        (vec!["-e", "A=token", "-e", "A=expires-at"], format!("export A='{expires_at}'\n")),
    ] {
        let args = [vec!["env"], args].concat();
        world.cmd_as(TOKEN, &args).run().ok_stdout(&expected);
    }
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn a_name_that_no_shell_takes_and_a_field_that_is_none_are_usage_errors() {
    let world = World::new();
    for assignment in [
        "",
        "A",
        "=token",
        "1A=token",
        "A-B=token",
        "A B=token",
        "A;touch owned;B=token",
        "A[0]=token",
        "\u{c4}=token",
        "A\n=token",
        "A=",
        "A=tokens",
        "A=TOKEN",
        "A=base_url",
    ] {
        for command in [vec!["env", "-e", assignment], vec!["exec", "-e", assignment, "--", "true"]] {
            world.cmd_as(TOKEN, &command).run().fails_usage();
        }
    }
    world.cmd_as(TOKEN, &["env", "--preset", "mistral"]).run().fails_usage();
    world.cmd_as(TOKEN, &["env", "--shell", "csh"]).run().fails_usage();
    assert_eq!(world.connections(), 0);
}

#[test]
fn powershell_hands_every_session_token_on() {
    if !installed(&["pwsh"]) {
        return;
    }
    for token in hostile::tokens() {
        let world = hostile::world(&token);
        let script = "copilot-token env --shell powershell -e MY_KEY=token | Out-String | Invoke-Expression; \
            [Console]::Out.Write($env:MY_KEY)";
        let args = ["-NoProfile", "-NonInteractive", "-Command", script];
        world.tool("pwsh", &args).env("GH_TOKEN", TOKEN).run().ok_stdout(&token);
    }
}
