//! Computes how long a new session token lives, from clocks of which any may be wrong. Pure.

use serde_json::Value;

use crate::credential::LONGEST_LIFE;

/// The time between GitHub's `refresh_in` and the token's expiry, in seconds.
const REFRESH_MARGIN: i64 = 300;
/// GitHub's usual `refresh_in`, in seconds, for an answer that names none.
const USUAL_REFRESH_IN: i64 = 1500;
/// Two clocks that differ by at most this agree, in seconds.
const CLOCKS_AGREE: i64 = 300;

/// Converts a time in GitHub's answer to Unix milliseconds. Takes seconds, milliseconds (above 1e11), or either as a
/// numeric string. `None` for anything that is not a time between 1970 and the year 5138.
pub fn moment_ms(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    let ms = if number > 1e11 { number } else { number * 1000.0 };
    // 1e14 ms is in the year 5138. Whole numbers below it are exactly representable, so the cast drops only a fraction
    // of a millisecond.
    (1000.0..1e14).contains(&ms).then_some(ms as i64)
}

/// How long a token that has just been received lives, in seconds. Zero or less if it has already expired.
///
/// All arguments are in Unix seconds except `refresh_in`, which is a duration in seconds. `date` is the answer's `Date`
/// header, `local` the local clock. Usually `expires_at` and `date`, both from GitHub, decide, so that a wrong local
/// clock does not matter. If `date` contradicts everything else, `refresh_in` decides.
pub fn life(expires_at: i64, date: Option<i64>, refresh_in: Option<i64>, local: i64) -> i64 {
    let refresh_in = refresh_in.filter(|seconds| (1..LONGEST_LIFE).contains(seconds));
    let by_refresh = refresh_in.unwrap_or(USUAL_REFRESH_IN) + REFRESH_MARGIN;
    let by_local = expires_at.saturating_sub(local);
    let near_refresh = |life: i64| (life - by_refresh).abs() <= CLOCKS_AGREE;
    let plausible = |life: i64| life.abs() <= LONGEST_LIFE;
    if let Some(date) = date {
        let by_date = expires_at.saturating_sub(date);
        if date.abs_diff(local) <= CLOCKS_AGREE.unsigned_abs() {
            return by_date.min(LONGEST_LIFE);
        }
        // The clocks disagree. The one that fits the answer's own numbers is right.
        if plausible(by_date) && (near_refresh(by_date) || !near_refresh(by_local)) {
            return by_date;
        }
    }
    match refresh_in {
        // Only the local clock is left. It counts if its result is plausible.
        None if (-CLOCKS_AGREE..=by_refresh + CLOCKS_AGREE).contains(&by_local) => by_local,
        _ => by_refresh,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_795_437_295;
    const YEARS_10: i64 = 315_576_000;

    #[test]
    fn life_is_told_by_the_clocks_that_agree() {
        for (name, expires_at, date, refresh_in, life_expected) in [
            ("all agree", NOW + 1800, Some(NOW), Some(1500), 1800),
            ("short", NOW + 120, Some(NOW), Some(1500), 120),
            ("local two hours behind", NOW + 9000, Some(NOW + 7200), Some(1500), 1800),
            ("local two hours ahead", NOW - 5400, Some(NOW - 7200), Some(1500), 1800),
            ("local ten years behind", NOW + YEARS_10 + 1800, Some(NOW + YEARS_10), Some(1500), 1800),
            ("local ten years ahead", NOW - YEARS_10 + 1800, Some(NOW - YEARS_10), Some(1500), 1800),
            ("local wrong, no refresh_in", NOW + 9000, Some(NOW + 7200), None, 1800),
            ("local wrong, short", NOW + 7320, Some(NOW + 7200), Some(1500), 120),
            ("local wrong, issued expired", NOW + 7190, Some(NOW + 7200), Some(1500), -10),
            ("no date", NOW + 1800, None, Some(1500), 1800),
            ("no date, local ahead", NOW - 5400, None, Some(1500), 1800),
            ("no date, other refresh_in", NOW + 1800, None, Some(600), 900),
            ("date of 1970", NOW + 1800, Some(0), Some(1500), 1800),
            ("date of 1970, nothing else", NOW + 1800, Some(0), None, 1800),
            ("date two hours ahead", NOW + 1800, Some(NOW + 7200), Some(1500), 1800),
            ("date two hours behind", NOW + 1800, Some(NOW - 7200), Some(1500), 1800),
            ("date ten years ahead", NOW + 1800, Some(NOW + YEARS_10), Some(1500), 1800),
            ("issued expired", NOW - 10, Some(NOW), Some(1500), -10),
            ("issued expired a year ago", NOW - YEARS_10 / 10, Some(NOW), Some(1500), -YEARS_10 / 10),
            ("nothing but expires_at", NOW + 1700, None, None, 1700),
            ("nothing but expires_at, dead", NOW - 100, None, None, -100),
            ("nothing but expires_at, far off", NOW + YEARS_10, None, None, 1800),
            ("nothing but expires_at, local two hours behind", NOW + 9000, None, None, 1800),
            ("nothing but expires_at, local two hours ahead", NOW - 5400, None, None, 1800),
            ("absurd refresh_in", NOW + 1700, None, Some(-1), 1700),
            ("huge refresh_in", NOW + 1700, None, Some(i64::MAX), 1700),
            ("absurd life", NOW + YEARS_10, Some(NOW), Some(1500), LONGEST_LIFE),
        ] {
            assert_eq!(life(expires_at, date, refresh_in, NOW), life_expected, "{name}");
        }
    }

    #[test]
    fn moments_are_read_leniently_and_nonsense_is_not() {
        for (value, ms) in [
            (json!(1_795_437_295), Some(1_795_437_295_000)),
            (json!(1_795_437_295_123_i64), Some(1_795_437_295_123)),
            (json!("1795437295"), Some(1_795_437_295_000)),
            (json!(" 1795437295000 "), Some(1_795_437_295_000)),
            (json!(1_795_437_295.5), Some(1_795_437_295_500)),
            (json!(0), None),
            (json!(-5), None),
            (json!(1e300), None),
            (json!(u64::MAX), None),
            (json!("inf"), None),
            (json!("NaN"), None),
            (json!("soon"), None),
            (json!(""), None),
            (json!(null), None),
            (json!([1]), None),
            (json!(true), None),
        ] {
            assert_eq!(moment_ms(&value), ms, "{value}");
        }
    }
}
