//! A list of the portal that is read several pages at once: as one page after the other, whatever happens meanwhile.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use atlctl_api::{ErrorKind, OffsetProof};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::common::{hits, org, with_session};

/// What happens to a list before a request with this number.
type Meanwhile = Box<dyn FnMut(usize, &mut Vec<usize>) + Send>;

/// A list that changes while it is read.
struct List {
    entries: Vec<usize>,
    /// The most entries of a page.
    page: usize,
    requests: usize,
    /// Before each request, with its number from 1.
    meanwhile: Meanwhile,
    /// The total that is said: by the number of the request and the entries.
    total: Box<dyn Fn(usize, usize) -> Option<usize> + Send>,
    /// Requests that answer 429.
    limited: BTreeSet<usize>,
}

impl List {
    fn of(entries: usize) -> Self {
        Self {
            entries: (0..entries).collect(),
            page: 100,
            requests: 0,
            meanwhile: Box::new(|_, _| ()),
            total: Box::new(|_, len| Some(len)),
            limited: BTreeSet::new(),
        }
    }

    fn answer(&mut self, request: &Request) -> ResponseTemplate {
        let number = |name: &str| {
            let mut query = request.url.query_pairs();
            let (_, value) = query.find(|(key, _)| key == name).unwrap();
            value.parse::<usize>().unwrap()
        };
        self.requests += 1;
        if self.limited.contains(&self.requests) {
            return ResponseTemplate::new(429).insert_header("retry-after", "1");
        }
        (self.meanwhile)(self.requests, &mut self.entries);
        let rest = self.entries.iter().skip(number("start-index") - 1);
        let users: Vec<Value> = rest
            .take(number("count").min(self.page))
            .map(|n| json!({"id": format!("a:{n}")}))
            .collect();
        let mut page = json!({ "users": users });
        if let Some(total) = (self.total)(self.requests, self.entries.len()) {
            page["total"] = total.into();
        }
        ResponseTemplate::new(200).set_body_json(page)
    }
}

/// Who was found, in order, what is known of the list, and how many requests it took.
struct Read {
    ids: Vec<usize>,
    proof: OffsetProof,
    requests: usize,
}

async fn read(list: List, at_once: usize) -> Result<Read, ErrorKind> {
    let server = MockServer::start().await;
    let list = Arc::new(Mutex::new(list));
    let answering = Arc::clone(&list);
    Mock::given(any())
        .respond_with(move |request: &Request| answering.lock().unwrap().answer(request))
        .mount(&server)
        .await;
    let client = with_session(&server.uri());
    let pages = client.org_users_pages(&org(), at_once);
    let pages: Vec<_> = pages.try_collect().await.map_err(|error| error.kind)?;
    let ids: Vec<usize> = pages
        .iter()
        .flat_map(|page| &page.items)
        .map(|user| user.id.as_str()[2..].parse().unwrap())
        .collect();
    let different: BTreeSet<usize> = ids.iter().copied().collect();
    assert_eq!(different.len(), ids.len(), "somebody was shown twice");
    let proof = pages.last().unwrap().proof;
    assert_eq!(proof.found, ids.len() as u64);
    Ok(Read {
        ids,
        proof,
        requests: hits(&server).await,
    })
}

/// At most a tenth more requests than one page after the other.
fn is_cheap(requests: usize, plain: usize) -> bool {
    requests * 10 <= plain * 11
}

#[tokio::test]
async fn a_list_that_stands_still_is_read_in_its_order() {
    for entries in [0, 1, 99, 100, 101, 1_999, 2_000, 2_500, 7_777] {
        let plain = read(List::of(entries), 1).await.unwrap();
        let several = read(List::of(entries), 8).await.unwrap();
        assert_eq!(several.ids, plain.ids, "{entries}");
        assert!(several.ids.iter().copied().eq(0..entries));
        assert_eq!(plain.requests, entries.div_ceil(100).max(1));
        assert!(
            is_cheap(several.requests, plain.requests),
            "{entries}: {} of {}",
            several.requests,
            plain.requests
        );
        for proof in [plain.proof, several.proof] {
            assert!(proof.is_whole() && !proof.moved, "{entries}: {proof:?}");
        }
    }
}

#[tokio::test]
async fn smaller_pages_than_asked_for_are_the_size_of_a_page() {
    let small = |page| List {
        page,
        ..List::of(2_222)
    };
    for page in [1, 7, 50] {
        let plain = read(small(page), 1).await.unwrap();
        let several = read(small(page), 8).await.unwrap();
        assert_eq!(several.ids, plain.ids);
        assert!(several.proof.is_whole());
        let (requests, plain) = (several.requests, plain.requests);
        // An entry in common costs more where a page has few.
        assert!(
            requests * page <= (plain + plain / 10) * (page + 1),
            "{page}: {requests} of {plain}"
        );
    }
}

/// Numbers that look random and are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % most.max(1)
    }
}

/// People leave and come at random places between random requests.
#[tokio::test]
async fn a_list_that_shifts_loses_nobody_and_shows_nobody_twice() {
    let mut noticed = 0;
    for seed in 0..60 {
        let mut random = Random(seed);
        let entries = 2_000 + random.below(3_000);
        let at: BTreeSet<usize> = (0..1 + random.below(3))
            .map(|_| 2 + random.below(entries / 100 - 4))
            .collect();
        let gone = Arc::new(Mutex::new(BTreeSet::new()));
        let new = Arc::new(Mutex::new(0));
        let (leaving, coming) = (Arc::clone(&gone), Arc::clone(&new));
        let list = List {
            meanwhile: Box::new(move |request, list| {
                if !at.contains(&request) {
                    return;
                }
                let what = random.below(3);
                let many = 1 + random.below(40);
                let at = random.below(list.len() - many);
                if what != 1 {
                    leaving.lock().unwrap().extend(list.drain(at..at + many));
                }
                if what != 0 {
                    let at = random.below(list.len());
                    let mut coming = coming.lock().unwrap();
                    for _ in 0..many {
                        *coming += 1;
                        list.insert(at, 100_000 + *coming);
                    }
                }
            }),
            ..List::of(entries)
        };
        let read = read(list, 8).await.unwrap();
        let found: BTreeSet<usize> = read.ids.iter().copied().collect();
        let gone = gone.lock().unwrap().clone();
        let lost: Vec<usize> = (0..entries)
            .filter(|id| !gone.contains(id) && !found.contains(id))
            .collect();
        assert!(lost.is_empty(), "seed {seed}: {lost:?}, {:?}", read.proof);
        if read.proof.before != read.proof.after {
            assert!(read.proof.moved, "seed {seed}");
        }
        noticed += usize::from(read.proof.moved);
        let most = entries.div_ceil(100) * 11 / 10 + 12;
        assert!(
            read.requests <= most,
            "seed {seed}: {} of {most}",
            read.requests
        );
    }
    assert!(noticed > 40, "{noticed}");
}

/// It is read once more, because nothing tells where it shifted.
#[tokio::test]
async fn a_short_list_that_shifts_is_read_once_more() {
    let list = |request_at: usize, by: usize| List {
        meanwhile: Box::new(move |request, list| {
            if request == request_at {
                list.drain(..by);
            }
        }),
        ..List::of(450)
    };
    for request in 2..=4 {
        let read = read(list(request, 7), 8).await.unwrap();
        assert!((7..450).all(|id| read.ids.contains(&id)), "{request}");
        let proof = read.proof;
        assert!(proof.moved && proof.is_whole(), "{proof:?}");
        assert_eq!((proof.before, proof.after), (Some(450), Some(443)));
        assert_eq!(read.requests, 10);
    }
    // Where it never stands still, it is not whole.
    let list = List {
        meanwhile: Box::new(|_, list| {
            list.remove(0);
        }),
        ..List::of(450)
    };
    let read = read(list, 8).await.unwrap();
    assert!(read.proof.moved && !read.proof.is_whole());
}

#[tokio::test]
async fn without_a_total_one_page_follows_the_other() {
    let list = || List {
        total: Box::new(|_, _| None),
        ..List::of(3_000)
    };
    let plain = read(list(), 1).await.unwrap();
    let several = read(list(), 8).await.unwrap();
    assert_eq!((several.ids, several.requests), (plain.ids, 31));
    assert!(!several.proof.is_whole());
    // Said at first, and then no more.
    let list = List {
        total: Box::new(|request, len| (request < 25).then_some(len)),
        ..List::of(4_000)
    };
    let read = read(list, 8).await.unwrap();
    assert!(read.ids.into_iter().eq(0..4_000));
    assert!(
        !read.proof.is_whole() && is_cheap(read.requests, 41),
        "{}",
        read.requests
    );
}

#[tokio::test]
async fn a_wrong_total_is_noticed_and_costs_little() {
    for (said, entries) in [
        (10_000, 2_500),
        (1_000_000, 9_000),
        (2_600, 2_500),
        (3_000, 1),
    ] {
        let list = || List {
            total: Box::new(move |_, _| Some(said)),
            ..List::of(entries)
        };
        let plain = read(list(), 1).await.unwrap();
        let several = read(list(), 8).await.unwrap();
        assert_eq!(several.ids, plain.ids);
        assert!(several.ids.iter().copied().eq(0..entries));
        assert!(!several.proof.is_whole());
        let (requests, plain) = (several.requests, plain.requests);
        assert!(
            requests <= plain + plain / 10 + 5,
            "{said}: {requests} of {plain}"
        );
    }
    // It ends where its total says.
    let list = List {
        total: Box::new(|_, _| Some(2_000)),
        ..List::of(2_500)
    };
    assert!(read(list, 8).await.unwrap().ids.len() < 2_100);
}

#[tokio::test]
async fn a_total_that_changes_says_that_the_list_moved() {
    let list = |off: usize| List {
        total: Box::new(move |request, len| Some(len + request * off % 3)),
        ..List::of(3_000)
    };
    for off in [1, 2] {
        let read = read(list(off), 8).await.unwrap();
        assert!(read.ids.iter().copied().eq(0..3_000));
        assert!(read.proof.moved);
        assert!(is_cheap(read.requests, 30), "{}", read.requests);
    }
}

#[tokio::test]
async fn a_page_that_is_limited_comes_later() {
    for limited in [1, 2, 25, 40, 49] {
        let list = List {
            limited: [limited, limited + 1].into(),
            ..List::of(5_000)
        };
        let read = read(list, 8).await.unwrap();
        assert!(read.ids.into_iter().eq(0..5_000), "{limited}");
        assert!(read.proof.is_whole() && !read.proof.moved);
        assert!(
            is_cheap(read.requests - 2, 50),
            "{limited}: {}",
            read.requests
        );
    }
    let list = List {
        limited: (30..1_000).collect(),
        ..List::of(5_000)
    };
    assert_eq!(read(list, 8).await.err(), Some(ErrorKind::RateLimited));
}

#[tokio::test]
async fn a_list_that_repeats_its_beginning_ends() {
    for entries in [150, 3_000] {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(move |_: &Request| {
                let users: Vec<Value> = (0..100).map(|n| json!({"id": format!("a:{n}")})).collect();
                ResponseTemplate::new(200).set_body_json(json!({"users": users, "total": entries}))
            })
            .mount(&server)
            .await;
        let client = with_session(&server.uri());
        let pages: Result<Vec<_>, _> = client.org_users_pages(&org(), 8).try_collect().await;
        match pages {
            // Its total is where it ends, and nobody can know more.
            Ok(pages) => assert!(entries == 150 && !pages.last().unwrap().proof.is_whole()),
            Err(error) => assert_eq!((entries, error.kind), (3_000, ErrorKind::Paging)),
        }
        assert!(hits(&server).await < 10);
    }
}
