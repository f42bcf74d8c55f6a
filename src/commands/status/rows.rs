//! The table of `status` for people.
#![expect(clippy::disallowed_methods, reason = "checks whether stdout is a terminal")]

use std::io::{self, IsTerminal};
use std::time::Duration;

use super::online::OnlineState;
use super::{CacheState, GitHubToken, LastFailure, Session, Status};
use crate::dirs;
use crate::github::quota::Quota;
use crate::github::route;
use crate::resolver::status::State;
use crate::text;

/// The longest value in the table, in bytes.
const WIDEST: usize = 300;
/// The width of a quota's bar, in characters.
const BAR: usize = 10;
/// A terminal with fewer columns gets no bars.
const WIDE: usize = 80;
/// The longest label that is not the name of a quota, in characters.
const LABEL: usize = "session token".len();

type Rows = Vec<(String, String)>;

pub fn of(status: &Status) -> Rows {
    let mut rows = Vec::new();
    let plain = io::stdout().is_terminal() && !dirs::locale_is_utf8();
    let mut row = |label: &str, value: String| {
        let value = text::one_line(&value, WIDEST);
        rows.push((label.to_owned(), if plain { value.replace('…', "...") } else { value }));
    };
    row("version", env!("CARGO_PKG_VERSION").to_owned());
    row("host", status.host.clone());
    if let Some(name) = &status.ignored_gh_host {
        row("", format!("GH_HOST={name} is ignored: neither github.com nor SUBDOMAIN.ghe.com"));
    }
    row("access", status.access.to_owned());
    let refused_until = status.last_failure.as_ref().and_then(|failed| failed.retry_after.as_deref());
    let none = || "none found".to_owned();
    row(
        "GitHub token",
        status.github_token.as_ref().map_or_else(none, |token| github_token(token, refused_until)),
    );
    session_rows(status, &mut row);
    row("cache", cache(&status.cache));
    row("network", route::described(&status.host));
    if let Some(failure) = &status.last_failure {
        row("last failure", failure.message.clone());
        row("", when(failure));
    }
    for (i, source) in status.sources.iter().enumerate() {
        let detail = source.detail.iter().map(|detail| format!(": {detail}")).collect::<String>();
        let state = if source.state == State::NotAsked.name() { "not asked" } else { source.state };
        row(if i == 0 { "sources" } else { "" }, format!("{} {state}{detail}", source.name));
    }
    if let Some(online) = &status.online {
        let cached = status.session.as_ref().and_then(|session| session.login.as_deref());
        online_rows(online, cached, &mut row);
    }
    if let Some(step) = next_step(status) {
        row("next", step.to_owned());
    }
    rows
}

fn session_rows(status: &Status, row: &mut impl FnMut(&str, String)) {
    let Some(session) = &status.session else {
        return match status.access {
            "direct" if status.online.is_some() => {}
            "direct" => row("account", "not asked yet".to_owned()),
            _ => row("session token", "none cached".to_owned()),
        };
    };
    let or_unknown = |name: &Option<String>| name.clone().unwrap_or_else(|| "unknown".to_owned());
    // The rows of `--online`, further below, show the account, and its plan if GitHub has just named it.
    let told = status.online.as_ref().is_some_and(|online| online.account_error.is_none());
    if session.access != "direct" {
        row("session token", session_token(session));
    } else if status.online.is_none() {
        row("account", or_unknown(&session.login));
    }
    row("base URL", session.base_url.clone());
    if session.access == "direct" {
        row("token expires", session.expires.clone().unwrap_or_else(|| "not known".to_owned()));
    }
    if !told {
        row("plan", or_unknown(&session.sku));
    }
}

fn github_token(token: &GitHubToken, refused_until: Option<&str>) -> String {
    let kind = token.kind.map_or("of unknown kind".to_owned(), |kind| format!("{kind}…"));
    let login = token.login.iter().map(|login| format!(" of {login}")).collect::<String>();
    let refused = match refused_until.filter(|_| token.refused) {
        Some(moment) => format!(": refused by GitHub, asked again after {moment}"),
        None => String::new(),
    };
    format!("{kind}{login} from {}{refused}", token.source)
}

fn session_token(session: &Session) -> String {
    let seconds_left = session.seconds_left.unwrap_or_default();
    let left = humantime::format_duration(Duration::from_secs(seconds_left));
    let state = match (session.valid, seconds_left) {
        (true, _) => "valid",
        (false, 60..) => "ageing",
        (false, _) => "expired",
    };
    format!("{state}, {left} left (until {})", session.expires.as_deref().unwrap_or("unknown"))
}

fn cache(cache: &CacheState) -> String {
    let path = cache.path.iter().map(String::as_str).chain(cache.problem.as_deref());
    path.collect::<Vec<_>>().join(": ")
}

fn when(failure: &LastFailure) -> String {
    let later = failure.retry_after.iter().map(|moment| format!(", asked again after {moment}"));
    format!("{} at {}{}", failure.code, failure.at, later.collect::<String>())
}

/// The user's next step if no credential is usable. For a refused token, the hint of `--online` is newer and stands
/// alone.
fn next_step(status: &Status) -> Option<&str> {
    match &status.github_token {
        Some(token) if !token.refused => None,
        Some(_) if status.online.as_ref().is_some_and(|online| online.api.hint.is_some()) => None,
        _ => Some(status.next.as_deref().unwrap_or("run 'copilot-token login', or set COPILOT_GITHUB_TOKEN")),
    }
}

/// `cached` is the account's name as it was when GitHub was last asked.
fn online_rows(online: &OnlineState, cached: Option<&str>, row: &mut impl FnMut(&str, String)) {
    match &online.account_error {
        Some(reason) => row("account", format!("{}: {reason}", cached.unwrap_or("unknown"))),
        None => {
            let plan = [&online.plan, &online.sku].map(|name| name.as_deref().unwrap_or("unknown"));
            row("account", online.login.clone().unwrap_or_else(|| "unknown".to_owned()));
            row("plan", format!("{} ({})", plan[0], plan[1]));
        }
    }
    let what = if online.token_based_billing == Some(true) { " credits" } else { "" };
    let quotas = online.quotas.as_deref().unwrap_or_default();
    let label = quotas.iter().map(|quota| quota.name.len()).max().unwrap_or(0).max(LABEL) + 2;
    // A bar that does not fit into its row is omitted.
    let room = columns_for_bars().map(|columns| columns.saturating_sub(label));
    for quota in quotas {
        let row_of = |bar| shown(quota, what, online.resets.as_deref(), bar);
        let with_bar =
            room.map(|room| (room, row_of(true))).filter(|(room, text)| text.chars().count() <= *room);
        row(&quota.name.replace('_', " "), with_bar.map_or_else(|| row_of(false), |(_, text)| text));
    }
    let api = &online.api;
    row(
        "Copilot API",
        match (&api.error, api.models) {
            (Some(error), _) => error.clone(),
            (None, models) => format!("takes the credential ({} models)", models.unwrap_or_default()),
        },
    );
    if let Some(hint) = &api.hint {
        row("", hint.clone());
    }
}

/// `206.5 of 300 used ███████░░░ resets 2026-12-01`.
fn shown(quota: &Quota, what: &str, resets: Option<&str>, bar: bool) -> String {
    if quota.unlimited {
        return "unlimited".to_owned();
    }
    let mut parts = Vec::new();
    match (quota.used, quota.entitlement, quota.remaining) {
        (Some(used), Some(all), _) => {
            parts.push(format!("{} of {}{what} used", number(used), number(all)));
            if bar && all > 0.0 {
                parts.push(bar_of(used / all));
            }
        }
        (_, Some(all), _) => parts.push(format!("{}{what} a month, use unknown", number(all))),
        (_, None, Some(left)) => parts.push(format!("{}{what} left", number(left))),
        (_, None, None) => match quota.percent_remaining {
            Some(left) => {
                parts.push(format!("{}% used", number(100.0 - left)));
                if bar {
                    parts.push(bar_of(1.0 - left / 100.0));
                }
            }
            None => parts.push("unknown".to_owned()),
        },
    }
    match (quota.overage > 0.0, quota.overage_permitted) {
        (true, permitted) => {
            let billed = if permitted { ", billed" } else { "" };
            parts.push(format!("{} over{billed}", number(quota.overage)));
        }
        (false, true) => parts.push("overage allowed".to_owned()),
        (false, false) => {}
    }
    parts.extend(resets.map(|date| format!("resets {date}")));
    parts.join(" ")
}

fn bar_of(share: f64) -> String {
    // Clamped and rounded, so the cast is exact.
    let full = ((share.clamp(0.0, 1.0) * BAR as f64).round() as usize).min(BAR);
    "█".repeat(full) + &"░".repeat(BAR - full)
}

/// At most two decimals, without trailing zeros.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The width of stdout if it is a terminal that is wide enough for bars and shows UTF-8.
fn columns_for_bars() -> Option<usize> {
    let shows = io::stdout().is_terminal() && dirs::locale_is_utf8();
    if shows { columns().filter(|columns| *columns >= WIDE) } else { None }
}

#[cfg(unix)]
fn columns() -> Option<usize> {
    rustix::termios::tcgetwinsize(io::stdout()).ok().map(|size| size.ws_col.into())
}

#[cfg(not(unix))]
fn columns() -> Option<usize> {
    Some(WIDE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(entitlement: Option<f64>, remaining: Option<f64>, overage: f64, permitted: bool) -> Quota {
        let used = entitlement.zip(remaining).map(|(all, left)| all - left);
        Quota {
            name: "x".to_owned(),
            entitlement,
            remaining,
            used,
            percent_remaining: None,
            unlimited: false,
            overage_permitted: permitted,
            overage,
        }
    }

    #[test]
    fn a_quota_says_what_is_known_and_nothing_else() {
        for (quota, bar, expected) in [
            (
                quota(Some(300.0), Some(93.5), 0.0, false),
                true,
                "206.5 of 300 used ███████░░░ resets 2026-12-01",
            ),
            (quota(Some(300.0), Some(93.5), 0.0, false), false, "206.5 of 300 used resets 2026-12-01"),
            (
                quota(Some(300.0), Some(0.0), 1.0, true),
                true,
                "300 of 300 used ██████████ 1 over, billed resets 2026-12-01",
            ),
            (
                quota(Some(300.0), Some(300.0), 0.0, true),
                true,
                "0 of 300 used ░░░░░░░░░░ overage allowed resets 2026-12-01",
            ),
            (quota(Some(0.0), Some(0.0), 0.0, false), true, "0 of 0 used resets 2026-12-01"),
            (quota(Some(50.0), None, 0.0, false), true, "50 a month, use unknown resets 2026-12-01"),
            (quota(None, Some(12.25), 0.0, false), true, "12.25 left resets 2026-12-01"),
            (quota(None, None, 0.0, false), true, "unknown resets 2026-12-01"),
        ] {
            assert_eq!(shown(&quota, "", Some("2026-12-01"), bar), expected);
        }
        let unlimited = Quota { unlimited: true, ..quota(None, None, 0.0, false) };
        assert_eq!(shown(&unlimited, "", Some("2026-12-01"), true), "unlimited");
        let percent = Quota { percent_remaining: Some(40.0), ..quota(None, None, 0.0, false) };
        assert_eq!(shown(&percent, "", None, true), "60% used ██████░░░░");
        assert_eq!(shown(&percent, " credits", None, false), "60% used");
        assert_eq!(
            shown(&quota(Some(7.0), Some(3.0), 0.0, false), " credits", None, false),
            "4 of 7 credits used"
        );
    }
}
