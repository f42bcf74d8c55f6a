//! The manual page has every command, option, value, variable and exit code, and no others.

use std::collections::BTreeSet;
use std::process::Command;

use super::facts::{self, Names};
use super::help::{default, named_variables};
use super::{path, read};
use crate::world::installed;

const PAGE: &str = "man/copilot-token.1";

/// The list items of a section: the words of each head (`.It`), and the text below it.
fn items(section: &str) -> Vec<(Vec<String>, String)> {
    let page = read(PAGE);
    let start = page.find(&format!("\n.Sh {section}\n")).unwrap_or_else(|| panic!("no section {section}"));
    let text = &page[start + 1..];
    let text = &text[..text.find("\n.Sh ").unwrap_or(text.len())];
    let item = |item: &str| {
        let (head, body) = item.split_once('\n').unwrap_or((item, ""));
        (head.split_whitespace().map(str::to_owned).collect(), body.replace("\\-", "-"))
    };
    text.split("\n.It ").skip(1).map(item).collect()
}

/// The options in an mdoc head or text: `Fl Fl json` and `Fl e`.
fn options(words: &[String]) -> Names {
    let mut found = BTreeSet::new();
    for (i, _) in
        words.iter().enumerate().filter(|(i, word)| *word == "Fl" && (*i == 0 || words[i - 1] != "Fl"))
    {
        let long = words[i + 1] == "Fl";
        let name = &words[i + 1 + usize::from(long)];
        // `Fl -` is the `--` before a command.
        if name != "-" {
            found.insert(format!("{}{name}", if long { "--" } else { "-" }));
        }
    }
    found
}

/// The words after a macro that marks values, from lines that begin with it.
fn marked(text: &str, mark: &str) -> Names {
    let lines = text.lines().filter_map(|line| line.strip_prefix(mark));
    lines.flat_map(str::split_whitespace).filter(|word| word.len() > 1).map(str::to_owned).collect()
}

#[test]
fn manual_page_has_every_command_with_its_options_and_values() {
    let items = items("COMMANDS");
    let named: Names = items.iter().map(|(head, _)| head[1].clone()).collect();
    assert_eq!(named, facts::commands());
    let values = facts::listed_values();
    for (head, body) in items {
        assert_eq!(options(&head), facts::own_options(&head[1]), "{head:?}");
        let documented = marked(&body, ".Cm");
        let missing: Vec<_> = values[&head[1]].difference(&documented).collect();
        assert!(missing.is_empty(), "{}: {missing:?} not in {documented:?}", head[1]);
    }
}

#[test]
fn manual_page_has_every_option_with_its_default_and_variables() {
    let items = items("OPTIONS");
    let documented: Names = items.iter().flat_map(|(head, _)| options(head)).collect();
    let everywhere = ["-h", "--help", "-V", "--version"].map(str::to_owned);
    assert_eq!(documented, facts::global_options().into_iter().chain(everywhere).collect());
    for arg in facts::program().get_arguments().filter(|arg| arg.is_global_set()) {
        let (_, body) = items
            .iter()
            .find(|(head, _)| facts::flags(arg).iter().all(|flag| options(head).contains(flag)))
            .unwrap_or_else(|| panic!("{:?} in one item", facts::flags(arg)));
        let named: Names = marked(body, ".Bq Ev");
        assert_eq!(named, named_variables(arg).into_iter().collect(), "{}", arg.get_id());
        let default = default(arg);
        assert!(
            default.iter().all(|value| marked(body, ".Li").contains(value)),
            "{}: {default:?}",
            arg.get_id()
        );
    }
    let documented: Names =
        items.iter().flat_map(|(_, body)| marked(&body.replace(" , ", " "), ".Cm")).collect();
    assert_eq!(documented, facts::listed_values()[""]);
}

#[test]
fn manual_page_has_every_variable() {
    let heads = items("ENVIRONMENT").into_iter().flat_map(|(head, _)| head);
    let documented: Names = heads.filter(|word| facts::is_variable(word)).collect();
    assert_eq!(documented, facts::variables());
    let env = items("COMMANDS").into_iter().find(|(head, _)| head[1] == "env").expect("env").1;
    assert_eq!(marked(&env, ".Ev"), facts::set_variables());
}

#[test]
fn manual_page_has_every_exit_code_with_its_name() {
    let documented: Vec<(u8, String)> = items("EXIT STATUS")
        .into_iter()
        .map(|(head, body)| (head[0].parse().expect("a code"), body))
        .collect();
    let expected = facts::exit_codes();
    assert_eq!(
        documented.iter().map(|(code, _)| *code).collect::<Vec<_>>(),
        expected.keys().copied().collect::<Vec<_>>()
    );
    for (code, body) in documented {
        let name = expected[&code].as_ref();
        assert!(name.is_none_or(|name| body.starts_with(&format!(".Sy {name} :"))), "{code}: {body}");
    }
}

#[test]
fn mandoc_has_nothing_to_say() {
    if !installed(&["mandoc"]) {
        return;
    }
    let output = Command::new("mandoc").args(["-T", "lint"]).arg(path(PAGE)).output().expect("mandoc");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    // Whether the pages that ours refers to are installed depends on the machine.
    let elsewhere = ["outdated mandoc.db", "referenced manual not found"];
    let about_ours = said.lines().filter(|line| !elsewhere.iter().any(|other| line.contains(other)));
    assert_eq!(about_ours.collect::<Vec<_>>(), Vec::<&str>::new());
}
