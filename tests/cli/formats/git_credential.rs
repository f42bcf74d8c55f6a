//! `git-credential`: the protocol of gitcredentials(7), line by line. Tests with the real git are in `git.rs`.

use crate::world::{Answer, Run, World, now};

const TOKEN: &str = "ghu_theTokenOfTheCredentials000000000";
const HOST: &str = "api.individual.githubcopilot.com";

fn ask(world: &World, action: &str, request: impl Into<Vec<u8>>) -> Run {
    world.cmd_as(TOKEN, &["git-credential", action]).stdin(request).run()
}

fn request(host: &str, more: &str) -> String {
    format!("protocol=https\nhost={host}\n{more}\n")
}

/// Asserts an empty answer, no failure, and no connection.
#[track_caller]
fn passed_over(world: &World, run: &Run) {
    run.ok_stdout("");
    assert_eq!(world.connections(), 0, "{run:#?}");
}

#[test]
fn a_host_that_may_be_trusted_but_is_no_api_is_passed_over_whatever_the_login_is_worth() {
    for host in ["telemetry.githubcopilot.com", "proxy.individual.githubcopilot.com"] {
        let world = World::new();
        passed_over(&world, &ask(&world, "get", request(host, "")));
        passed_over(&world, &world.cmd(&["git-credential", "get"]).stdin(request(host, "")).run());
    }
    let world = World::new();
    for host in ["acme.ghe.com", "api.acme.ghe.com"] {
        let words = ["git-credential", "get", "--host", "acme.ghe.com"];
        passed_over(&world, &world.cmd_as(TOKEN, &words).stdin(request(host, "")).run());
    }
}

#[test]
fn the_base_url_of_a_cached_session_is_answered_whatever_its_name() {
    let world = World::new();
    world.answer(Answer::granted().field("endpoints.api", "https://copilot.eu.githubcopilot.com"));
    let token = world.cmd_as(TOKEN, &["token"]).run().ok();
    let run = ask(&world, "get", request("copilot.eu.githubcopilot.com", ""));
    assert!(run.ok().contains(&format!("\npassword={token}\n")));
}

#[test]
fn get_answers_in_the_form_that_was_asked_for() {
    let world = World::new();
    let expires_at = now() + 1800;
    world.answer(Answer::granted().expires_at(expires_at));
    let token = world.cmd_as(TOKEN, &["token"]).run().ok();
    let basic = format!("username=x-access-token\npassword={token}\npassword_expiry_utc={expires_at}\n");
    let bearer = format!(
        "capability[]=authtype\nauthtype=Bearer\ncredential={token}\nephemeral=1\npassword_expiry_utc={expires_at}\n"
    );
    for (more, expected) in [
        ("", &basic),
        ("capability[]=state\n", &basic),
        ("capability[]=authtype\ncapability[]=\n", &basic),
        ("path=models\nwwwauth[]=Bearer realm=\"x\"\nnew_key=new value\nnew[]=\n", &basic),
        ("username=x-access-token\n", &basic),
        ("username=\n", &basic),
        ("capability[]=authtype\ncapability[]=state\n", &bearer),
        ("capability[]=\ncapability[]=authtype\nusername=somebody\n", &bearer),
        // Credentials of another user name are not ours to give.
        ("username=somebody\n", &String::new()),
    ] {
        ask(&world, "get", request(HOST, more)).ok_stdout(expected);
    }
    // Windows line ends, no blank line, no final newline, a host that is overwritten.
    for text in [
        format!("protocol=https\r\nhost={HOST}\r\n\r\n"),
        format!("protocol=https\nhost={HOST}\n"),
        format!("host={HOST}\nprotocol=https"),
        format!("protocol=http\nhost=other.example\nprotocol=https\nhost={HOST}\n\n"),
        format!("protocol=https\nhost={HOST}\n\nhost=evil.example\n\0"),
        format!("url=https://{HOST}/models\n\n"),
    ] {
        ask(&world, "get", text).ok_stdout(&basic);
    }
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn every_spelling_of_a_copilot_api_host_is_answered() {
    let world = World::new();
    let hosts =
        [HOST, "api.githubcopilot.com", "api.business.githubcopilot.com", "api.githubcopilot.com:443"];
    for host in hosts.into_iter().chain(["API.GitHubCopilot.COM"]) {
        assert!(ask(&world, "get", request(host, "")).ok().contains("\npassword=tid="), "{host}");
    }
}

#[test]
fn a_host_that_only_looks_alike_gets_nothing_and_nobody_is_asked() {
    let world = World::new();
    for host in [
        "",
        " ",
        "github.com",
        "api.github.com",
        "githubcopilot.com",
        "evilgithubcopilot.com",
        "api.evilgithubcopilot.com",
        "api-githubcopilot.com",
        "api.githubcopilot.com.evil.example",
        "api.githubcopilot.co",
        "api.githubcopilot.comm",
        "api.githubcopilot.com.",
        "api.githubcopilot.com..",
        ".api.githubcopilot.com",
        "api..githubcopilot.com",
        "api.githubcopilot.com@evil.example",
        "user@api.githubcopilot.com",
        "x-access-token:secret@api.githubcopilot.com",
        "evil.example/api.githubcopilot.com",
        "api.githubcopilot.com/evil",
        "api.githubcopilot.com#evil.example",
        "api.githubcopilot.com?evil.example",
        "api.githubcopilot.com\\evil.example",
        "api.githubcopilot.com%2eevil.example",
        "api.githubcopilot.com evil.example",
        " api.githubcopilot.com",
        "api.githubcopilot.com ",
        "\tapi.githubcopilot.com",
        "[api.githubcopilot.com]",
        "api.g\u{456}thubcopilot.com",
        "api.githubcopilot\u{3002}com",
        "xn--api.githubcopilot.com.evil.example",
        "-.githubcopilot.com",
        "api_x.githubcopilot.com",
        "copilot-api.acme.ghe.com",
        "copilot-api.github.com",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "*",
        "*.githubcopilot.com",
    ] {
        for more in ["", "capability[]=authtype\n"] {
            passed_over(&world, &ask(&world, "get", request(host, more)));
        }
    }
    for port in
        [":", ":80", ":0", ":0443", ":8443", ":+443", ":443:443", ":443x", ":65979", ": 443", ":\u{664}43"]
    {
        passed_over(&world, &ask(&world, "get", request(&format!("{HOST}{port}"), "")));
    }
    // A line that is not UTF-8.
    passed_over(&world, &ask(&world, "get", b"protocol=https\nhost=api.\xff.githubcopilot.com\n\n".to_vec()));
}

#[test]
fn a_neighbour_of_the_api_gets_nothing_either() {
    let world = World::new();
    for host in
        ["proxy.individual.githubcopilot.com", "telemetry.githubcopilot.com", "a.api.githubcopilot.com"]
    {
        ask(&world, "get", request(host, "")).ok_stdout("");
    }
}

#[test]
fn only_https_is_answered() {
    let world = World::new();
    for protocol in ["http", "HTTP", "ftp", "ssh", "git", "smtp", "", "https ", "httpss", "https:"] {
        let text = format!("protocol={protocol}\nhost={HOST}\n\n");
        passed_over(&world, &ask(&world, "get", text));
    }
    for text in [format!("host={HOST}\n\n"), "protocol=https\n\n".to_owned(), "\n".to_owned(), String::new()]
    {
        passed_over(&world, &ask(&world, "get", text));
    }
    passed_over(&world, &ask(&world, "get", format!("url=http://{HOST}/\n\n")));
    passed_over(&world, &ask(&world, "get", format!("url=https://user@{HOST}/\n\n")));
    passed_over(&world, &ask(&world, "get", "url=https://evil.example/api.githubcopilot.com\n\n"));
}

#[test]
fn a_tenant_has_its_own_hosts_and_no_other() {
    let world = World::new();
    world.answer(Answer::granted_ghe("acme"));
    let get = |host: &str| {
        let args = ["git-credential", "get", "--host", "acme.ghe.com"];
        world.cmd_as(TOKEN, &args).stdin(request(host, "")).run().ok()
    };
    for host in [
        "acme.ghe.com.evil.example",
        "copilot-api.other.ghe.com",
        "ghe.com",
        "evilacme.ghe.com",
        "github.com",
    ] {
        assert_eq!(get(host), "", "{host}");
    }
    assert_eq!(world.connections(), 0);
    assert!(get("copilot-api.acme.ghe.com").contains("\npassword=tid="));
    for host in ["api.githubcopilot.com", HOST, "acme.ghe.com", "api.acme.ghe.com"] {
        assert_eq!(get(host), "", "{host}");
    }
}

#[test]
fn what_is_no_request_is_refused_and_never_repeated() {
    let world = World::new();
    let long = |length: usize| [b"path=".to_vec(), vec![b'x'; length - 6], b"\n".to_vec()].concat();
    let whole = |line: &[u8]| [b"protocol=https\n", line, b"host=api.githubcopilot.com\n\n"].concat();
    for line in [
        &b"password=s3cret\0\n"[..],
        b"password=s3cret\rhost=evil.example\n",
        b"password=s3cret\r\r\n",
        b"s3cret without an equals sign\n",
        b"url=s3cret\n",
        &long(65_536),
        &b"path=s3cret\n".repeat(100_000),
    ] {
        for action in ["get", "erase"] {
            let stderr = ask(&world, action, whole(line)).fails(1);
            assert!(!stderr.contains("s3cret") && !stderr.contains("xxx"), "{stderr}");
        }
    }
    assert_eq!(world.connections(), 0);
    assert!(ask(&world, "get", whole(&long(65_535))).ok().contains("password=tid="));
}

#[test]
fn without_a_session_token_there_is_no_answer() {
    let world = World::new();
    world.cmd(&["git-credential", "get"]).stdin(request(HOST, "")).run().fails(4);
    world.answer(Answer::no_access());
    ask(&world, "get", request(HOST, "capability[]=authtype\n")).fails(5);
}

#[test]
fn other_actions_neither_read_nor_ask_nor_answer() {
    let world = World::new();
    for (action, expected) in [
        ("store", ""),
        ("capability", "version 0\ncapability authtype\n"),
        ("reload", ""),
        ("", ""),
        ("GET", ""),
    ] {
        world.cmd_as(TOKEN, &["git-credential", action]).stdin_held().run().ok_stdout(expected);
    }
    world.cmd_as(TOKEN, &["git-credential"]).run().fails_usage();
    assert_eq!(world.connections(), 0);
    assert!(!world.cache_dir().exists());
}

#[test]
fn the_blank_line_ends_a_request_whose_sender_stays() {
    let world = World::new();
    world.install();
    let script = format!(
        "mkfifo line; exec 3<>line; printf 'protocol=https\\nhost={HOST}\\n\\n' >&3; copilot-token git-credential get <line"
    );
    let run = world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN).run();
    assert!(run.ok().contains("\npassword=tid="));
}

#[test]
fn erase_drops_what_was_answered_and_nothing_else() {
    let world = World::new();
    let get = || world.cmd_as(TOKEN, &["token"]).run().ok();
    let token = get();
    for (host, more) in [
        (HOST, String::new()),
        (HOST, "password=another\n".to_owned()),
        (HOST, "password=\n".to_owned()),
        (HOST, format!("password={}\n", &token[..token.len() - 1])),
        (HOST, format!("password={token}x\n")),
        (HOST, format!("credential=another\npassword={token}\n")),
        ("github.com", format!("password={token}\n")),
        ("api.githubcopilot.com.evil.example", format!("password={token}\n")),
        ("proxy.individual.githubcopilot.com", format!("password={token}\n")),
        ("api.githubcopilot.com:8443", format!("password={token}\n")),
    ] {
        ask(&world, "erase", request(host, &more)).ok_stdout("");
        assert_eq!(get(), token, "{host} {more}");
    }
    ask(&world, "erase", format!("protocol=http\nhost={HOST}\npassword={token}\n\n")).ok_stdout("");
    assert_eq!((get(), world.exchanges()), (token.clone(), 1));

    for (host, before) in [
        (HOST, "username=x-access-token\npassword="),
        ("api.githubcopilot.com", "capability[]=authtype\nauthtype=Bearer\ncredential="),
        ("api.githubcopilot.com:443", "password="),
    ] {
        let bad = get();
        ask(&world, "erase", request(host, &format!("{before}{bad}\n"))).ok_stdout("");
        assert_ne!(get(), bad, "{host}");
    }
    assert_eq!(world.exchanges(), 4);
}
