//! Committed files equal their generated form: the completions, the picture, the output of `completion` and `man`.

use std::fs;

use super::{completions, path, picture, read};
use crate::world::World;

#[test]
fn completions_are_what_the_grammar_makes_of_them() {
    let mut expected: Vec<String> = Vec::new();
    for (name, text) in completions::files() {
        let committed = fs::read_to_string(path("completions").join(&name)).unwrap_or_default();
        assert!(committed == text, "completions/{name} is out of date: cargo run --example completions");
        expected.push(name);
    }
    let folder = fs::read_dir(path("completions")).expect("completions/");
    let mut there: Vec<String> =
        folder.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    expected.sort();
    there.sort();
    assert_eq!(there, expected, "completions/ has a file of no shell");
}

#[test]
fn the_picture_in_the_readme_is_what_the_program_prints() {
    let drawn = picture::svg(&World::new(), "ghu_aGitHubTokenOfTheDemo000000000000000");
    assert!(read("docs/demo.svg") == drawn, "out of date: cargo run --example demo -- --svg >docs/demo.svg");
}

#[test]
fn completion_and_man_print_the_committed_files() {
    let world = World::new();
    for (shell, file) in [
        ("bash", "copilot-token.bash"),
        ("elvish", "copilot-token.elv"),
        ("fish", "copilot-token.fish"),
        ("nushell", "copilot-token.nu"),
        ("powershell", "_copilot-token.ps1"),
        ("zsh", "_copilot-token"),
    ] {
        world.run(&["completion", shell]).ok_stdout(&read(&format!("completions/{file}")));
    }
    world.run(&["man"]).ok_stdout(&read("man/copilot-token.1"));
    // Neither command reads a setting, so an invalid one stops neither.
    world.cmd(&["man"]).env("COPILOT_TOKEN_TIMEOUT", "soon").run().ok();
    let help = world.run(&["exec", "--help"]).ok();
    world.run(&["help", "exec"]).ok_stdout(&format!("{}\n", help.trim_end()));
    assert_eq!(world.connections(), 0);
}
