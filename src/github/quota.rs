//! An account's remaining allowances, from GitHub's answer about the account. Rejects impossible numbers: what does not
//! add up is unknown. Pure.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::words::Words;

/// A monthly allowance. The names of its fields are part of the interface: `status --online --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quota {
    /// GitHub's own name, such as `premium_interactions`: an open set.
    pub name: String,
    /// The total allowance. `None` if it is unlimited or unknown, as for the next two fields.
    #[serde(serialize_with = "write_known")]
    pub entitlement: Option<f64>,
    /// Never negative, never more than the entitlement.
    #[serde(serialize_with = "write_known")]
    pub remaining: Option<f64>,
    #[serde(serialize_with = "write_known")]
    pub used: Option<f64>,
    /// What GitHub itself gives as the rest, between 0 and 100. It may be all that GitHub gives.
    #[serde(serialize_with = "write_known")]
    pub percent_remaining: Option<f64>,
    pub unlimited: bool,
    /// Whether use beyond the entitlement is allowed, and billed.
    pub overage_permitted: bool,
    /// How much has been used beyond the entitlement.
    #[serde(serialize_with = "write_number")]
    pub overage: f64,
}

fn write_known<S: Serializer>(number: &Option<f64>, out: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => write_number(number, out),
        None => out.serialize_none(),
    }
}

/// A whole number without a decimal point: `300`, not `300.0`.
fn write_number<S: Serializer>(number: &f64, out: S) -> Result<S::Ok, S::Error> {
    // Within this bound, the cast is exact.
    let whole = number.fract() == 0.0 && number.abs() <= LARGEST;
    if whole { out.serialize_i64(*number as i64) } else { out.serialize_f64(*number) }
}

/// The largest plausible number of requests or credits.
const LARGEST: f64 = 1e12;
/// The most quotas that are read: more than an account has. An answer with an endless list is cut short.
const MOST: usize = 50;

/// The quotas in GitHub's answer about an account, ordered by name.
pub fn read(words: Words, answer: &Value) -> Vec<Quota> {
    let object = |name: &str| answer.get(name).and_then(Value::as_object);
    let mut quotas: Vec<Quota> = match object("quota_snapshots").filter(|snapshots| !snapshots.is_empty()) {
        Some(snapshots) => {
            snapshots.iter().filter_map(|(name, value)| snapshot(words.plan(name)?, value)).collect()
        }
        None => limited(words, object("monthly_quotas"), object("limited_user_quotas")),
    };
    quotas.truncate(MOST);
    quotas
}

/// The next reset: `2026-12-01`.
pub fn resets(answer: &Value) -> Option<String> {
    ["quota_reset_date", "quota_reset_date_utc", "limited_user_reset_date"]
        .into_iter()
        .find_map(|name| date(answer.get(name)?.as_str()?))
}

fn snapshot(name: String, value: &Value) -> Option<Quota> {
    let fields = value.as_object()?;
    let flag = |name: &str| fields.get(name).and_then(Value::as_bool).unwrap_or(false);
    let entitlement = fields.get("entitlement").and_then(number);
    // -1 means unlimited.
    let unlimited = flag("unlimited") || entitlement.is_some_and(|all| all < 0.0);
    let entitlement = entitlement.filter(|_| !unlimited);
    let percent = fields.get("percent_remaining").and_then(number);
    let fraction = || Some(entitlement? * percent? / 100.0);
    let left = ["quota_remaining", "remaining"].into_iter().find_map(|name| number(fields.get(name)?));
    let left = left.or_else(fraction).filter(|_| !unlimited);
    let counted = fields.get("overage_count").and_then(number).unwrap_or(0.0);
    Some(Quota {
        percent_remaining: percent.filter(|_| !unlimited).map(|percent| percent.clamp(0.0, 100.0)),
        overage_permitted: flag("overage_permitted"),
        overage: counted.max(left.map_or(0.0, |left| -left)).max(0.0),
        ..of(name, entitlement, left, unlimited)
    })
}

/// The format of older free accounts: one object with the totals by name, one with what is left.
fn limited(words: Words, all: Option<&Map<String, Value>>, left: Option<&Map<String, Value>>) -> Vec<Quota> {
    let names: BTreeSet<&String> = [all, left].into_iter().flatten().flat_map(Map::keys).collect();
    let value = |numbers: Option<&Map<String, Value>>, name: &str| number(numbers?.get(name)?);
    let quota = |name: &String| {
        let entitlement = value(all, name).filter(|all| *all >= 0.0);
        Some(of(words.plan(name)?, entitlement, value(left, name), false))
    };
    names.into_iter().filter_map(quota).collect()
}

fn of(name: String, entitlement: Option<f64>, left: Option<f64>, unlimited: bool) -> Quota {
    let remaining = left.map(|left| left.clamp(0.0, entitlement.unwrap_or(LARGEST)));
    let used = entitlement.zip(remaining).map(|(all, left)| all - left);
    Quota {
        name,
        entitlement,
        remaining,
        used,
        percent_remaining: None,
        unlimited,
        overage_permitted: false,
        overage: 0.0,
    }
}

/// A number of plausible size, which may be in a string.
fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    (number.abs() <= LARGEST).then_some(number)
}

/// The date in `2026-12-01` or `2026-12-01T00:00:00.000Z`.
fn date(text: &str) -> Option<String> {
    let date = text.get(..10)?;
    let plain = date.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    (plain && matches!(text.as_bytes().get(10), None | Some(b'T'))).then(|| date.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::secret::Secret;

    /// Name, entitlement, remaining, used, unlimited, overage.
    type Row = (String, Option<f64>, Option<f64>, Option<f64>, bool, f64);

    fn quotas(answer: &Value) -> Vec<Row> {
        let token = Secret::new("ghu_Q7rT2wLx9VbN4kZs8HdF3mYc6PgJ1aEo5UiX".to_owned());
        let quotas = read(Words { token: &token }, answer).into_iter();
        quotas.map(|q| (q.name, q.entitlement, q.remaining, q.used, q.unlimited, q.overage)).collect()
    }

    fn one(fields: Value) -> (Option<f64>, Option<f64>, Option<f64>, bool, f64) {
        let (_, entitlement, remaining, used, unlimited, overage) =
            quotas(&json!({"quota_snapshots": {"x": fields}})).remove(0);
        (entitlement, remaining, used, unlimited, overage)
    }

    #[test]
    fn numbers_add_up_or_are_unknown() {
        for (fields, expected) in [
            (
                json!({"entitlement": 300, "quota_remaining": 93.5, "remaining": 93}),
                (Some(300.0), Some(93.5), Some(206.5), false, 0.0),
            ),
            (
                json!({"entitlement": 300, "remaining": "93"}),
                (Some(300.0), Some(93.0), Some(207.0), false, 0.0),
            ),
            (
                json!({"entitlement": 200, "percent_remaining": 25}),
                (Some(200.0), Some(50.0), Some(150.0), false, 0.0),
            ),
            (json!({"entitlement": -1, "remaining": -1}), (None, None, None, true, 0.0)),
            (json!({"entitlement": 0, "remaining": 0, "unlimited": true}), (None, None, None, true, 0.0)),
            (json!({"entitlement": 0, "remaining": 0}), (Some(0.0), Some(0.0), Some(0.0), false, 0.0)),
            // Overdrawn: all of the entitlement is used, and the rest is overage.
            (
                json!({"entitlement": 300, "quota_remaining": -1.0, "overage_count": 1}),
                (Some(300.0), Some(0.0), Some(300.0), false, 1.0),
            ),
            (
                json!({"entitlement": 300, "percent_remaining": -10}),
                (Some(300.0), Some(0.0), Some(300.0), false, 30.0),
            ),
            (
                json!({"entitlement": 300, "remaining": 1000}),
                (Some(300.0), Some(300.0), Some(0.0), false, 0.0),
            ),
            (json!({"entitlement": 1e300, "remaining": 5}), (None, Some(5.0), None, false, 0.0)),
            (
                json!({"entitlement": "many", "remaining": [], "overage_count": -7}),
                (None, None, None, false, 0.0),
            ),
            (json!({"entitlement": 300}), (Some(300.0), None, None, false, 0.0)),
            (json!({"remaining": "NaN", "entitlement": 300}), (Some(300.0), None, None, false, 0.0)),
            (json!({}), (None, None, None, false, 0.0)),
        ] {
            assert_eq!(one(fields.clone()), expected, "{fields}");
        }
    }

    #[test]
    fn whole_numbers_are_written_whole() {
        for (number, written) in
            [(300.0, "300"), (-0.0, "0"), (93.5, "93.5"), (LARGEST, "1000000000000"), (1e22, "1e+22")]
        {
            let overage = Quota { overage: number, ..of("x".to_owned(), None, None, false) };
            assert_eq!(serde_json::to_value(overage).unwrap()["overage"].to_string(), written);
        }
    }

    #[test]
    fn whole_answers_are_read() {
        let answer = |json: &str| serde_json::from_str::<Value>(json).unwrap();
        let overdrawn = answer(include_str!("../../tests/fixtures/user-overdrawn.json"));
        assert_eq!(
            quotas(&overdrawn),
            [
                ("chat".to_owned(), None, None, None, true, 0.0),
                ("premium_interactions".to_owned(), Some(300.0), Some(0.0), Some(300.0), false, 1.0),
                ("sandboxes".to_owned(), Some(50.0), Some(12.0), Some(38.0), false, 0.0),
            ]
        );
        assert_eq!(resets(&overdrawn).as_deref(), Some("2026-12-01"));
        let free = answer(include_str!("../../tests/fixtures/user-free.json"));
        let premium = quotas(&free).pop();
        let expected = ("premium_interactions".to_owned(), Some(0.0), Some(0.0), Some(0.0), false, 0.0);
        assert_eq!(premium, Some(expected));
    }

    #[test]
    fn unknown_names_are_shown_and_impossible_ones_are_not() {
        let answer = json!({"quota_snapshots": {"sandboxes": {"entitlement": 50}, "a b": {}, "\u{1b}[m": {},
            "x": null, "Q7rT2wLx9VbN4k": {}}});
        let names: Vec<String> = quotas(&answer).into_iter().map(|quota| quota.0).collect();
        assert_eq!(names, ["sandboxes"]);
        let flood: Map<String, Value> = (0..1000).map(|i| (format!("q{i}"), json!({}))).collect();
        assert_eq!(quotas(&json!({"quota_snapshots": flood})).len(), MOST);
    }

    #[test]
    fn older_free_accounts_say_it_another_way() {
        let answer = json!({"monthly_quotas": {"chat": 500, "completions": -4},
            "limited_user_quotas": {"chat": 350, "other": 7}, "limited_user_reset_date": "2026-12-03"});
        assert_eq!(
            quotas(&answer),
            [
                ("chat".to_owned(), Some(500.0), Some(350.0), Some(150.0), false, 0.0),
                ("completions".to_owned(), None, None, None, false, 0.0),
                ("other".to_owned(), None, Some(7.0), None, false, 0.0),
            ]
        );
        assert_eq!(resets(&answer).as_deref(), Some("2026-12-03"));
        for nothing in [json!(null), json!([]), json!({"quota_snapshots": 7, "monthly_quotas": "x"})] {
            assert_eq!(quotas(&nothing), []);
        }
    }

    #[test]
    fn a_reset_is_a_date() {
        for (value, expected) in [
            (json!("2026-12-01"), Some("2026-12-01")),
            (json!("2026-12-01T00:00:00.000Z"), Some("2026-12-01")),
            (json!("soon"), None),
            (json!("2026-12-01x"), None),
            (json!("2026/12/01"), None),
            (json!("é26-12-01T"), None),
            (json!(1_795_437_295), None),
        ] {
            assert_eq!(resets(&json!({"quota_reset_date_utc": value})).as_deref(), expected, "{value}");
        }
    }
}
