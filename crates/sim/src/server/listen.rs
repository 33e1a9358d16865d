//! Starting and stopping.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::Sim;
use super::connection::serve;
use crate::config::{SimConfig, SimError};
use crate::control::Control;

/// The smallest and the largest organization.
const PEOPLE: std::ops::RangeInclusive<usize> = 10..=500_000;

/// The maximum number of policies.
const POLICIES: usize = 255;

/// Starts simulators.
#[derive(Debug, Clone, Copy)]
pub struct Simulator;

/// A simulator that runs. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    sim: Arc<Sim>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Simulator {
    /// Starts one on the runtime of the caller.
    ///
    /// # Errors
    /// When the number of people is out of range or the port cannot be had.
    pub async fn start(config: SimConfig) -> Result<Running, SimError> {
        let (sim, listener) = listen(config).await?;
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(accept(Arc::clone(&sim), listener, stopped));
        Ok(Running {
            sim,
            stop: Some(stop),
            thread: None,
        })
    }

    /// Starts a server on another thread.
    ///
    /// # Errors
    /// As [`Simulator::start`], and when the thread cannot be started.
    pub fn spawn_thread(config: SimConfig) -> Result<Running, SimError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(SimError::Thread)?;
        let (stop, stopped) = oneshot::channel();
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("simulator".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    match listen(config).await {
                        Ok((sim, listener)) => {
                            let _ = sender.send(Ok(Arc::clone(&sim)));
                            accept(sim, listener, stopped).await;
                        }
                        Err(error) => drop(sender.send(Err(error))),
                    }
                });
            })
            .map_err(SimError::Thread)?;
        let sim = receiver
            .recv()
            .map_err(|_| SimError::Thread(std::io::Error::other("the thread ended at once")))??;
        Ok(Running {
            sim,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

async fn listen(config: SimConfig) -> Result<(Arc<Sim>, TcpListener), SimError> {
    match &config.organization {
        None if !PEOPLE.contains(&config.people) => {
            return Err(SimError::People {
                people: config.people,
            });
        }
        Some(loaded) if loaded.policies.len() > POLICIES => {
            return Err(SimError::Policies {
                policies: loaded.policies.len(),
            });
        }
        _ => {}
    }
    let port = config.port;
    let failed = |source| SimError::Listen { port, source };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok((Arc::new(Sim::new(config, port)), listener))
}

async fn accept(sim: Arc<Sim>, listener: TcpListener, mut stopped: oneshot::Receiver<()>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => {
                // A connection that died before it was accepted is no reason to stop.
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(Arc::clone(&sim), stream));
                }
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

impl Running {
    /// The base address of the official APIs.
    #[must_use]
    pub fn api_base(&self) -> String {
        self.sim.api_base()
    }

    /// The base address of the portal's gateway.
    #[must_use]
    pub fn portal_base(&self) -> String {
        self.sim.portal_base()
    }

    /// The portal's front page, which leads to the login page. By name: browsers keep Secure cookies of
    /// `localhost` without encryption.
    #[must_use]
    pub fn login_url(&self) -> String {
        self.sim.api_base().replace("127.0.0.1", "localhost") + "/"
    }

    /// The organization's id.
    #[must_use]
    pub fn org_id(&self) -> String {
        self.sim.facts.org_id.clone()
    }

    /// The organization's name.
    #[must_use]
    pub fn org_name(&self) -> String {
        self.sim.facts.org_name.clone()
    }

    /// The id of the one site, for the portal's `um/site` family.
    #[must_use]
    pub fn site_id(&self) -> String {
        self.sim.facts.site_id.clone()
    }

    /// The organization API key. The same seed gives the same key.
    #[must_use]
    pub fn api_key(&self) -> String {
        self.sim.api_key.clone()
    }

    /// The ID of the identity provider's directory, for `/scim/directory/…`.
    #[must_use]
    pub fn scim_directory_id(&self) -> String {
        self.sim.facts.scim_id.clone()
    }

    /// The key of the identity provider's directory.
    #[must_use]
    pub fn scim_directory_key(&self) -> String {
        self.sim.directory_key.clone()
    }

    /// A fresh session token.
    #[must_use]
    pub fn session_token(&self) -> String {
        self.sim.mint()
    }

    /// A handle to inspect and control it.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.sim))
    }

    /// Stops it and waits until it has ended.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
