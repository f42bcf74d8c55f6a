//! The editor's login through the real binary: which file, which account, and at what cost.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::world::{Answer, World, fixtures};

const OCTOCAT: &str = "ghu_authDbOctocat00000000000000000000000000";
const WORK: &str = "ghu_authDbWork0000000000000000000000000000";

fn used(world: &World) -> String {
    let requests = world.requests();
    requests.last().unwrap().header("authorization").unwrap().strip_prefix("Bearer ").unwrap().to_owned()
}

/// A database made by the real SQLite; closing the shell checkpoints it. False without sqlite3.
pub fn auth_db(world: &World, more: &str) -> bool {
    let folder = world.home().join(".config/github-copilot");
    fs::create_dir_all(&folder).unwrap();
    let sql = format!("{}\n{more}", fixtures::AUTH_DB_SQL);
    for secret in [OCTOCAT, WORK, "ghu_authDbAcme0000000000000000000000000000"] {
        world.secret(secret);
    }
    let made = world.tool("sqlite3", &[folder.join("auth.db").to_str().unwrap()]).stdin(sql).run();
    if made.code != 0 {
        crate::world::skipped("sqlite3 is not installed");
    }
    made.code == 0
}

#[test]
fn the_newest_login_of_the_host_is_used_and_user_chooses() {
    let world = World::new();
    if !auth_db(&world, "") {
        return;
    }
    let json = world.run(&["token", "--json"]).ok_json();
    assert_eq!((&json["source"], used(&world).as_str()), (&json!("editor"), OCTOCAT));
    world.run(&["token", "--user", "Octo-Work"]).ok();
    assert_eq!(used(&world), WORK);
    world.answer(Answer::granted_ghe("acme"));
    world.run(&["token", "--host", "acme.ghe.com"]).ok();
    assert_eq!(used(&world), "ghu_authDbAcme0000000000000000000000000000");
    let stderr = world.run(&["token", "--user", "nobody"]).fails(4);
    assert!(stderr.contains("editor: no login of nobody: auth.db has octocat, octo-work"), "{stderr}");
    let stderr = world.run(&["token", "--host", "other.ghe.com"]).fails(4);
    assert!(stderr.contains("editor: no login for other.ghe.com in auth.db"), "{stderr}");
}

#[test]
fn status_says_which_file_which_login_which_kind() {
    let world = World::new();
    if !auth_db(&world, "") {
        return;
    }
    let status = world.run(&["status", "--json"]).ok_json();
    let token = &status["github_token"];
    assert_eq!([&token["source"], &token["kind"], &token["login"]], ["editor", "ghu_", "octocat"]);
    let row = |name: &str| {
        let rows = status["sources"].as_array().unwrap();
        rows.iter().find(|row| row["name"] == name).unwrap().clone()
    };
    assert_eq!(row("editor")["detail"], "ghu_… of octocat in auth.db; also there: octo-work (ghu_, auth.db)");
    assert_eq!(row("gh")["state"], "not_asked");
}

#[test]
fn the_old_files_are_read_where_there_is_no_database() {
    for (name, text, token) in [
        ("apps.json", fixtures::APPS_JSON, "ghu_appsJsonOctocat0000000000000000000000"),
        ("hosts.json", fixtures::HOSTS_JSON, "ghu_hostsJsonOctocat000000000000000000000"),
        (
            "hosts.json",
            r#"{"github.com":{"login":"octocat","access_token":"ghu_ofTheOldest000000"}}"#,
            "ghu_ofTheOldest000000",
        ),
    ] {
        let world = World::new();
        world.secret(token);
        world.write(&format!(".config/github-copilot/{name}"), text);
        world.run(&["token"]).ok();
        assert_eq!(used(&world), token);
        world.run(&["token"]).ok();
        assert_eq!(world.exchanges(), 1);
    }
}

#[test]
fn the_folder_follows_xdg_config_home_where_that_is_absolute() {
    let world = World::new();
    world.write("elsewhere/github-copilot/hosts.json", fixtures::HOSTS_JSON);
    world.write("relative/github-copilot/hosts.json", fixtures::HOSTS_JSON);
    world.secret("ghu_hostsJsonOctocat000000000000000000000");
    let elsewhere: PathBuf = world.home().join("elsewhere");
    world.cmd(&["token"]).env("XDG_CONFIG_HOME", &elsewhere).run().ok();
    world.cmd(&["token", "--no-cache"]).env("XDG_CONFIG_HOME", "relative").run().fails(4);
}

#[test]
fn a_login_that_is_there_but_broken_is_not_replaced_by_an_older_one_or_another_source() {
    for (name, breakage) in
        [("auth.db", &b"no database"[..]), ("apps.json", b"{\"github.com:x\":"), ("auth.db", &[0x42; 8192])]
    {
        let world = World::new();
        world.write(".config/github-copilot/hosts.json", fixtures::HOSTS_JSON);
        world.write(&format!(".config/github-copilot/{name}"), breakage);
        world.fake_gh_token("gho_fromGh00000000000000");
        let stderr = world.cmd(&["token"]).system_path().run().fails(1);
        assert!(stderr.contains(name), "{stderr}");
        assert_eq!((world.connections(), world.gh_calls().len()), (0, 0));
    }
}

#[test]
fn an_editors_token_of_a_kind_that_is_never_exchanged_is_refused_unasked() {
    let world = World::new();
    let hosts = fixtures::HOSTS_JSON.replace("ghu_", "ghp_");
    world.write(".config/github-copilot/hosts.json", hosts);
    let stderr = world.run(&["token"]).fails(5);
    assert!(stderr.contains("classic personal access token (ghp_): cannot be exchanged"), "{stderr}");
    assert!(stderr.contains("or run 'copilot-token login'"), "{stderr}");
    assert_eq!(world.connections(), 0);
}

#[test]
fn a_login_in_the_keychain_is_named_as_such() {
    let world = World::new();
    if !auth_db(&world, "UPDATE oauth_tokens SET token_schema_version = 1;") {
        return;
    }
    let stderr = world.run(&["token"]).fails(1);
    assert!(stderr.contains("kept encrypted in the OS keychain"), "{stderr}");
    assert!(stderr.contains("run 'copilot-token login'"), "{stderr}");
    let status = world.run(&["status", "--json"]);
    assert!(status.stdout.contains("kept encrypted in the OS keychain"), "{}", status.stdout);
}

#[test]
fn a_new_editor_login_is_seen_at_once() {
    let world = World::new();
    if !auth_db(&world, "") {
        return;
    }
    let first = world.run(&["token"]).ok();
    let database = world.home().join(".config/github-copilot/auth.db");
    let (content, modified) =
        (fs::read(&database).unwrap(), fs::metadata(&database).unwrap().modified().unwrap());
    assert_eq!(world.run(&["token"]).ok(), first);
    assert_eq!(
        (fs::read(&database).unwrap(), fs::metadata(&database).unwrap().modified().unwrap()),
        (content, modified)
    );
    let switch = "UPDATE oauth_tokens SET last_used_at = last_used_at + 1000 WHERE user_login = 'octo-work';";
    world.tool("sqlite3", &[database.to_str().unwrap(), switch]).run();
    assert_ne!(world.run(&["token"]).ok(), first);
    assert_eq!(used(&world), WORK);
}

#[test]
fn a_404_of_the_editors_token_goes_on_to_gh() {
    let world = World::new();
    world.write(".config/github-copilot/hosts.json", fixtures::HOSTS_JSON);
    world.answer_for("ghu_hostsJsonOctocat000000000000000000000", Answer::not_found());
    world.fake_gh_token("gho_fromGh00000000000000");
    assert_eq!(world.cmd(&["token", "--json"]).system_path().run().ok_json()["source"], "gh");
}

/// GitHub names enterprise-managed users NAME_SHORTCODE.
#[test]
fn a_login_that_looks_like_the_start_of_a_token_is_a_login() {
    let world = World::new();
    let insert = "DELETE FROM oauth_tokens; INSERT INTO oauth_tokens
        (auth_authority, oauth_client_id, user_login, scopes, token_ciphertext, token_schema_version,
         source_editor_id, created_at, updated_at, last_used_at)
        VALUES ('github.com', 'x', 'raghu_work', '', X'00', 1, 'vim', 1, 1, 9),
               ('github.com', 'x', 'raghu_private', '', CAST('ghu_private00000000000000000000' AS BLOB), 0, 'vim', 1, 1, 2);";
    world.secret("ghu_private00000000000000000000");
    if !auth_db(&world, insert) {
        return;
    }
    // The last used login is in the keychain; the other is not used instead.
    let stderr = world.run(&["token"]).fails(1);
    assert!(stderr.contains("raghu_work: kept encrypted"), "{stderr}");
    let json = world.run(&["status", "--json", "--user", "raghu_private"]).ok_json();
    assert_eq!(json["github_token"]["login"], "raghu_private");
    world.run(&["token", "--user", "raghu_private"]).ok();
    assert_eq!(used(&world), "ghu_private00000000000000000000");
}
