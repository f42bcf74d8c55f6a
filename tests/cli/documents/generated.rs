//! The committed completions are what the grammar makes of them.

use std::fs;

use super::{completions, path};

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
