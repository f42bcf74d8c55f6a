//! The device flow as a person sees it: a link, a code, and patience. Polls no faster than GitHub allows, survives what
//! may be over in a moment, and ends with the code's life at the latest.

use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use super::browser::{self, Trouble};
use super::talk::{Talk, rough};
use crate::clock::Deadline;
use crate::failure::{Code, Failure};
use crate::github::device::{self, App, Codes, Grant, Poll};
use crate::settings::Settings;

/// GitHub measures the pause between two polls on its own clock: ours are this much longer than it asks for, and longer
/// still once it has said that we are too fast.
const SLACK: f64 = 1.2;
const MORE_SLACK: f64 = 1.4;
/// What RFC 8628 adds to the interval after `slow_down`.
const SLOWER: Duration = Duration::from_secs(5);
/// How often the redrawn line and the browser are looked at.
const GLANCE: Duration = Duration::from_secs(1);

/// # Errors
/// The person declined or did not enter the code in time; the app or the host has no device flow.
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
    // Why the last poll had no answer.
    let mut trouble = None;
    let mut too_fast = 0;
    loop {
        if !wait.pause(interval.mul_f64(slack)) {
            return Err(trouble.unwrap_or_else(device::expired));
        }
        trouble = None;
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
            Err(failure) if failure.code == Code::Unavailable => trouble = Some(failure),
            Err(failure) => return Err(failure),
        }
    }
}

/// The time between two polls.
struct Wait<'a> {
    life: Deadline,
    talk: &'a mut Talk,
    browser: Option<Trouble>,
}

impl Wait<'_> {
    /// Waits; false once the code's life is over.
    fn pause(&mut self, length: Duration) -> bool {
        let end = Deadline::after(length);
        while !end.left().is_zero() && !self.life.left().is_zero() {
            self.talk.waiting(self.life.left());
            self.glance(GLANCE.min(end.left()).min(self.life.left()));
        }
        !self.life.left().is_zero()
    }

    /// Waits, or says why the browser did not open.
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
