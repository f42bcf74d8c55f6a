//! The proxy variables: curl's order, an unusable one is refused rather than skipped, and none is shown.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::world::{Cmd, World};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";
const PASSWORD: &str = "Pa55-word-nobody-sees";

/// Runs `token` without a proxy variable.
fn cmd<'w>(world: &'w World) -> Cmd<'w> {
    world.cmd_as(TOKEN, &["token"]).env_remove("HTTPS_PROXY")
}

/// Without any proxy. The timeout covers a machine with a network, or with a name server that does not answer.
fn direct<'w>(world: &'w World) -> Cmd<'w> {
    cmd(world).args(["--timeout", "2s"])
}

#[test]
fn a_proxy_that_cannot_be_used_is_refused_and_nothing_connects() {
    let world = World::new();
    world.secret(PASSWORD);
    let address = world.proxy_url();
    let port = address.rsplit(':').next().unwrap();
    for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        for value in [
            "garbage".to_owned(),
            format!("socks5://127.0.0.1:{port}"),
            format!("socks5h://u:{PASSWORD}@127.0.0.1:{port}"),
            format!("socks4://127.0.0.1:{port}"),
            format!("ftp://127.0.0.1:{port}"),
            format!("file:///127.0.0.1:{port}"),
            format!("http://127.0.0.1:{port}/path"),
            format!("http://127.0.0.1:{port}?x"),
            format!("http://127.0.0.1:{port}#x"),
            "http://127.0.0.1:99999".to_owned(),
            "http://127.0.0.1:-1".to_owned(),
            "http://".to_owned(),
            format!("http://u:{PASSWORD}%zz@127.0.0.1:{port}"),
            format!("http://u:{PASSWORD}%0d%0aX:y@127.0.0.1:{port}"),
            format!("http://127.0.0.1:{port}\r\nX: y"),
            "http://[::1".to_owned(),
            " ".to_owned(),
        ] {
            let stderr = cmd(&world).env(name, &value).arg("-v").run();
            assert_eq!((stderr.code, stderr.stdout.as_str()), (1, ""), "{value:?}: {stderr:#?}");
            let quiet = cmd(&world).env(name, &value).run().fails(1);
            assert!(quiet.contains(&format!("unusable proxy setting in {name}")), "{value:?}: {quiet}");
            assert!(value.len() < 20 || !stderr.stderr.contains(&value), "{value:?}");
        }
    }
    assert_eq!(world.connections(), 0);
}

#[test]
fn the_particular_comes_before_the_general_and_lower_case_first() {
    let world = World::new();
    let order = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    for (i, first) in order.iter().enumerate() {
        // Later variables are unusable, and not read.
        let cmd = order[i + 1..].iter().fold(cmd(&world), |cmd, later| cmd.env(later, "garbage"));
        // Earlier variables are empty, which counts as unset.
        let cmd = order[..i].iter().fold(cmd, |cmd, earlier| cmd.env(earlier, ""));
        cmd.env(first, world.proxy_url()).arg("--no-cache").run().ok();
        assert_eq!(world.connections(), i + 1, "{first}");
    }
    // HTTP_PROXY is for plain HTTP, and a CGI request could set it.
    let direct = direct(&world).env("HTTP_PROXY", "garbage").env("http_proxy", "garbage").run();
    direct.fails(3);
    assert_eq!(world.connections(), order.len());
}

#[test]
fn no_proxy_goes_past_the_proxy() {
    let world = World::new();
    for list in ["api.github.com", ".github.com", "github.com.", "*", "x, GITHUB.com ,y"] {
        let run = direct(&world).env("HTTPS_PROXY", world.proxy_url()).env("NO_PROXY", list).run();
        // If GitHub is reachable from here, it rejects the token.
        assert!([3, 4].contains(&run.code), "{run:#?}");
    }
    assert_eq!(world.connections(), 0);
    for (i, list) in
        ["hub.com", "evil-github.com", "api.github.com:8443", "github.com.evil.example", ",", " "]
            .iter()
            .enumerate()
    {
        let cmd = cmd(&world).env("HTTPS_PROXY", world.proxy_url()).env("NO_PROXY", list);
        cmd.arg("--no-cache").run().ok();
        assert_eq!(world.connections(), i + 1, "{list}");
    }
    // The lower-case variable takes precedence.
    let both = cmd(&world).env("HTTPS_PROXY", world.proxy_url()).env("no_proxy", "x").env("NO_PROXY", "*");
    both.arg("--no-cache").run().ok();
}

#[test]
fn a_proxy_gets_its_login_and_nothing_of_ours() {
    let world = World::new();
    world.proxy_login("us er", &format!("{PASSWORD}@:/%"));
    let login = format!("us%20er:{PASSWORD}%40%3a%2F%25");
    cmd(&world).env("HTTPS_PROXY", world.proxy_url_with(&login)).run().ok();
    let connect = &world.connects()[0];
    assert_eq!(connect.target, "api.github.com:443");
    assert_eq!(connect.login.as_deref(), Some(format!("us er:{PASSWORD}@:/%").as_str()));
    for (name, value) in &connect.headers {
        assert!(!value.contains(TOKEN) && !name.eq_ignore_ascii_case("authorization"), "{name}");
    }
    assert_eq!(world.requests()[0].header("proxy-authorization"), None);
}

#[test]
fn a_proxy_that_wants_a_login_is_named_by_its_variable() {
    let world = World::new();
    world.proxy_login("user", PASSWORD);
    for url in [world.proxy_url(), world.proxy_url_with("user:wrong-Pa55word"), world.proxy_url_with("user")]
    {
        let stderr = cmd(&world).env("ALL_PROXY", &url).run().fails(3);
        assert!(stderr.contains(" (ALL_PROXY) wants a login (407)"), "{stderr}");
        // Names the proxy without user and password.
        assert!(stderr.contains(&world.proxy_url().replace("http://", "the proxy ")), "{stderr}");
        assert!(!stderr.contains("wrong-") && !stderr.contains("user:"), "{stderr}");
    }
    assert_eq!((world.requests().len(), world.handshakes()), (0, 0));
}

/// A proxy that answers the CONNECT with `bytes`, repeated until the client closes.
fn rude_proxy(beginning: &'static str, bytes: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(beginning.as_bytes());
            let more = bytes.repeat(1000);
            while stream.write_all(more.as_bytes()).is_ok() {}
        }
    });
    url
}

#[test]
fn a_proxy_that_floods_or_babbles_is_left() {
    let world = World::new();
    for (beginning, bytes) in [
        ("HTTP/1.1 200 OK\r\n", "X-More: and more\r\n"),
        ("HTTP/1.1 200 ", "xxxxxxxxxxxxxxxx"),
        ("", "\0\u{1b}]0;evil\u{7}"),
        ("HTTP/1.1 200 OK\r\n\r\n", "not TLS at all "),
        ("HTTP/1.1 403 No\u{1b}[31m\r\n\r\n", "go away "),
        ("SSH-2.0-OpenSSH_9\r\n", "x"),
    ] {
        let stderr = cmd(&world).env("HTTPS_PROXY", rude_proxy(beginning, bytes)).run().fails(3);
        assert!(!stderr.contains("evil") && !stderr.contains("[31m"), "{stderr}");
    }
}

#[test]
fn a_proxy_where_nobody_listens_is_tried_twice_and_named() {
    let world = World::new();
    let dead = format!("http://u:{PASSWORD}@{}", World::dead_address());
    world.secret(PASSWORD);
    let stderr = cmd(&world).env("HTTPS_PROXY", &dead).run().fails(3);
    assert!(stderr.contains("HTTPS_PROXY") && stderr.contains("cannot reach"), "{stderr}");
}

#[test]
fn what_keeps_from_the_proxy_is_said_of_the_proxy() {
    let world = World::new();
    world.secret(PASSWORD);
    let dead = World::dead_address();
    for (value, said) in [
        (
            "http://proxy.invalid:3128",
            "cannot reach the proxy proxy.invalid:3128 (HTTPS_PROXY): DNS lookup failed".to_owned(),
        ),
        (
            &format!("http://u:{PASSWORD}@{dead}"),
            format!("cannot reach the proxy {dead} (HTTPS_PROXY): connection refused"),
        ),
        (
            &rude_proxy("HTTP/1.1 400 Bad Request\r\n\r\n", "x").replace("http://", "https://"),
            "api.github.com or the proxy 127.0.0.1:".to_owned(),
        ),
    ] {
        let stderr = cmd(&world).env("HTTPS_PROXY", value).run().fails(3);
        assert!(stderr.contains(&said), "{value}: {stderr}");
    }
}

#[test]
fn a_star_among_others_lets_nothing_past_the_proxy() {
    let world = World::new();
    for list in ["x,*", "*,x", "*.github.com", "*.com", "github.com:443"] {
        cmd(&world).env("HTTPS_PROXY", world.proxy_url()).env("NO_PROXY", list).run().ok();
        world.run(&["clear-cache"]).ok();
    }
    assert_eq!(world.exchanges(), 5);
}
