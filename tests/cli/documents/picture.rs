//! The terminal picture in the README: a few calls of the real binary, drawn as SVG. Tokens, times and the scratch
//! home are replaced, so that the same program always gives the same picture.

use std::fmt::Write;

use crate::world::World;

/// Arguments, and the number of output lines to show.
const SCENES: [(&[&str], usize); 4] = [(&["token"], 1), (&["base-url"], 1), (&["env"], 3), (&["status"], 7)];

/// Characters per line; longer lines are cut.
const COLUMNS: usize = 90;
/// Pixels per character, for a font size of 14.
const CHAR: f64 = 8.4;
const LINE: usize = 20;
const MARGIN: usize = 16;

pub fn svg(world: &World, github_token: &str) -> String {
    let mut lines = Vec::new();
    for (words, shown) in SCENES {
        lines.push(format!("$ copilot-token {}", words.join(" ")));
        let answer = world.cmd_as(github_token, words).run().ok();
        let home = world.home().display().to_string();
        lines.extend(answer.lines().take(shown).map(|line| cut(&constant(line, &home))));
    }
    draw(&lines)
}

/// Replaces every word that changes between runs.
fn constant(line: &str, home: &str) -> String {
    let words = line.split(' ').map(|word| {
        if let Some((before, _)) = word.split_once("tid=") {
            return format!(
                "{before}tid=9f0b6a2c;exp=1795437295;sku=monthly_subscriber_quota;proxy-ep=proxy.…"
            );
        }
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let unit = word.strip_suffix(['m', 's']).is_some_and(|number| number.parse::<u32>().is_ok());
        match word {
            _ if word.contains("EXPIRES_AT=") => "COPILOT_TOKEN_EXPIRES_AT='1795437295'".to_owned(),
            _ if digits >= 14 && word.contains('T') => "2026-11-23T12:34:55Z)".to_owned(),
            _ if unit => if word.ends_with('m') { "29m" } else { "59s" }.to_owned(),
            _ => word.replace(home, "~"),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn cut(line: &str) -> String {
    if line.chars().count() <= COLUMNS {
        return line.to_owned();
    }
    line.chars().take(COLUMNS - 1).chain(['…']).collect()
}

fn draw(lines: &[String]) -> String {
    let width = (COLUMNS as f64 * CHAR) as usize + 2 * MARGIN;
    let height = lines.len() * LINE + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
        <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1b1f24\"/>\n\
        <g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,monospace\" font-size=\"14\" fill=\"#d0d7de\">\n"
    );
    for (i, line) in lines.iter().enumerate() {
        let (y, typed) = (MARGIN + (i + 1) * LINE - 5, line.starts_with("$ "));
        let fill = if typed { " fill=\"#7ee787\"" } else { "" };
        let text = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = writeln!(svg, "<text x=\"{MARGIN}\" y=\"{y}\" xml:space=\"preserve\"{fill}>{text}</text>");
    }
    svg + "</g>\n</svg>\n"
}
