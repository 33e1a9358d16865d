//! The simulated organization as a server of its own, and changes in it.

use std::io::BufRead as _;
use std::time::Duration;

use atlctl_api::{Bases, Client};
use atlctl_sim::{Running, SimConfig, Simulator};

use super::{Child, Failure, timeline};

/// A running organization, as other processes reach it.
pub(super) struct Witness {
    server: Child,
    /// Its address, the organization's ID and the API key.
    pub(super) access: [String; 3],
}

impl Witness {
    /// Starts an organization of so many people whose every response takes so long, in milliseconds.
    pub(super) fn start(people: u32, delay: u32) -> Result<Self, Failure> {
        let mut server = Child::start(&["witness", &people.to_string(), &delay.to_string()])?;
        let access = [server.line()?, server.line()?, server.line()?];
        Ok(Self { server, access })
    }

    /// Changes so many people; by how many requests.
    pub(super) fn change(&mut self, people: u32) -> Result<(), Failure> {
        self.server.tell(&people.to_string())?;
        let done: u32 = self.server.line()?.parse()?;
        if done == people {
            Ok(())
        } else {
            Err(format!("{done} of {people} people were changed").into())
        }
    }

    /// How many requests it answered since the last time.
    pub(super) fn requests(&mut self) -> Result<f64, Failure> {
        self.server.tell("requests")?;
        Ok(self.server.line()?.parse()?)
    }

    /// The arguments of a part that reads it, the part's name first.
    pub(super) fn arguments<'a>(&'a self, part: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec![part];
        all.extend(self.access.iter().map(String::as_str));
        all.extend(more);
        all
    }
}

/// The first arguments of a part that reads an organization: its client, the organization's ID, and the others.
pub(super) fn client(arguments: &[String]) -> Result<(Client, String, &[String]), Failure> {
    let [address, org, key, rest @ ..] = arguments else {
        return Err("which address, organization and key?".into());
    };
    let client = Client::builder()
        .bases(Bases::parse(address, &format!("{address}/gateway/api"))?)
        .api_key(key.clone().into())
        .no_proxy(true);
    Ok((timeline::observed(client).build()?, org.clone(), rest))
}

/// `witness PEOPLE DELAY`: prints its address, organization and key, and serves. For a number on standard input it
/// changes so many people and prints how many; for `requests`, it prints how many there were.
pub fn serve(arguments: &[String]) -> Result<(), Failure> {
    let [people, delay] = arguments else {
        return Err("how many people, and what delay?".into());
    };
    let server = Simulator::spawn_thread(SimConfig {
        people: people.parse()?,
        reply_delay: Duration::from_millis(delay.parse()?),
        ..SimConfig::default()
    })?;
    println!(
        "{}\n{}\n{}",
        server.api_base(),
        server.org_id(),
        server.api_key()
    );
    let mut before = 0;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line == "requests" {
            let all = server.control().requests().len();
            println!("{}", all - before);
            before = all;
        } else {
            println!("{}", change(&server, line.parse()?));
        }
    }
    Ok(())
}

/// Changes so many people as another administrator does: they are suspended, become members of a group, get another name
/// or are removed. How many were.
fn change(server: &Running, people: usize) -> usize {
    let (control, org) = (server.control(), server.org_id());
    let directory = format!("/admin/v2/orgs/{org}/directories/-");
    let group = super::moving::group(server).unwrap_or_default();
    let accounts = control.accounts().into_iter();
    let accounts = accounts
        .filter(|account| account.managed && account.status == "active" && !account.synced)
        .filter(|account| !account.org_admin);
    accounts
        .enumerate()
        .map(|(n, account)| {
            let id = account.account_id;
            let (method, path, body) = match n % 10 {
                0..4 => (
                    "POST",
                    format!("{directory}/users/{id}/suspend"),
                    "{}".to_owned(),
                ),
                4..8 => (
                    "POST",
                    format!("{directory}/groups/{group}/memberships"),
                    format!("{{\"accountId\":\"{id}\"}}"),
                ),
                8 => (
                    "PATCH",
                    format!("/users/{id}/manage/profile"),
                    "{\"name\":\"Another Name\"}".to_owned(),
                ),
                _ => ("DELETE", format!("{directory}/users/{id}"), String::new()),
            };
            control.as_another(method, &path, &body).0
        })
        .filter(|status| (200..300).contains(status))
        .take(people)
        .count()
}
