//! The test world's Copilot API refuses what the real one refuses.

use super::client::{ask, connect, handshake, receive};
use crate::world::World;

const HOST: &str = "api.individual.githubcopilot.com";

fn get_models(world: &World, host: &str, token: &str, headers: &str) -> u16 {
    let mut tls = handshake(connect(world, host, "").unwrap(), host).unwrap();
    ask(&mut tls, host, "/models", token, headers).unwrap();
    receive(&mut tls).unwrap().status
}

#[test]
fn a_credential_counts_with_its_own_host_and_integration() {
    let world = World::new();
    let api = world.copilot_api();
    world.cmd_as("ghu_copilotApiOfTheWorld000000000000", &["token"]).run().ok();
    let session = world.issued().remove(0);
    let (pat, app) = ("github_pat_copilotApi00000000000000000", "ghs_copilotApi00000000000000000000000");
    api.accept(pat);
    api.accept(app);
    let editor = "Editor-Version: vscode/1.107.0\r\n";
    let chat = format!("{editor}Copilot-Integration-Id: vscode-chat\r\n");
    let cli = format!("{editor}Copilot-Integration-Id: copilot-developer-cli\r\n");
    for (host, token, headers, status) in [
        (HOST, session.as_str(), chat.as_str(), 200),
        (HOST, &session, &cli, 400),
        (HOST, &session, editor, 400),
        (HOST, &session, "", 400),
        (HOST, &session, &(chat.clone() + editor), 400),
        ("api.business.githubcopilot.com", &session, &chat, 421),
        (HOST, "tid=unknown", &chat, 401),
        (HOST, pat, &cli, 200),
        (HOST, pat, &chat, 400),
        (HOST, app, &chat, 400),
        (HOST, app, &cli, 200),
    ] {
        assert_eq!(get_models(&world, host, token, headers), status, "{host} {headers}");
    }
    api.revoke(&session);
    assert_eq!(get_models(&world, HOST, &session, &chat), 401);
    assert_eq!(api.requests().len(), 12);
}
