//! `env --shell dotenv`, read by python-dotenv itself and by docker's `--env-file` rules. They agree only on plain
//! values, so any ambiguous value is refused.

use super::{hostile, python};
use crate::world::World;

const TOKEN: &str = "ghu_theTokenOfTheDotenvFiles000000000";
const ENV: [&str; 5] = ["env", "--shell", "dotenv", "-e", "MY_KEY=token"];

/// Characters that some reader treats as a quote, an escape, a variable or a comment.
const REFUSED: &str = "#$'\"`\\";

/// How `docker run --env-file` parses a file: it strips leading white space, skips empty lines and comments, and
/// splits at the first `=`. The value is literal.
fn docker(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(|line| line.trim_start_matches([' ', '\t']));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split_once('=').expect("a name without a value comes from docker's own environment"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn docker_reads_the_session_token_or_it_is_refused() {
    for token in hostile::tokens() {
        let world = hostile::world(&token);
        let run = world.cmd_as(TOKEN, &ENV).run();
        if token.contains(|c| REFUSED.contains(c)) {
            let stderr = run.fails(1);
            assert!(stderr.contains("MY_KEY") && stderr.contains("\nhint: "), "{stderr}");
        } else {
            run.ok();
            assert_eq!(docker(&run.stdout), [("MY_KEY".to_owned(), token)]);
        }
    }
}

#[test]
fn a_character_is_refused_if_and_only_if_some_reader_takes_it_for_something_else() {
    for c in '!'..='~' {
        let world = hostile::world(&format!("tid=1;{c}{c}a{c}:{c}"));
        let expected = if REFUSED.contains(c) { 1 } else { 0 };
        assert_eq!(world.cmd_as(TOKEN, &ENV).run().code, expected, "{c}");
    }
}

#[test]
fn python_dotenv_reads_every_session_token_that_is_printed() {
    let Some(python) = python::with_module("dotenv") else { return };
    let script = "import dotenv, json; print(json.dumps(dotenv.dotenv_values('.env')))";
    let plain: String = hostile::pairs_of_punctuation().chars().filter(|c| !REFUSED.contains(*c)).collect();
    let tokens = hostile::tokens().into_iter().filter(|token| !token.contains(|c| REFUSED.contains(c)));
    let mut read = 0;
    for token in tokens.chain([plain, "export=tid;export:export".to_owned()]) {
        let world = hostile::world(&token);
        let run = world.cmd_as(TOKEN, &[&ENV[..], &["-e", "MY_URL=base-url"]].concat()).run();
        run.ok();
        world.write(".env", &run.stdout);
        let values = world.tool(&python, &["-c", script]).run().ok_json();
        let url = "https://api.individual.githubcopilot.com";
        assert_eq!(values, serde_json::json!({"MY_KEY": token, "MY_URL": url}));
        read += 1;
    }
    assert!(read > 5, "only {read} session tokens were read");
}

#[test]
fn a_usual_session_token_fits_and_the_file_holds_the_default_variables() {
    let world = World::new();
    let text = world.cmd_as(TOKEN, &["env", "--shell", "dotenv"]).run().ok();
    let token = &world.issued()[0];
    let names: Vec<(String, String)> = docker(&text);
    assert_eq!(names[0], ("GITHUB_COPILOT_API_TOKEN".to_owned(), token.clone()));
    let names: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["GITHUB_COPILOT_API_TOKEN", "COPILOT_API_URL", "COPILOT_TOKEN_EXPIRES_AT"]);
}
