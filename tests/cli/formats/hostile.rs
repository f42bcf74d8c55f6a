//! Session tokens that GitHub could issue under its own rule, visible ASCII, and that break quoting or start a
//! variable, command, comment or escape.

use crate::world::{Answer, World};

/// Each kind of hostile text alone, then all together.
pub fn tokens() -> Vec<String> {
    let mischief = [
        "tid=1;exp=2;sku=free;chat=1:0123456789abcdef",
        "';touch${IFS}owned;'",
        r#""$(touch${IFS}owned)`touch${IFS}owned`""#,
        "$HOME${PATH}$1$?$$\"$@\"",
        r"\\n\'\0\x41\\$\`ends-with-a-backslash\",
        "!!:!$!x!\"!'!{!#",
        "%PATH%%s%25%n%%",
        "#begins-as-a-comment#",
        "~/begins-as-a-home/*?[a-z]{b,c}",
        "-n-e--begins-as-an-option",
        "=begins;ends=",
        "<<EOF&&||>>/dev/null&",
        "(begin;end)",
        "''begins-with-quotes\"\"",
    ];
    mischief.into_iter().map(str::to_owned).chain([visible_ascii(), pairs_of_punctuation()]).collect()
}

pub fn visible_ascii() -> String {
    ('!'..='~').collect()
}

/// Every pair of punctuation characters, in both orders.
pub fn pairs_of_punctuation() -> String {
    let punctuation: Vec<char> = ('!'..='~').filter(|c| !c.is_ascii_alphanumeric()).collect();
    punctuation.iter().flat_map(|a| punctuation.iter().flat_map(move |b| [*a, *b])).collect()
}

/// A world whose GitHub issues exactly this session token, with the binary in PATH.
pub fn world(token: &str) -> World {
    let world = World::new();
    world.install();
    world.answer(Answer::granted().field("token", token));
    world
}

#[test]
fn a_request_that_never_ends_is_not_waited_for_beyond_the_time_limit() {
    let world = World::new();
    for action in ["get", "erase"] {
        let cmd = world.cmd_as(
            "ghu_theTokenOfTheseTests00000000000000",
            &["git-credential", action, "--timeout", "200ms"],
        );
        let stderr = cmd.stdin_held().run().fails(3);
        assert!(stderr.contains("did not end in time"), "{stderr}");
    }
}
