//! The wording of the resolver's own failures. Also completes GitHub's failures with the name of the source, and with a
//! note if they are remembered.

use std::time::Duration;

use super::flight::Age;
use super::{Refused, Walk, is_explicit};
use crate::absent::{Absent, Why};
use crate::credential::Credential;
use crate::failure::{Code, Failure};
use crate::settings::Settings;
use crate::sources::{Source, file};

/// The longest list of sources that fits into a failure's line, in bytes.
const LONGEST_LIST: usize = 155;

/// `failure` with the name of the source that holds the GitHub token now.
pub fn rendered(source: Source, failure: &Failure, settings: &Settings) -> Failure {
    let name = match (source, &settings.github_token_file) {
        (Source::File, Some(file)) => file::name(file),
        _ => source.name().to_owned(),
    };
    failure.with_source(&name, &sign_in_again(source), &login_instead(source))
}

/// How to replace a GitHub token that GitHub does not know.
fn sign_in_again(source: Source) -> String {
    match source {
        Source::Gh => "run 'gh auth login'".to_owned(),
        Source::Editor => "sign in to Copilot in the editor again".to_owned(),
        Source::Login => "run 'copilot-token login'".to_owned(),
        Source::File => "replace it".to_owned(),
        Source::Variable(name) => format!("replace it, or unset {name}"),
    }
}

/// A variable and a file come before the login of `copilot-token login`, so they have to go first.
fn login_instead(source: Source) -> String {
    let first = match source {
        Source::Variable(name) => format!("unset {name} and "),
        Source::File => format!("leave out --{} and ", file::NAME),
        Source::Login | Source::Editor | Source::Gh => String::new(),
    };
    format!("{first}sign in with 'copilot-token login'")
}

/// `failure` with a note on when GitHub gave it, if it is remembered.
#[cold]
pub fn remembered(failure: Failure, age: Option<Age>) -> Failure {
    let Some(Age { ago, left }) = age else { return failure };
    // The note says when GitHub is asked again. The hint of a rate limit says what was left at first.
    let failure = if failure.code == Code::Unavailable { Failure { hint: None, ..failure } } else { failure };
    let rounded = |ms: i64| {
        let seconds = u64::try_from(ms).unwrap_or(0).div_ceil(1000);
        let whole = if seconds < 120 { seconds } else { seconds.div_ceil(60) * 60 };
        humantime::format_duration(Duration::from_secs(whole)).to_string().replace(' ', "")
    };
    let note = format!(
        "answered {} ago, asked again in {} or by 'copilot-token refresh'",
        rounded(ago),
        rounded(left)
    );
    failure.remembered(&note)
}

/// The failure if no source gave a credential.
#[cold]
pub fn nothing_usable(settings: &Settings, walk: &Walk) -> Failure {
    let Some(Refused { age, .. }) = walk.refused.first() else {
        return nothing_found(settings, &walk.absent);
    };
    // The user named this GitHub token, so the other sources do not matter.
    if let Some(Refused { failure, age, .. }) =
        walk.refused.iter().find(|refused| is_explicit(refused.holder.source, settings))
    {
        return remembered(failure.clone(), *age);
    }
    let failure = Failure::no_copilot_access(format!("no usable GitHub token ({})", listed(&walk.absent)));
    let hint = "run 'copilot-token login', or use --access direct; 'copilot-token status' shows each source";
    remembered(failure.hint(hint), *age)
}

fn nothing_found(settings: &Settings, absent: &[(Source, Absent)]) -> Failure {
    let hint = if settings.user.is_some() {
        "--user takes one of the logins that a source has; without it, the login used last is taken"
    } else if settings.sources.len() < 4 {
        "run 'copilot-token login', or look in more places without --sources; 'copilot-token status' shows them"
    } else {
        "run 'copilot-token login', or set COPILOT_GITHUB_TOKEN; 'copilot-token status' shows where it looked"
    };
    Failure::unauthenticated(format!("no GitHub token found ({})", listed(absent))).hint(hint)
}

/// The failure if GitHub issued the session token for less time than requested.
#[cold]
pub fn issued_short(credential: &Credential, min_validity: Duration) -> Failure {
    let life = Duration::from_secs(credential.issued_for.unwrap_or_default().as_secs());
    // A token that is issued for as long as requested has a little less left when it arrives.
    let compared = if life < min_validity { "less" } else { "not more" };
    let [life, asked] = [life, min_validity].map(humantime::format_duration);
    Failure::error(format!(
        "GitHub currently issues session tokens for {life}, {compared} than the {asked} requested"
    ))
    .hint("use a smaller --min-validity")
}

/// The failure if direct access would hand out a GitHub token that expires sooner than requested.
#[cold]
pub fn not_renewed(left: Duration, min_validity: Duration) -> Failure {
    let left = humantime::format_duration(Duration::from_secs(left.as_secs()));
    let asked = humantime::format_duration(min_validity);
    Failure::unavailable(format!("the GitHub token ends in {left}, less than the {asked} requested"))
        .hint("try again in a minute, or use a smaller --min-validity")
}

/// Lists `SOURCE: reason` for each source. If the list is too long for a line, the reasons lose their details, but
/// every source is still named.
fn listed(absent: &[(Source, Absent)]) -> String {
    let whole = grouped(absent, Absent::to_string);
    if whole.len() <= LONGEST_LIST { whole } else { grouped(absent, |absent| absent.brief.to_string()) }
}

/// Groups the sources that have the same reason, and all variables that are not set.
fn grouped(absent: &[(Source, Absent)], shown: fn(&Absent) -> String) -> String {
    let (unset, others): (Vec<_>, Vec<_>) = absent.iter().partition(|(_, absent)| absent.why == Why::Unset);
    let mut parts: Vec<(String, String)> = Vec::new();
    for (source, absent) in &others {
        let reason = shown(absent);
        match parts.iter_mut().find(|(_, shared)| *shared == reason) {
            Some((names, _)) => names.push_str(&format!(", {}", source.name())),
            None => parts.push((source.name().to_owned(), reason)),
        }
    }
    let mut list: Vec<String> = parts.iter().map(|(names, reason)| format!("{names}: {reason}")).collect();
    if !unset.is_empty() {
        let any = others.iter().any(|(source, _)| matches!(source, Source::Variable(_)));
        let other = if any { "other " } else { "" };
        list.insert(0, format!("env: no {other}variable set"));
    }
    list.join("; ")
}
