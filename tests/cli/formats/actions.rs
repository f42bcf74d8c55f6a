//! `env --shell github`, read as the GitHub Actions runner reads it: what the log shows and what later steps get.

use std::fs;

use super::hostile;
use crate::world::{Cmd, World};

const TOKEN: &str = "ghu_theTokenOfTheActions0000000000000";
const ENV: [&str; 3] = ["env", "--shell", "github"];

/// `env` in a step of a job whose `GITHUB_ENV` file already contains `text`.
fn step<'w>(world: &'w World, text: &str, more: &[&str]) -> Cmd<'w> {
    let file = world.write("runner/set_env", text);
    let cmd = world.cmd_as(TOKEN, &[&ENV[..], more].concat());
    cmd.env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", file)
}

fn file(world: &World) -> String {
    fs::read_to_string(world.home().join("runner/set_env")).expect("the runner's file")
}

/// The runner's parser (actions/runner, `FileCommandManager.cs`). It skips empty lines. A line is `NAME=value` or
/// `NAME<<END`; the delimiter that comes first decides. A multi-line value ends at a line that equals END.
pub fn later_steps(text: &str) -> Vec<(String, String)> {
    let mut lines = text.lines();
    let mut variables = Vec::new();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (equals, heredoc) = (line.find('='), line.find("<<"));
        let (name, value) = match (equals, heredoc) {
            (equals, Some(at)) if equals.is_none_or(|equals| at < equals) => {
                let end = &line[at + 2..];
                assert!(!end.is_empty(), "a delimiter: {line}");
                let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
                (&line[..at], value.join("\n"))
            }
            (Some(at), _) => (&line[..at], line[at + 1..].to_owned()),
            _ => panic!("the runner refuses the whole file for this line: {line}"),
        };
        assert!(!name.is_empty(), "the runner refuses the whole file for this line: {line}");
        variables.push((name.to_owned(), value));
    }
    variables
}

/// The values that the runner masks in the log after reading `stdout` (actions/runner, `ActionCommand.cs`).
fn masked(stdout: &str) -> Vec<String> {
    let masks = stdout.lines().filter_map(|line| line.strip_prefix("::add-mask::"));
    masks.map(|text| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")).collect()
}

#[test]
fn later_steps_get_every_session_token_and_the_log_never_shows_it() {
    for token in hostile::tokens() {
        let world = hostile::world(&token);
        let run = step(&world, "", &["-e", "MY_KEY=token", "-e", "MY_URL=base-url"]).run();
        run.ok();
        assert_eq!(run.stdout.lines().count(), 1, "{run:#?}");
        assert_eq!(masked(&run.stdout), std::slice::from_ref(&token));
        let url = "https://api.individual.githubcopilot.com".to_owned();
        let expected = [("MY_KEY".to_owned(), token), ("MY_URL".to_owned(), url)];
        assert_eq!(later_steps(&file(&world)), expected);
    }
}

#[test]
fn what_other_steps_wrote_stays_even_if_its_last_line_has_no_end() {
    for before in ["", "FIRST=1\n", "FIRST=1", "FIRST<<E\n1\nE\n", "FIRST<<E\n1\nE", "\n\nFIRST=1\n\n"] {
        let world = World::new();
        step(&world, before, &["-e", "MY_KEY=token"]).run().ok();
        let text = file(&world);
        assert!(text.starts_with(before), "{text}");
        let mut expected = vec![("MY_KEY".to_owned(), world.issued()[0].clone())];
        if !before.is_empty() {
            expected.insert(0, ("FIRST".to_owned(), "1".to_owned()));
        }
        assert_eq!(later_steps(&text), expected, "{before:?}");
        // A later step can append to the file.
        assert!(text.ends_with('\n'), "{text}");
    }
}

#[test]
fn the_delimiter_is_random() {
    let world = World::new();
    let delimiters: Vec<String> = (0..2)
        .map(|_| {
            step(&world, "", &["-e", "MY_KEY=token"]).run().ok();
            let text = file(&world);
            let (_, delimiter) =
                text.lines().next().and_then(|line| line.split_once("<<")).expect("a heredoc");
            assert!(delimiter.len() >= 32, "{delimiter}");
            delimiter.to_owned()
        })
        .collect();
    assert_ne!(delimiters[0], delimiters[1]);
}

#[test]
fn the_default_variables_are_ones_that_a_step_may_set() {
    let world = World::new();
    step(&world, "", &[]).run().ok();
    let variables = later_steps(&file(&world));
    let names: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["GITHUB_COPILOT_API_TOKEN", "COPILOT_API_URL", "COPILOT_TOKEN_EXPIRES_AT"]);
    assert_eq!(variables[0].1, world.issued()[0]);
}

#[test]
fn a_log_that_nobody_reads_has_not_masked_anything() {
    let world = World::new();
    let path = world.write("runner/set_env", "FIRST=1\n");
    // The reader closes its end before the mask is written.
    let script = format!(
        "{{ until [ -e closed ]; do sleep 0.02; done; {} env --shell github; echo $? >status; }} | \
         {{ exec <&-; : >closed; until [ -s status ]; do sleep 0.02; done; cat status; }}",
        env!("CARGO_BIN_EXE_copilot-token")
    );
    let cmd = world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN);
    let run = cmd.env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", path).run();
    assert_eq!((run.stdout.as_str(), file(&world).as_str()), ("1\n", "FIRST=1\n"), "{run:#?}");
}

#[test]
fn a_file_that_is_none_is_found_out_before_anything_is_printed() {
    let world = World::new();
    for path in ["/dev/null", "/nonexistent/file", "/"] {
        let cmd = world.cmd_as(TOKEN, &ENV).env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", path);
        let stderr = cmd.run().fails(1);
        assert!(stderr.contains("GITHUB_ENV") && !stderr.contains("os error"), "{stderr}");
    }
    assert_eq!(world.connections(), 0);
}

#[test]
fn without_the_mask_in_the_log_nothing_is_handed_on() {
    let world = World::new();
    let path = world.write("runner/set_env", "FIRST=1\n");
    let script = format!("exec {} env --shell github >/dev/full", env!("CARGO_BIN_EXE_copilot-token"));
    let cmd = world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN);
    cmd.env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", path).run().fails(1);
    assert_eq!(file(&world), "FIRST=1\n");
}

#[test]
fn a_file_that_cannot_grow_keeps_no_half_entry() {
    let world = World::new();
    let before = format!("FIRST={}\n", "x".repeat(900));
    let path = world.write("runner/set_env", &before);
    // Limits files to two blocks of 512 bytes. The cache is off because it would hit the same limit.
    let binary = env!("CARGO_BIN_EXE_copilot-token");
    let script = format!("trap '' XFSZ; ulimit -f 2; exec '{binary}' env --no-cache --shell github");
    let cmd = world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN);
    let run = cmd.env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", path).run();
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.stderr.starts_with("copilot-token: writing GITHUB_ENV's file"), "{run:#?}");
    assert_eq!(file(&world), before);
}

#[test]
fn a_file_that_cannot_be_written_is_a_failure_with_nothing_on_stdout_and_no_exchange() {
    let world = World::new();
    let missing = world.home().join("no/such/file");
    for path in [missing.clone(), world.home()] {
        let cmd = world.cmd_as(TOKEN, &ENV).env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", &path);
        let stderr = cmd.run().fails(1);
        assert!(stderr.contains(path.to_str().unwrap()), "{stderr}");
    }
    assert!(!missing.exists());
    assert_eq!(world.connections(), 0);
}

#[test]
fn outside_of_a_step_it_is_a_usage_error_that_makes_no_exchange() {
    let world = World::new();
    let file = world.write("runner/set_env", "");
    for (actions, path) in
        [(None, Some(&file)), (Some("false"), Some(&file)), (Some("1"), Some(&file)), (Some("true"), None)]
    {
        let mut cmd = world.cmd_as(TOKEN, &ENV);
        cmd = actions.iter().fold(cmd, |cmd, value| cmd.env("GITHUB_ACTIONS", value));
        path.iter().fold(cmd, |cmd, path| cmd.env("GITHUB_ENV", path)).run().fails_usage();
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "");
    assert_eq!(world.connections(), 0);
}

#[test]
fn a_name_that_the_runner_keeps_for_itself_is_a_usage_error_that_makes_no_exchange() {
    let world = World::new();
    for name in ["GITHUB_TOKEN", "github_path", "RUNNER_TEMP", "NODE_OPTIONS"] {
        step(&world, "", &["-e", "A=token", "-e", &format!("{name}=token")]).run().fails_usage();
    }
    assert_eq!(file(&world), "");
    assert_eq!(world.connections(), 0);
}
