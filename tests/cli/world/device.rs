//! GitHub's device flow and its logins, as strict as the real ones: a refresh token works once and invalidates the
//! old pair. Tests can script polls, renewals and other answers.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::server::Shared;
use super::{Answer, Request, World, fixtures, random_hex};

/// The device code in every answer.
const DEVICE_CODE: &str = "3584d83530557fdd1f46af8289938c8ef79f9dc5";

type Bend = Box<dyn Fn(Answer) -> Answer + Send>;

/// A GitHub token and its refresh token.
#[derive(Clone, Debug)]
pub struct Pair {
    pub token: String,
    pub refresh_token: String,
}

#[derive(Default)]
struct State {
    codes: VecDeque<Answer>,
    polls: VecDeque<Answer>,
    /// Answers that replace a renewal and spend nothing.
    renewals: VecDeque<Answer>,
    /// Changes to the answer of a renewal.
    bends: VecDeque<Bend>,
    users: VecDeque<Answer>,
    revocations: VecDeque<Answer>,
    /// Valid GitHub tokens, with their accounts.
    alive: HashMap<String, String>,
    /// Unspent refresh tokens, with their GitHub tokens.
    unspent: HashMap<String, String>,
    /// Refresh tokens in the order received, repeats included.
    sent: Vec<String>,
    revoked: Vec<String>,
    /// The lifetime of a new pair, in seconds.
    life: i64,
}

/// GitHub's side of every login in the world.
#[derive(Clone)]
pub struct SignIn {
    state: Arc<Mutex<State>>,
    shared: Arc<Shared>,
}

impl World {
    /// Enables the device flow, accounts, and the exchange of valid tokens.
    pub fn sign_in(&self) -> SignIn {
        let shared = Arc::clone(&self.server.shared);
        let sign_in =
            SignIn { state: Arc::new(Mutex::new(State { life: 28_800, ..State::default() })), shared };
        sign_in.shared.secrets().add_github(DEVICE_CODE);
        let (api, exchange) = (sign_in.clone(), sign_in.clone());
        self.api(move |request| api.answer(request));
        self.answer_with(move |request| exchange.exchange(request));
        sign_in
    }

    /// The folder of the stored logins.
    pub fn logins_dir(&self) -> std::path::PathBuf {
        let parent = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".config" };
        self.home().join(parent).join("copilot-token/logins")
    }

    pub fn login_file(&self, login: &str) -> std::path::PathBuf {
        self.logins_dir().join(format!("{login}@github.com.json"))
    }

    /// The content of a login's file.
    #[track_caller]
    pub fn login(&self, login: &str) -> Value {
        let bytes = std::fs::read(self.login_file(login)).expect("a login");
        serde_json::from_slice(&bytes).expect("a login in JSON")
    }

    /// The names in the logins folder, sorted, without the lock.
    pub fn login_files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.logins_dir()).into_iter().flatten();
        let names = entries.map(|entry| entry.expect("a name").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| name != ".lock").collect();
        names.sort();
        names
    }

    /// Stores a login as the binary writes it, modified by `edit`. The token expires in `ends_in` seconds.
    pub fn put_login(&self, login: &str, pair: &Pair, ends_in: i64, edit: impl Fn(&mut Value)) {
        let ms = |seconds: i64| (super::now() + seconds) * 1000;
        let mut json = serde_json::json!({
            "version": 1, "host": "github.com", "login": login, "client_id": "Iv1.b507a08c87ecfe98",
            "token": pair.token, "refresh_token": pair.refresh_token, "expires_at_ms": ms(ends_in),
            "refresh_expires_at_ms": ms(15_897_600), "created_at_ms": ms(-1000), "renewed_at_ms": null
        });
        edit(&mut json);
        let host = json["host"].as_str().expect("a host").to_owned();
        let path = self.logins_dir().join(format!("{}@{host}.json", login.to_lowercase()));
        std::fs::create_dir_all(self.logins_dir()).expect("a folder");
        super::set_mode(&self.logins_dir(), 0o700);
        std::fs::write(&path, serde_json::to_vec_pretty(&json).expect("JSON")).expect("a login written");
        super::set_mode(&path, 0o600);
    }
}

/// What is set up before a run.
impl SignIn {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new pair for an account. Both tokens are secrets.
    pub fn pair(&self, login: &str) -> Pair {
        let pair = Pair {
            token: format!("ghu_{}", random_hex(36)),
            refresh_token: format!("ghr_{}", random_hex(76)),
        };
        self.knows(login, &pair.token);
        self.shared.secrets().add_github(&pair.refresh_token);
        self.state().unspent.insert(pair.refresh_token.clone(), pair.token.clone());
        pair
    }

    /// Registers this token as valid for the account.
    pub fn knows(&self, login: &str, token: &str) {
        self.shared.secrets().add_github(token);
        self.state().alive.insert(token.to_owned(), login.to_owned());
    }

    /// Invalidates the token; its refresh token still works.
    pub fn ends(&self, token: &str) {
        self.state().alive.remove(token);
    }

    /// A poll's answer with a token that does not expire, and the token.
    pub fn granted(&self, login: &str) -> (Answer, String) {
        let token = self.pair(login).token;
        (Answer::status(200, fixtures::DEVICE_TOKEN).field("access_token", token.as_str()), token)
    }

    /// The same with an expiring token.
    pub fn granted_expiring(&self, login: &str) -> (Answer, Pair) {
        let pair = self.pair(login);
        (self.expiring(&pair), pair)
    }

    fn expiring(&self, pair: &Pair) -> Answer {
        Answer::status(200, fixtures::DEVICE_TOKEN_EXPIRING)
            .field("access_token", pair.token.as_str())
            .field("refresh_token", pair.refresh_token.as_str())
            .field("expires_in", self.state().life)
    }

    /// Answers to the next requests for codes; later requests get [`codes`].
    pub fn codes(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state().codes.extend(answers);
    }

    /// Answers to the next polls; later polls get "pending".
    pub fn polls(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state().polls.extend(answers);
    }

    /// Answers to the next renewals, which spend nothing.
    pub fn renewals(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state().renewals.extend(answers);
    }

    /// The next renewal spends the refresh token; `bend` changes its answer.
    pub fn bend_renewal(&self, bend: impl Fn(Answer) -> Answer + Send + 'static) {
        self.state().bends.push_back(Box::new(bend));
    }

    /// Answers to the next requests for a token's account.
    pub fn users(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state().users.extend(answers);
    }

    pub fn revocations(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state().revocations.extend(answers);
    }

    /// The lifetime of new pairs in seconds; the default is eight hours.
    pub fn life(&self, seconds: i64) {
        self.state().life = seconds;
    }
}

/// What was observed.
impl SignIn {
    /// The received refresh tokens, in order.
    pub fn sent(&self) -> Vec<String> {
        self.state().sent.clone()
    }

    pub fn revoked(&self) -> Vec<String> {
        self.state().revoked.clone()
    }

    /// The account of a valid token.
    pub fn owner(&self, token: &str) -> Option<String> {
        self.state().alive.get(token).cloned()
    }
}

/// Codes valid for fifteen minutes, polled twenty times a second.
pub fn codes() -> Answer {
    Answer::status(200, fixtures::DEVICE_CODE).field("interval", 0.05)
}

/// `{"error":…}`, sent with HTTP 200.
pub fn oauth_error(code: &str) -> Answer {
    Answer::status(200, serde_json::json!({ "error": code, "error_description": "So it is." }).to_string())
}

/// The answers.
impl SignIn {
    /// GitHub's answer to a request of the device flow or about an account.
    pub fn answer(&self, request: &Request) -> Answer {
        let form = request.form();
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/login/device/code") => {
                let host = &request.host;
                let page = format!("https://{host}/login/device");
                let codes = || codes().field("verification_uri", page.as_str());
                self.state().codes.pop_front().unwrap_or_else(codes)
            }
            ("POST", "/login/oauth/access_token") if form.contains_key("refresh_token") => {
                self.renewal(&form["refresh_token"])
            }
            ("POST", "/login/oauth/access_token") => {
                let next = self.state().polls.pop_front();
                next.unwrap_or_else(|| oauth_error("authorization_pending"))
            }
            ("GET", "/user") => self.user(request),
            ("POST", "/credentials/revoke") => self.revocation(request),
            _ => Answer::not_found(),
        }
    }

    fn renewal(&self, refresh_token: &str) -> Answer {
        let (scripted, bend) = {
            let mut state = self.state();
            state.sent.push(refresh_token.to_owned());
            (state.renewals.pop_front(), state.bends.pop_front())
        };
        if let Some(answer) = scripted {
            return answer;
        }
        let spent = self.state().unspent.remove(refresh_token);
        let login = spent.map(|old| self.state().alive.remove(&old).unwrap_or_else(|| "octocat".to_owned()));
        let Some(login) = login else { return oauth_error("bad_refresh_token") };
        let (answer, _) = self.granted_expiring(&login);
        bend.map_or(answer.clone(), |bend| bend(answer))
    }

    fn user(&self, request: &Request) -> Answer {
        if let Some(answer) = self.state().users.pop_front() {
            return answer;
        }
        let login = request.github_token.as_deref().and_then(|token| self.owner(token));
        match login {
            Some(login) => {
                Answer::status(200, serde_json::json!({ "login": login, "id": 583_231 }).to_string())
            }
            None => Answer::bad_credentials(),
        }
    }

    fn revocation(&self, request: &Request) -> Answer {
        if let Some(answer) = self.state().revocations.pop_front() {
            return answer;
        }
        if request.header("authorization").is_some() {
            return Answer::status(403, "{}");
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let listed = body["credentials"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut state = self.state();
        for token in listed {
            state.alive.remove(token);
            state.revoked.push(token.to_owned());
        }
        Answer::status(202, "")
    }

    fn exchange(&self, request: &Request) -> Answer {
        match request.github_token.as_deref().and_then(|token| self.owner(token)) {
            Some(_) => Answer::granted(),
            None => Answer::bad_credentials(),
        }
    }
}
