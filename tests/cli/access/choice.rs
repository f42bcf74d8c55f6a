//! How the access is chosen, which headers go with it to the Copilot API, and how tenants differ.

use super::{
    BUSINESS_URL, ENTERPRISE_URL, GENERAL_URL, GHO, GHP, GHU, OTHER, PAT, account, assert_none_on_disk, ghs,
    tells, world,
};
use crate::world::{Answer, fixtures, installed};

#[test]
fn the_variable_chooses_the_access_and_the_option_overrides_it() {
    for (variable, option, access) in [
        ("", None, "exchange"),
        ("exchange", None, "exchange"),
        ("direct", None, "direct"),
        ("auto", None, "exchange"),
        ("direct", Some("exchange"), "exchange"),
        ("exchange", Some("direct"), "direct"),
    ] {
        let world = world();
        let option = option.map(|access| vec!["--access", access]).unwrap_or_default();
        let cmd = world.cmd_as(GHU, &["base-url", "--json"]).args(option);
        let json = cmd.env("COPILOT_TOKEN_ACCESS", variable).run().ok_json();
        assert_eq!(json["access"], access, "{variable}");
    }
    let world = world();
    let run = world.cmd_as(GHU, &["token"]).env("COPILOT_TOKEN_ACCESS", "both").run();
    let stderr = run.fails_usage();
    assert!(
        stderr.contains("COPILOT_TOKEN_ACCESS") && stderr.contains("exchange, direct or auto"),
        "{stderr}"
    );
    world.cmd_as(GHU, &["token", "--access", "both"]).run().fails_usage();
    assert_eq!(world.connections(), 0);
}

#[test]
fn the_refusal_of_a_kind_names_both_ways_out() {
    for token in [GHO, PAT, &ghs(), OTHER] {
        let world = world();
        let stderr = world.cmd_as(token, &["token"]).run().fails(5);
        assert!(stderr.contains("copilot-token login") && stderr.contains("--access direct"), "{stderr}");
    }
}

#[test]
fn a_classic_token_is_refused_by_every_access_where_it_was_named() {
    for access in ["exchange", "direct", "auto"] {
        let world = world();
        let args = ["token", "--access", access];
        let cmd = world.cmd(&args).env("COPILOT_GITHUB_TOKEN", GHP).env("GH_TOKEN", GHU);
        assert!(cmd.run().fails(5).contains("COPILOT_GITHUB_TOKEN holds a classic personal access token"));
        let file = world.scratch_file("token", GHP);
        world.secret(GHP);
        world.cmd(&args).arg("--github-token-file").arg(&file).run().fails(5);
        // In any other variable it is skipped.
        let json = world.cmd_as(GHP, &["base-url", "--json", "--access", access]).env("GITHUB_TOKEN", GHU);
        assert_eq!(json.run().ok_json()["source"], "GITHUB_TOKEN");
    }
}

#[test]
fn the_api_takes_exactly_what_headers_prints() {
    if !installed(&["curl"]) {
        return;
    }
    for (token, access, host) in [
        (GHU, "exchange", ENTERPRISE_URL),
        (GHU, "direct", BUSINESS_URL),
        (GHU, "auto", ENTERPRISE_URL),
        (GHO, "direct", BUSINESS_URL),
        (GHO, "auto", BUSINESS_URL),
        (PAT, "direct", BUSINESS_URL),
        (PAT, "auto", BUSINESS_URL),
        (&ghs(), "direct", GENERAL_URL),
        (&ghs(), "auto", GENERAL_URL),
    ] {
        let world = world();
        let api = world.copilot_api();
        api.accept(token);
        world.install();
        for script in [
            "copilot-token headers | curl -sS -f -H @- \"$(copilot-token base-url)/models\"",
            "copilot-token headers --format curl | curl -sS -f --config - \"$(copilot-token base-url)/models\"",
            "copilot-token env -e T=token -e U=base-url -e H=headers --shell sh >env; . ./env; \
             echo \"$H\" | curl -sS -f -H @- -H \"Authorization: Bearer $T\" \"$U/models\"",
        ] {
            let cmd = world.tool("sh", &["-c", script]).env("GH_TOKEN", token);
            cmd.env("COPILOT_TOKEN_ACCESS", access).run().ok_stdout(fixtures::MODELS);
        }
        std::fs::remove_file(world.home().join("env")).unwrap();
        assert_none_on_disk(&world);
        assert!(api.requests().iter().all(|request| format!("https://{}", request.host) == host));
    }
}

#[test]
fn the_users_integration_goes_with_every_access() {
    for (token, access) in [(GHU, "exchange"), (GHO, "direct"), (GHO, "auto")] {
        let world = world();
        let cmd = world.cmd_as(token, &["base-url", "--json", "--access", access]);
        let json = cmd.env("COPILOT_INTEGRATION_ID", "my-own").run().ok_json();
        assert_eq!(json["headers"]["Copilot-Integration-Id"], "my-own");
        assert!(world.requests().iter().all(|r| r.header("copilot-integration-id") == Some("my-own")));
    }
}

#[test]
fn a_tenants_account_names_the_tenants_base_url() {
    let world = world();
    tells(&world, |request| {
        assert_eq!(request.host, "api.acme.ghe.com");
        Answer::status(200, include_str!("../../fixtures/user-ghe.json"))
    });
    for token in [GHO, &ghs()] {
        for access in ["direct", "auto"] {
            let args = ["base-url", "--host", "acme.ghe.com", "--access", access];
            assert_eq!(world.cmd_as(token, &args).run().ok(), "https://copilot-api.acme.ghe.com");
        }
    }
    // An answer about the tenant's account is not used for github.com.
    tells(&world, |_| account());
    assert_eq!(world.cmd_as(GHO, &["base-url", "--access", "direct"]).run().ok(), BUSINESS_URL);
}
