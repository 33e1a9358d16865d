//! Whether what was printed into a pipe was read.

use std::io;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, fstat};
use rustix::io::ioctl_fionread;

use super::Ui;
use crate::error::CliError;

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(10);

impl Ui {
    /// Waits until the reader of a pipe has taken what was printed: a pipe holds many lines that a reader which ends, such as
    /// `head`, never sees. Returns at once where stdout is no pipe.
    ///
    /// # Errors
    /// [`Kind::BrokenPipe`](crate::error::Kind::BrokenPipe) when the reader went away before.
    pub async fn taken(&self) -> Result<(), CliError> {
        let out = io::stdout();
        let is_pipe =
            fstat(&out).is_ok_and(|of| FileType::from_raw_mode(of.st_mode) == FileType::Fifo);
        if !is_pipe {
            return Ok(());
        }
        loop {
            let mut end = [PollFd::new(&out, PollFlags::empty())];
            poll(&mut end, Some(&Timespec::default())).map_err(io::Error::from)?;
            let [end] = end;
            if end.revents().intersects(PollFlags::ERR | PollFlags::HUP) {
                return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
            }
            match ioctl_fionread(&out) {
                Ok(1..) => tokio::time::sleep(PAUSE).await,
                // Where the system does not tell, what was printed counts as read.
                Ok(0) | Err(_) => return Ok(()),
            }
        }
    }
}
