//! Calls that the cache answers, compared with programs that print the same from the same file.

use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::tools::{Call, Place};
use crate::world::{World, fixtures};
use crate::{Build, TOKEN, or_dash, timing, world};

const REQUEST: &str = "protocol=https\nhost=api.individual.githubcopilot.com\n\n";
/// Rounds for calls that take about a millisecond.
const QUICK: usize = 500;
const SLOW: usize = 50;
/// A fresh login is read again at every call, because the next change could leave the same timestamp.
const SETTLED: Duration = Duration::from_secs(3);

/// The commands of a user's scripts and editors.
const CALLS: &[&[&str]] = &[
    &["token"],
    &["token", "--access", "direct"],
    &["base-url"],
    &["headers"],
    &["env"],
    &["status", "--check"],
    &["git-credential", "get"],
    &["exec", "--", "/bin/true"],
];

/// The full comparison, for each build.
pub fn variable(builds: &[Build]) {
    let world = world(&builds[0]);
    let place = Place::new(&world, vec![("GH_TOKEN", TOKEN.to_owned())]);
    let entry = warm_up(&place, &builds[0]);
    let calls = builds.iter().flat_map(|build| CALLS.iter().map(|words| ours(build, words)));
    table(&place, &bases(&entry).into_iter().chain(calls).collect::<Vec<_>>(), &readers(&entry));
}

/// gh's login: its token is in `hosts.yml`, and a warm call does not start gh.
pub fn gh(builds: &[Build]) {
    if which::which("gh").is_err() {
        return println!("SKIPPED: gh is not installed");
    }
    let world = world(&builds[0]);
    let place = gh_login(&world);
    one_call(&place, builds, &[Call::new("`gh auth token`", ["gh", "auth", "token"])]);
}

/// The login of an editor's Copilot plug-in, in its SQLite database.
pub fn editor(builds: &[Build]) {
    let world = world(&builds[0]);
    match editor_login(&world) {
        Some(place) => one_call(&place, builds, &[]),
        None => println!("SKIPPED: sqlite3 is not installed"),
    }
}

/// The program's own login.
pub fn login(builds: &[Build]) {
    let world = world(&builds[0]);
    match own_login(&world, &builds[0]) {
        Some(place) => one_call(&place, builds, &[]),
        None => println!("SKIPPED: this version keeps no login"),
    }
}

pub fn gh_login(world: &World) -> Place<'_> {
    world.secret(TOKEN);
    world.gh_hosts_yml(&format!("github.com:\n    user: octocat\n    oauth_token: {TOKEN}\n"));
    thread::sleep(SETTLED);
    Place::new(world, Vec::new())
}

pub fn editor_login(world: &World) -> Option<Place<'_>> {
    which::which("sqlite3").ok()?;
    let database = world.write(".config/github-copilot/auth.db", "");
    world.tool("sqlite3", &[&database.to_string_lossy()]).stdin(fixtures::AUTH_DB_SQL).run();
    thread::sleep(SETTLED);
    Some(Place::new(world, Vec::new()))
}

pub fn own_login<'w>(world: &'w World, build: &Build) -> Option<Place<'w>> {
    world.secret(TOKEN);
    let place = Place::new(world, Vec::new());
    let run = place.tool(&build.path.to_string_lossy(), &["login", "--with-token"]).stdin(TOKEN).run();
    (run.code == 0).then_some(place)
}

fn one_call(place: &Place, builds: &[Build], slow: &[Call]) {
    let entry = warm_up(place, &builds[0]);
    let calls = bases(&entry).into_iter().chain(builds.iter().map(|build| ours(build, &["token"])));
    table(place, &calls.collect::<Vec<_>>(), slow);
}

/// Runs one exchange and returns the path of its cache entry.
pub fn warm_up(place: &Place, build: &Build) -> String {
    place.tool(&build.path.to_string_lossy(), &["token"]).run().ok();
    let world: &World = place.world;
    let entry = world.cache_files().into_iter().find(|name| name.starts_with("session-"));
    world.cache_dir().join(entry.expect("a cache entry")).to_string_lossy().into_owned()
}

pub fn ours(build: &Build, words: &[&str]) -> Call {
    let path = build.path.to_string_lossy();
    let stdin = if words[0] == "git-credential" { REQUEST } else { "" };
    let name = format!("{} `{}`", build.name, words.join(" "));
    Call { stdin, ..Call::new(name, [&[&*path], words].concat()) }
}

/// The basis of comparison: `cat` first.
pub fn bases(entry: &str) -> Vec<Call> {
    vec![Call::new("`cat` of the entry", ["/bin/cat", entry]), Call::new("`true`", ["/bin/true"])]
}

/// One-liners that people write instead of using this program.
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

/// Counts only for the quick calls: an interpreter under callgrind takes a minute and shows nothing.
fn table(place: &Place, quick: &[Call], slow: &[Call]) {
    let mut times = timing::times(place, quick, QUICK);
    times.extend(timing::times(place, slow, SLOW));
    let cat = times[0];
    println!("| call | instructions | system calls | page faults | peak KiB | time, ms | × `cat` |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for (index, (call, time)) in quick.iter().chain(slow).zip(times).enumerate() {
        let counted = index < quick.len();
        println!(
            "| {} | {} | {} | {} | {} | {} | {} |",
            call.name,
            or_dash(counted.then(|| place.instructions(call)).flatten()),
            or_dash(counted.then(|| place.system_calls(call)).flatten()),
            or_dash(place.faults(call)),
            or_dash(place.peak(call)),
            or_dash(time.map(|seconds| format!("{:.2}", seconds * 1000.0))),
            or_dash(time.zip(cat).map(|(seconds, cat)| format!("{:.2}", seconds / cat))),
        );
    }
}
