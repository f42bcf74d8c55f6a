//! The table on a terminal: bars only on a wide one that supports UTF-8.

use super::{GHO, account, world};
use crate::world::{Answer, ON_A_TERMINAL, installed};

/// The rows of the quotas on a terminal of `columns` columns.
fn on_a_terminal(answer: Answer, columns: &str, locale: (&str, &str)) -> String {
    let (world, _) = world(answer);
    world.install();
    let args = ["-c", ON_A_TERMINAL, columns, "copilot-token", "status", "--online", "--access", "direct"];
    let cmd = world.tool("python3", &args).env("GH_TOKEN", GHO).env("TERM", "xterm-256color");
    let run = cmd.env(locale.0, locale.1).run();
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(!run.stdout.contains('\u{1b}'), "{run:#?}");
    let plain = ["C", "POSIX"].contains(&locale.1);
    assert_eq!(run.stdout.contains("gho_..."), plain, "{run:#?}");
    assert!(!plain || run.stdout.is_ascii(), "{run:#?}");
    let rows = run.stdout.lines().filter(|line| line.contains("chat") || line.contains("premium"));
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_bar_is_drawn_on_a_wide_terminal_that_shows_utf_8_only() {
    if !installed(&["python3"]) {
        return;
    }
    for (columns, locale, bars) in [
        ("100", ("LANG", "C.UTF-8"), true),
        ("100", ("LC_ALL", "en_US.utf8"), true),
        ("40", ("LANG", "C.UTF-8"), false),
        ("79", ("LANG", "C.UTF-8"), false),
        ("0", ("LANG", "C.UTF-8"), false),
        ("100", ("LC_ALL", "C"), false),
        ("100", ("LC_ALL", "POSIX"), false),
    ] {
        let rows = on_a_terminal(account(), columns, locale);
        assert_eq!(
            rows.contains("206.5 of 300 credits used ███████░░░ "),
            bars,
            "{columns} {locale:?}: {rows}"
        );
        assert!(rows.contains("206.5 of 300 credits used "), "{rows}");
        assert!(bars || rows.is_ascii(), "{rows}");
    }
    let (world, _) = world(account());
    let piped = super::online(&world, GHO, &["--access", "direct"]);
    assert!(!piped.stdout.contains('█'), "{piped:#?}");
}

#[test]
fn no_row_with_a_bar_is_wider_than_the_terminal() {
    if !installed(&["python3"]) {
        return;
    }
    let overdrawn = Answer::status(200, include_str!("../../fixtures/user-overdrawn.json"));
    let long = account()
        .field("quota_snapshots.premium_interactions.entitlement", 300_000_000)
        .field("quota_snapshots.premium_interactions.quota_remaining", 100_000_000.25);
    for answer in [account(), overdrawn, long] {
        for columns in ["80", "90", "120"] {
            let rows = on_a_terminal(answer.clone(), columns, ("LANG", "C.UTF-8"));
            for row in rows.lines().filter(|row| row.contains(['█', '░'])) {
                assert!(row.chars().count() <= columns.parse().unwrap(), "{columns}: {row}");
            }
        }
    }
}
