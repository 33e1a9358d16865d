//! The audit log: query, poll, one event, and the actions there are.

use serde_json::{Map, Value, json};

use super::page::{cursor, place, with};
use super::{Reply, Request, errors};
use crate::organization::{ACTIONS, Event, View, iso};
use crate::server::Sim;

/// The address that all events come from.
const IP: &str = "192.0.2.7";

/// Which events a request asks for.
struct Wanted {
    term: Option<String>,
    from: i64,
    to: i64,
    action: Option<String>,
    actors: Vec<String>,
    ips: Vec<String>,
    products: Vec<String>,
    /// A place that none of the simulator's events is from.
    elsewhere: bool,
    limit: usize,
}

fn bad(code: &str, detail: &str) -> Reply {
    errors::admin(400, code, "Bad request", detail)
}

impl Wanted {
    fn read(request: &Request, usual: usize, known: &[&str]) -> Result<Self, Reply> {
        let unknown = request
            .query
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()));
        if let Some((name, _)) = unknown {
            return Err(bad("ADMIN-400-19", &format!("Unknown parameter {name}")));
        }
        let time = |name: &str, usual: i64| match request.parameter(name) {
            None => Ok(usual),
            // Milliseconds as text, rounded down to seconds.
            Some(text) => text
                .parse()
                .map(|milliseconds: i64| milliseconds.div_euclid(1000))
                .map_err(|_| {
                    bad(
                        "ADMIN-400-3",
                        &format!("{name} must be milliseconds since 1970"),
                    )
                }),
        };
        let limit = match request.parameter("limit") {
            None => usual,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=500).contains(limit))
                .ok_or_else(|| bad("ADMIN-400-19", "limit must be 1 to 500"))?,
        };
        let list = |name: &str| -> Vec<String> {
            let values = request.query.iter().filter(|(known, _)| known == name);
            values
                .flat_map(|(_, value)| value.split(','))
                .map(str::to_owned)
                .collect()
        };
        let q = request.parameter("q");
        if q.is_some_and(|q| q.split_whitespace().count() > 1) {
            return Err(bad("ADMIN-400-21", "q has more than one term"));
        }
        Ok(Self {
            term: q.map(str::to_lowercase),
            from: time("from", i64::MIN)?,
            to: time("to", i64::MAX)?,
            action: request.parameter("action").map(str::to_owned),
            actors: list("actor"),
            ips: list("ip"),
            products: list("product"),
            elsewhere: !list("location").is_empty(),
            limit,
        })
    }

    fn matches(&self, view: &View<'_>, event: &Event) -> bool {
        let says = |term: &String| {
            let (id, _, name) = &event.target;
            [id, name]
                .iter()
                .any(|text| text.to_lowercase().contains(term))
                || event.action.contains(term.as_str())
        };
        // A product is that of a resource: `ari:cloud:jira-software::site/…`.
        let is_in = |product: &String| {
            let ids = [Some(&event.target.0), event.of.as_ref()];
            let mut kinds = ids.into_iter().flatten().filter_map(|id| {
                let kind = id.strip_prefix("ari:cloud:")?.split(':').next()?;
                Some(kind.replace('-', "_"))
            });
            kinds.any(|kind| kind == *product || kind.starts_with(&format!("{product}_")))
        };
        !self.elsewhere
            && (self.ips.is_empty() || self.ips.iter().any(|ip| ip == IP))
            && (self.products.is_empty() || self.products.iter().any(is_in))
            && (self.from..=self.to).contains(&event.time)
            && self
                .action
                .as_ref()
                .is_none_or(|action| action == event.action)
            && (self.actors.is_empty()
                || view.person(event.actor).is_some_and(|actor| {
                    self.actors.contains(&actor.account_id) || self.actors.contains(&actor.email)
                }))
            && self.term.as_ref().is_none_or(says)
    }
}

fn start(request: &Request, kind: &str) -> Result<Option<usize>, Reply> {
    let Some(text) = request.parameter("cursor") else {
        return Ok(None);
    };
    let place = place(kind, text).ok_or_else(|| bad("ADMIN-400-1", "Invalid cursor"))?;
    Ok(Some(place))
}

/// `GET …/events`: newest first.
pub(super) fn query(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let known = [
        "cursor", "q", "from", "to", "action", "actor", "ip", "product", "location", "limit",
    ];
    let wanted = Wanted::read(request, 30, &known)?;
    let state = sim.state();
    let view = sim.seen(&state);
    // The cursor is one behind the next event, counted from the oldest: it stays where it is when new ones come.
    let mut place = start(request, "events")?.unwrap_or_else(|| view.count_events());
    let mut data = Vec::new();
    while place > 0 && data.len() < wanted.limit {
        place -= 1;
        if let Some(event) = view
            .event(place)
            .filter(|event| wanted.matches(&view, event))
        {
            data.push(model(sim, &view, &event, false));
        }
    }
    let mut more = (0..place).filter_map(|place| view.event(place));
    let next = more
        .any(|event| wanted.matches(&view, &event))
        .then(|| cursor("events", place));
    Ok(reply(sim, "events", &data, next.as_deref()))
}

/// `GET …/events-stream`: by the time of processing, oldest first; a cursor comes with the last page, too.
pub(super) fn stream(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let known = ["cursor", "from", "to", "limit", "sortOrder"];
    let wanted = Wanted::read(request, 200, &known)?;
    let state = sim.state();
    let view = sim.seen(&state);
    let down = match request.parameter("sortOrder") {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(_) => return Err(bad("ADMIN-400-19", "sortOrder must be asc or desc")),
    };
    // The order stays in the cursor.
    let (down, mut place) = match (start(request, "stream-asc"), start(request, "stream-desc")) {
        (Ok(Some(place)), _) => (false, place),
        (_, Ok(Some(place))) => (true, place),
        (Ok(None), _) => (down, if down { view.count_events() } else { 0 }),
        (Err(refusal), _) => return Err(refusal),
    };
    let mut data = Vec::new();
    while data.len() < wanted.limit {
        let at = if down {
            place.checked_sub(1)
        } else {
            Some(place)
        };
        let Some(event) = at.and_then(|at| view.event(at)) else {
            break;
        };
        place = if down { event.place } else { event.place + 1 };
        if wanted.matches(&view, &event) {
            data.push(model(sim, &view, &event, true));
        }
    }
    let kind = if down { "stream-desc" } else { "stream-asc" };
    Ok(reply(
        sim,
        "events-stream",
        &data,
        Some(&cursor(kind, place)),
    ))
}

fn reply(sim: &Sim, list: &str, data: &[Value], next: Option<&str>) -> Reply {
    let base = format!(
        "{}/admin/v1/orgs/{}/{list}",
        sim.api_base(),
        sim.facts.org_id
    );
    let (mut links, mut meta) = (json!({ "self": base }), json!({ "page_size": data.len() }));
    if let Some(next) = next {
        links = with(links, "next", format!("{base}?cursor={next}"));
        meta = with(meta, "next", next);
    }
    Reply::json(200, &json!({ "data": data, "links": links, "meta": meta }))
}

/// `GET …/events/{eventId}`.
pub(super) fn one(sim: &Sim, id: &str) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    let found = (0..view.count_events())
        .filter_map(|place| view.event(place))
        .find(|event| event.id == id);
    match found {
        Some(event) => Reply::json(200, &json!({ "data": model(sim, &view, &event, false) })),
        None => errors::admin(404, "ADMIN-404-4", "Not found", "The event was not found"),
    }
}

/// `GET …/event-actions`.
pub(super) fn actions() -> Reply {
    let actions: Vec<Value> = ACTIONS
        .iter()
        .map(|(id, name, group)| {
            json!({
                "id": id,
                "type": "event-actions",
                "attributes": { "displayName": name, "groupDisplayName": group },
            })
        })
        .collect();
    Reply::json(200, &json!({ "data": actions }))
}

fn model(sim: &Sim, view: &View<'_>, event: &Event, polled: bool) -> Value {
    let mut actor = json!({ "id": "identity-provider", "name": "Identity provider" });
    if let Some(person) = view.person(event.actor) {
        actor = json!({
            "id": person.account_id,
            "name": person.name,
            "email": person.email,
        });
    }
    if event.with_key {
        actor = with(
            actor,
            "auth",
            json!({ "authType": "api-token", "tokenId": "sim-key", "tokenLabel": "Simulated key" }),
        );
    }
    let (id, kind, name) = &event.target;
    let mut fields = Map::new();
    fields.insert("name".to_owned(), Value::from(name.as_str()));
    for (field, value) in [("from", &event.from), ("to", &event.to)] {
        if let Some(value) = value {
            fields.insert(field.to_owned(), Value::from(value.as_str()));
        }
    }
    let mut context = vec![json!({ "id": id, "type": kind, "attributes": fields })];
    if let Some(of) = &event.of {
        context.push(json!({ "id": of, "attributes": {} }));
    }
    let mut attributes = json!({
        "time": iso(event.time),
        "action": event.action,
        "actor": actor,
        "context": context,
        "container": [{ "id": sim.facts.org_id, "type": "orgs", "attributes": {} }],
        "location": { "ip": IP },
    });
    if polled {
        attributes = with(attributes, "processedAt", iso(event.time + 1));
    }
    let base = format!(
        "{}/admin/v1/orgs/{}/events",
        sim.api_base(),
        sim.facts.org_id
    );
    json!({
        "id": event.id,
        "type": "events",
        "attributes": attributes,
        "links": { "self": format!("{base}/{}", event.id) },
    })
}
