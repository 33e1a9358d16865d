//! How far the stream of the audit log was read.
//!
//! The service gives a cursor with every page, also with the last one. The stream is in the order in which events were
//! taken in, but one may come late or twice, and a cursor may become invalid. So reading resumes a few minutes
//! before the end: a position keeps the cursors of the last pages and the IDs that were on them.

use std::collections::{HashSet, VecDeque};

use atlctl_api::{Cursor, Event, EventPage, EventPoll};
use serde::{Deserialize, Serialize};

use super::event_fields::{event_id, millis};

/// How far back from the newest event reading resumes, in milliseconds.
const OVERLAP_MS: i64 = 10 * 60 * 1000;
/// How far back from the newest event reading resumes after Atlassian refused the cursor, in milliseconds. The time
/// of an event may be hours before the time when the log took it in.
const OVERLAP_OF_TIME_MS: i64 = 24 * 60 * 60 * 1000;
/// The most IDs to keep.
const MOST_IDS: usize = 20_000;

/// A page that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// The cursor that led to it; none for the first page.
    cursor: Option<String>,
    /// When it was first read, by this machine's clock.
    read_at: i64,
    /// The newest time on it, by the service's clock.
    newest: Option<i64>,
    /// The events on it.
    ids: Vec<String>,
}

/// How far the stream was read. Survives restarts as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    /// Where reading began, in milliseconds since 1970; none for the beginning of the log.
    from: Option<i64>,
    /// Where reading begins again without a cursor, once it went back.
    back: Option<i64>,
    /// The newest time of an event.
    newest_event: Option<i64>,
    /// The newest time at which the log took one in.
    newest_processed: Option<i64>,
    marks: VecDeque<Mark>,
    #[serde(skip)]
    known: HashSet<String>,
}

impl Position {
    /// Before the first event from then on, in milliseconds since 1970.
    #[must_use]
    pub fn starting(from: Option<i64>) -> Self {
        Self {
            from,
            ..Self::default()
        }
    }

    /// Reads a position from JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let mut position: Self = serde_json::from_str(text)?;
        position.remember();
        Ok(position)
    }

    /// Recalls the known events after the position was read from a file.
    pub fn remember(&mut self) {
        self.known = self
            .marks
            .iter()
            .flat_map(|mark| &mark.ids)
            .cloned()
            .collect();
    }

    /// Where reading began, in milliseconds since 1970.
    #[must_use]
    pub fn from(&self) -> Option<i64> {
        self.from
    }

    /// The newest time of an event that was read, in milliseconds since 1970.
    #[must_use]
    pub fn newest_event(&self) -> Option<i64> {
        self.newest_event
    }

    /// As JSON, for who knows the events that were read from elsewhere.
    #[must_use]
    pub fn to_json_without_ids(&self) -> String {
        let without = |mark: &Mark| Mark {
            ids: Vec::new(),
            ..mark.clone()
        };
        let bare = Self {
            marks: self.marks.iter().map(without).collect(),
            known: HashSet::new(),
            ..*self
        };
        // Numbers and texts can always be written.
        serde_json::to_string(&bare).unwrap_or_default()
    }

    /// Whether a page was read.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        !self.marks.is_empty() || self.newest_event.is_some()
    }

    /// From where to read on at this time.
    pub(super) fn start(&mut self, now: i64) -> EventPoll {
        self.prune(now);
        let cursor = self.marks.front().and_then(|mark| mark.cursor.clone());
        EventPoll {
            from_ms: self.back.or(self.from).filter(|_| cursor.is_none()),
            cursor: cursor.map(Cursor::from),
            to_ms: None,
        }
    }

    /// Takes in the page that this cursor led to; gives its events that were not seen before.
    pub(super) fn page(&mut self, asked: Option<&Cursor>, page: EventPage, now: i64) -> Vec<Event> {
        let mut fresh = Vec::with_capacity(page.events.len());
        let mut ids = Vec::with_capacity(page.events.len());
        let mut newest = None;
        for event in page.events {
            let at = millis(event.time.as_deref());
            let processed = millis(event.processed_at.as_deref());
            self.newest_event = self.newest_event.max(at);
            self.newest_processed = self.newest_processed.max(processed);
            newest = newest.max(processed.or(at));
            let id = event_id(&event);
            if self.known.insert(id.clone()) {
                ids.push(id);
                fresh.push(event);
            }
        }
        self.mark(asked, ids, newest, now);
        // The cursor of a last page leads to what comes after it.
        if let Some(next) = &page.next
            && Some(next) != asked
        {
            self.mark(Some(next), Vec::new(), None, now);
        }
        self.prune(now);
        fresh
    }

    fn mark(&mut self, cursor: Option<&Cursor>, ids: Vec<String>, newest: Option<i64>, now: i64) {
        let cursor = cursor.map(|cursor| cursor.as_str().to_owned());
        let known = self.marks.iter_mut().find(|mark| mark.cursor == cursor);
        if let Some(mark) = known {
            mark.newest = mark.newest.max(newest);
            mark.ids.extend(ids);
            return;
        }
        // Of several empty pages at the end, the last one's cursor is enough, but for the very first page.
        if ids.is_empty() {
            let spare = |mark: &Mark| mark.ids.is_empty() && mark.newest.is_none();
            if self.marks.len() > 1 && self.marks.back().is_some_and(spare) {
                self.marks.pop_back();
            }
        }
        self.marks.push_back(Mark {
            cursor,
            read_at: now,
            newest,
            ids,
        });
    }

    /// Forgets pages that are further back than the overlap: by the service's clock while a backlog is read, by this
    /// machine's while nothing happens.
    fn prune(&mut self, now: i64) {
        let newest = self.marks.iter().filter_map(|mark| mark.newest).max();
        let mut ids: usize = self.marks.iter().map(|mark| mark.ids.len()).sum();
        while let (Some(first), Some(second)) = (self.marks.front(), self.marks.get(1)) {
            // Without a cursor there is only the beginning to go back to.
            if second.cursor.is_none() {
                break;
            }
            let behind = match (first.newest, newest) {
                (Some(its), Some(newest)) => newest.saturating_sub(its) > OVERLAP_MS,
                _ => false,
            };
            let old = now.saturating_sub(first.read_at) > OVERLAP_MS;
            if !behind && !old && ids <= MOST_IDS {
                break;
            }
            if let Some(mark) = self.marks.pop_front() {
                ids -= mark.ids.len();
                for id in &mark.ids {
                    self.known.remove(id);
                }
            }
        }
    }

    /// Atlassian refused the cursor: goes back to the time of the newest event, less a day.
    pub(super) fn refused(&mut self) {
        let newest = self
            .newest_event
            .into_iter()
            .chain(self.newest_processed)
            .min();
        if let Some(newest) = newest {
            let back = newest.saturating_sub(OVERLAP_OF_TIME_MS);
            self.back = Some(self.from.map_or(back, |from| from.max(back)));
        }
        // What was seen stays known; it only has no place of its own anymore.
        let ids: Vec<String> = self.marks.drain(..).flat_map(|mark| mark.ids).collect();
        self.marks.push_back(Mark {
            ids,
            ..Mark::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, second: i64) -> Event {
        let time = jiff::Timestamp::from_second(second).unwrap().to_string();
        Event {
            id: id.into(),
            time: Some(time.clone()),
            processed_at: Some(time),
            ..Event::default()
        }
    }

    fn page(events: Vec<Event>, next: Option<&str>) -> EventPage {
        EventPage {
            events,
            next: next.map(Cursor::from),
        }
    }

    fn ids(events: &[Event]) -> Vec<&str> {
        events.iter().map(|event| event.id.as_str()).collect()
    }

    #[test]
    fn what_was_on_the_pages_of_the_overlap_is_not_handed_out_twice() {
        let mut position = Position::starting(Some(5));
        assert_eq!(position.start(0).from_ms, Some(5));
        let fresh = position.page(
            None,
            page(vec![event("a", 100), event("b", 101)], Some("c1")),
            0,
        );
        assert_eq!(ids(&fresh), ["a", "b"]);
        assert!(
            position
                .page(Some(&"c1".into()), page(vec![], Some("c1")), 0)
                .is_empty()
        );
        let text = serde_json::to_string(&position).unwrap();
        let mut position = Position::from_json(&text).unwrap();
        // A minute later it begins at the beginning again, where one came late.
        assert_eq!(position.start(60_000).cursor, None);
        let late = vec![event("a", 100), event("late", 99), event("b", 101)];
        assert_eq!(
            ids(&position.page(None, page(late, Some("c1")), 60_000)),
            ["late"]
        );
        // An hour later, where it ended.
        assert_eq!(position.start(3_600_000).cursor, Some("c1".into()));
        let fresh = position.page(
            Some(&"c1".into()),
            page(vec![event("c", 200)], Some("c2")),
            3_600_000,
        );
        assert_eq!(ids(&fresh), ["c"]);
    }

    #[test]
    fn a_backlog_is_read_without_keeping_it() {
        let mut position = Position::starting(None);
        let mut cursor = None;
        for number in 0..2_000 {
            let next = format!("c{number}");
            let events = (0..500)
                .map(|one| event(&format!("{number}-{one}"), number * 500 + one))
                .collect();
            let fresh = position.page(cursor.as_ref(), page(events, Some(&next)), 0);
            assert_eq!(fresh.len(), 500);
            cursor = Some(Cursor::from(next.as_str()));
            assert!(position.known.len() <= 2_000, "{}", position.known.len());
        }
        assert!(position.marks.len() < 6);
        // A burst within the overlap is bounded as well.
        for number in 0..200 {
            let next = format!("burst{number}");
            let events = (0..500)
                .map(|one| event(&format!("b{number}-{one}"), 1_000_000))
                .collect();
            position.page(cursor.as_ref(), page(events, Some(&next)), 0);
            cursor = Some(Cursor::from(next.as_str()));
            assert!(position.known.len() <= MOST_IDS + 500);
        }
    }

    #[test]
    fn a_refused_cursor_goes_back_by_time_and_keeps_what_was_seen() {
        let day = 86_400;
        let mut position = Position::starting(Some(0));
        position.page(None, page(vec![event("a", 10 * day)], Some("c1")), 0);
        position.refused();
        let start = position.start(0);
        assert_eq!((start.cursor, start.from_ms), (None, Some(9 * day * 1000)));
        let again = vec![event("a", 10 * day), event("b", 11 * day)];
        assert_eq!(ids(&position.page(None, page(again, Some("c2")), 0)), ["b"]);
    }

    #[test]
    fn clocks_that_differ_or_jump_lose_nothing() {
        let mut position = Position::starting(None);
        let ahead = 4_000_000_000;
        // The service's clock is far ahead of ours, then ours jumps back.
        position.page(None, page(vec![event("a", ahead)], Some("c1")), 1_000_000);
        position.page(Some(&"c1".into()), page(vec![event("b", 5)], Some("c2")), 0);
        assert_eq!(position.start(0).cursor, None);
        let again = position.page(None, page(vec![event("a", ahead)], Some("c1")), 0);
        assert!(again.is_empty());
        // Times that nobody can read do not matter.
        let odd = Event {
            id: "odd".into(),
            time: Some("yesterday".to_owned()),
            ..Event::default()
        };
        assert_eq!(
            ids(&position.page(Some(&"c2".into()), page(vec![odd], None), 0)),
            ["odd"]
        );
    }
}
