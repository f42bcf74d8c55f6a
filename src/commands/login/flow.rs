//! The device flow as the user sees it: a link, a code, and a wait. Polls no faster than GitHub allows, survives
//! temporary failures, and ends when the code expires at the latest.

use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use super::browser::{self, Trouble};
use super::talk::{Talk, rough};
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::github::device::{self, App, Codes, Grant, Poll};
use crate::settings::Settings;

/// Factors on the polling interval. GitHub measures the interval by its own clock, so we wait longer than it asks for.
/// After a `slow_down` we wait even longer.
const SLACK: f64 = 1.2;
const MORE_SLACK: f64 = 1.4;
/// Added to the interval after `slow_down` (RFC 8628, section 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// How often the redrawn line is updated and the browser is checked.
const GLANCE: Duration = Duration::from_secs(1);

/// # Errors
/// The user declined or did not enter the code in time; the app or the host has no device flow.
pub fn run(
    settings: &Settings,
    client_id: Option<&str>,
    open: bool,
    talk: &mut Talk,
) -> Result<Grant, Failure> {
    let app = App::new(&settings.host, client_id.unwrap_or(device::COPILOT_CLIENT_ID))?;
    let codes = app.codes(Deadline::after(settings.timeout))?;
    let life = Deadline::after(codes.life);
    let page = App::page(&settings.host);
    talk.say(&format!("Open {}", page.as_str()));
    talk.say(&format!("and enter the code {}", codes.user_code));
    let app_name = client_id.map_or(device::COPILOT_APP, |_| "your own");
    talk.say(&format!("It expires in {}. The page names the app: {app_name}.", rough(codes.life)));
    talk.say("Never enter a code that somebody else gave you.");
    let mut wait = Wait { life, talk, browser: None };
    if open {
        match browser::open(&page) {
            Ok(trouble) => wait.browser = Some(trouble),
            Err(why) => wait.not_opened(&why),
        }
    }
    poll(settings, &app, &codes, &mut wait)
}

/// # Errors
/// As for [`run`].
fn poll(settings: &Settings, app: &App, codes: &Codes, wait: &mut Wait) -> Result<Grant, Failure> {
    let (mut interval, mut slack) = (codes.interval, SLACK);
    // Why the last poll got no answer, and the least wait that GitHub asked for then.
    let mut trouble = None;
    let mut least = Duration::ZERO;
    let mut too_fast = 0;
    loop {
        if !wait.pause(interval.mul_f64(slack).max(least)) {
            return Err(trouble.unwrap_or_else(device::expired));
        }
        (trouble, least) = (None, Duration::ZERO);
        match app.poll(&codes.device_code, Deadline::after(settings.timeout)) {
            Ok(Poll::Granted(grant)) => return Ok(grant),
            Ok(Poll::Pending) => {}
            Ok(Poll::SlowDown(asked)) => {
                interval = asked.unwrap_or(interval + SLOWER).max(interval);
                slack = MORE_SLACK;
                too_fast += 1;
                if too_fast == 2 {
                    wait.talk
                        .say("GitHub asks to wait longer once more: this machine's clock may drift (WSL).");
                }
            }
            Ok(Poll::Unavailable(failure, asked)) => {
                (trouble, least) = (Some(failure), asked.unwrap_or_default());
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// Waits between two polls.
struct Wait<'a> {
    life: Deadline,
    talk: &'a mut Talk,
    browser: Option<Trouble>,
}

impl Wait<'_> {
    /// Waits for `length`; returns false if the code has expired.
    fn pause(&mut self, length: Duration) -> bool {
        let end = Deadline::after(length);
        while !end.left().is_zero() && !self.life.left().is_zero() {
            self.talk.waiting(self.life.left());
            self.glance(GLANCE.min(end.left()).min(self.life.left()));
        }
        !self.life.left().is_zero()
    }

    /// Waits for `length`, or until the browser fails to open, and reports that.
    fn glance(&mut self, length: Duration) {
        let Some(browser) = &self.browser else { return thread::sleep(length) };
        match browser.recv_timeout(length) {
            Ok(why) => self.not_opened(&why),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.browser = None,
        }
    }

    fn not_opened(&mut self, why: &str) {
        self.browser = None;
        self.talk.say(&format!("The link could not be opened ({why}). Open it yourself."));
    }
}
