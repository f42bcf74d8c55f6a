//! The sentences of the resolver's own failures, and the last touch to those of GitHub: which source it was about, and
//! that the answer is not new.

use std::time::Duration;

use super::flight::Age;
use super::{Refused, Walk, is_explicit};
use crate::absent::{Absent, Why};
use crate::credential::Credential;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::sources::{Source, file};

/// What fits into a failure's line beside the sentence around it, in bytes.
const LONGEST_LIST: usize = 155;

/// `failure` with the source in which the GitHub token is found today.
pub fn rendered(source: Source, failure: &Failure, settings: &Settings) -> Failure {
    let name = match (source, &settings.github_token_file) {
        (Source::File, Some(file)) => file::name(file),
        _ => source.name().to_owned(),
    };
    failure.with_source(&name, sign_in_again(source))
}

/// How to replace a GitHub token that GitHub does not know.
fn sign_in_again(source: Source) -> &'static str {
    match source {
        Source::Gh => "run 'gh auth login'",
        Source::Editor => "sign in to Copilot in the editor again",
        Source::Login => "run 'copilot-token login'",
        Source::File | Source::Variable(_) => "replace it",
    }
}

/// `failure` with the note that GitHub gave it some time ago, if it is remembered.
#[cold]
pub fn remembered(failure: Failure, age: Option<Age>) -> Failure {
    let Some(Age { ago, left }) = age else { return failure };
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

/// No source gave a credential.
#[cold]
pub fn nothing_usable(settings: &Settings, walk: &Walk) -> Failure {
    let Some(Refused { age, .. }) = walk.refused.first() else {
        return nothing_found(settings, &walk.absent);
    };
    // The user named this GitHub token: the other sources have nothing to do with it.
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

/// A session token that GitHub issued for less than the caller asks for.
#[cold]
pub fn issued_short(credential: &Credential, min_validity: Duration) -> Failure {
    let life = credential.issued_for.unwrap_or_default().as_secs();
    let life = humantime::format_duration(Duration::from_secs(life));
    let asked = humantime::format_duration(min_validity);
    Failure::error(format!(
        "GitHub currently issues session tokens for {life}, less than the {asked} requested"
    ))
    .hint("use a smaller --min-validity")
}

/// A GitHub token with a known end that is handed out as it is, and has less left than the caller asks for.
#[cold]
pub fn not_renewed(left: Duration, min_validity: Duration) -> Failure {
    let left = humantime::format_duration(Duration::from_secs(left.as_secs()));
    let asked = humantime::format_duration(min_validity);
    Failure::unavailable(format!("the GitHub token ends in {left}, less than the {asked} requested"))
        .hint("try again in a minute, or use a smaller --min-validity")
}

/// `SOURCE: reason` each. If that gets too long for a line, the reasons lose their details: every source is named.
fn listed(absent: &[(Source, Absent)]) -> String {
    let whole = grouped(absent, Absent::to_string);
    if whole.len() <= LONGEST_LIST { whole } else { grouped(absent, |absent| absent.brief.to_string()) }
}

/// Sources with the same reason share it, and variables that are not set are one.
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
