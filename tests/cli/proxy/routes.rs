//! The route to the API: the same proxy and the same certificates as for GitHub.

use super::{TOKEN, serve, started};
use crate::world::{Fault, World};

#[test]
fn the_api_is_reached_through_the_proxy_of_the_environment_with_its_login() {
    let world = World::new();
    world.copilot_api();
    world.proxy_login("user", "pa%ss");
    let proxy_url = world.proxy_url_with("user:pa%25ss");
    let running = world.cmd_as(TOKEN, &["serve"]).env("HTTPS_PROXY", proxy_url).spawn();
    let proxy = started(&world, running);
    assert_eq!(proxy.get("/v1/models").status, 200);
    let connects = world.connects();
    let last = connects.last().unwrap();
    assert_eq!(last.target, "api.individual.githubcopilot.com:443");
    assert_eq!(last.login.as_deref(), Some("user:pa%ss"));
}

#[test]
fn each_fault_on_the_way_is_told_as_an_error_that_may_pass() {
    for fault in [
        Fault::RefuseConnect(403),
        Fault::RefuseConnect(407),
        Fault::RefuseConnect(502),
        Fault::CloseConnect,
        Fault::CloseTls,
        Fault::ResetTls,
        Fault::PlainText,
        Fault::WrongHostCert,
        Fault::ExpiredCert,
        Fault::UnknownCa,
    ] {
        let world = World::new();
        let api = world.copilot_api();
        world.cmd_as(TOKEN, &["token"]).run().ok();
        let proxy = serve(&world, &[]);
        world.fault(fault);
        let reply = proxy.get("/v1/models");
        assert_eq!((reply.status, reply.code().as_str()), (503, "unavailable"), "{fault:?}: {reply:?}");
        assert!(reply.header("retry-after").is_some());
        assert_eq!(api.requests().len(), 0, "{fault:?}");
        world.no_fault();
        assert_eq!(proxy.get("/v1/models").status, 200, "{fault:?}");
        proxy.end();
    }
}

#[test]
fn a_way_that_leads_nowhere_is_given_up_after_the_timeout() {
    let world = World::new();
    world.copilot_api();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let proxy = serve(&world, &["--timeout", "300ms"]);
    for fault in [Fault::StallConnect, Fault::StallTls, Fault::DripConnect] {
        world.fault(fault);
        let reply = proxy.get("/v1/models");
        assert_eq!((reply.status, reply.code().as_str()), (503, "unavailable"), "{fault:?}: {reply:?}");
    }
    world.no_fault();
    assert_eq!(proxy.get("/v1/models").status, 200);
}

#[test]
fn an_idle_connection_that_the_api_has_closed_is_replaced() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let body = r#"{"model":"m"}"#;
    for _ in 0..5 {
        let closes = crate::world::Answer::status(200, "{}").header("Connection", "close");
        api.answer_next(closes);
        assert_eq!(proxy.post("/v1/chat/completions", body).status, 200);
        // Closes without announcing it, right after the answer.
        api.answer_next(crate::world::Answer::status(200, "{}").without_length());
        assert_eq!(proxy.post("/v1/chat/completions", body).status, 200);
    }
    assert_eq!(api.requests().len(), 10);
}

#[test]
fn a_proxy_setting_that_cannot_be_used_is_an_error_and_not_gone_around() {
    let world = World::new();
    world.copilot_api();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let connections = world.connections();
    let running = world.cmd_as(TOKEN, &["serve"]).env("HTTPS_PROXY", "socks5://127.0.0.1:1").spawn();
    let proxy = started(&world, running);
    let reply = proxy.get("/v1/models");
    assert_eq!((reply.status, reply.code().as_str()), (500, "error"));
    assert_eq!(world.connections(), connections);
}
