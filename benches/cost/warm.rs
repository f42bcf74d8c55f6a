//! The calls that the cache answers, beside programs that print the same from the same file.

use std::path::Path;

use crate::tools::{Call, Place};
use crate::world::{World, fixtures};
use crate::{Build, TOKEN, grouped, world};

const REQUEST: &str = "protocol=https\nhost=api.individual.githubcopilot.com\n\n";
/// Runs in a round, of what takes about a millisecond and of what takes tens.
const QUICK: &str = "300";
const SLOW: &str = "10";

/// The whole comparison.
pub fn variable(builds: &[Build]) {
    let world = world(&builds[0]);
    let place = Place { world: &world, variables: vec![("GH_TOKEN", TOKEN.to_owned())] };
    let entry = warm_up(&place, &builds[0]);
    let mut calls = bases(&entry);
    for build in builds {
        calls.extend(
            [
                &["token"][..],
                &["base-url"],
                &["headers"],
                &["env"],
                &["git-credential", "get"],
                &["exec", "--", "/bin/true"],
            ]
            .map(|words| ours(build, words)),
        );
    }
    let slow = readers(&entry);
    table(&place, &calls, &slow);
}

/// gh's login: its token is in `hosts.yml`, and gh itself is what a warm call spares.
pub fn gh(builds: &[Build]) {
    let world = world(&builds[0]);
    world.secret(TOKEN);
    world.gh_hosts_yml(&format!("github.com:\n    user: octocat\n    oauth_token: {TOKEN}\n"));
    let place = Place { world: &world, variables: Vec::new() };
    if which::which("gh").is_err() {
        return println!("SKIPPED: gh is not installed");
    }
    let entry = warm_up(&place, &builds[0]);
    let calls = bases(&entry).into_iter().chain(builds.iter().map(|build| ours(build, &["token"])));
    table(&place, &calls.collect::<Vec<_>>(), &[Call::new("`gh auth token`", ["gh", "auth", "token"])]);
}

/// The login of an editor's Copilot plug-in, in its SQLite database.
pub fn editor(builds: &[Build]) {
    let world = world(&builds[0]);
    let database = world.write(".config/github-copilot/auth.db", "");
    if which::which("sqlite3").is_err() {
        return println!("SKIPPED: sqlite3 is not installed");
    }
    world.tool("sqlite3", &[&database.to_string_lossy()]).stdin(fixtures::AUTH_DB_SQL).run();
    let place = Place { world: &world, variables: Vec::new() };
    let entry = warm_up(&place, &builds[0]);
    let calls = bases(&entry).into_iter().chain(builds.iter().map(|build| ours(build, &["token"])));
    table(&place, &calls.collect::<Vec<_>>(), &[]);
}

/// One exchange, and the path of what it left in the cache.
fn warm_up(place: &Place, build: &Build) -> String {
    place.tool(&build.path.to_string_lossy(), &["token"]).run().ok();
    let world: &World = place.world;
    let entry = world.cache_files().into_iter().find(|name| name.starts_with("session-"));
    world.cache_dir().join(entry.expect("a cache entry")).to_string_lossy().into_owned()
}

fn ours(build: &Build, words: &[&str]) -> Call {
    let path = build.path.to_string_lossy();
    let stdin = if words[0] == "git-credential" { REQUEST } else { "" };
    let name = format!("{} `{}`", build.name, words.join(" "));
    Call { stdin, ..Call::new(name, [&[&*path], words].concat()) }
}

/// What everything is compared with: `cat` first.
fn bases(entry: &str) -> Vec<Call> {
    vec![Call::new("`cat` of the entry", ["/bin/cat", entry]), Call::new("`true`", ["/bin/true"])]
}

/// One-liners that people write in place of us.
fn readers(entry: &str) -> Vec<Call> {
    let python = format!("import json; print(json.load(open(\"{entry}\"))[\"token\"])");
    let node = format!("console.log(JSON.parse(require(\"fs\").readFileSync(\"{entry}\")).token)");
    let system = |name: &str| {
        let there = Path::new("/usr/bin").join(name);
        if there.exists() { there.to_string_lossy().into_owned() } else { name.to_owned() }
    };
    vec![
        Call::new("`jq -r .token`", [system("jq"), "-r".to_owned(), ".token".to_owned(), entry.to_owned()]),
        Call::new("Python, `json.load`", [system("python3"), "-c".to_owned(), python]),
        Call::new("Node, `JSON.parse`", [system("node"), "-e".to_owned(), node]),
    ]
}

/// Counts only the quick ones: an interpreter under callgrind takes a minute and tells nothing.
fn table(place: &Place, quick: &[Call], slow: &[Call]) {
    let mut times = place.times(quick, QUICK);
    times.extend(place.times(slow, SLOW));
    let cat = times[0];
    println!("| call | instructions | system calls | peak KiB | time, ms | × `cat` |");
    println!("|---|--:|--:|--:|--:|--:|");
    for (index, (call, time)) in quick.iter().chain(slow).zip(times).enumerate() {
        let counted = index < quick.len();
        let instructions = counted.then(|| place.instructions(call)).flatten().map(grouped);
        let calls = counted.then(|| place.system_calls(call)).flatten();
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            call.name,
            or_dash(instructions),
            or_dash(calls),
            or_dash(place.peak(call).map(grouped)),
            or_dash(time.map(|seconds| format!("{:.2}", seconds * 1000.0))),
            or_dash(time.zip(cat).map(|(seconds, cat)| format!("{:.2}", seconds / cat))),
        );
    }
}

pub fn or_dash(figure: Option<impl ToString>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| figure.to_string())
}
