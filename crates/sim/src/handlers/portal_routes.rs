//! Routes of the portal alone: `/adminhub/…`, and who is signed in.

use serde_json::{Value, json};

use super::change_counts::counted;
use super::{Reply, Request, errors, portal, portal_changes};
use crate::server::Sim;

/// Handles a request of the portal; none for other requests.
pub(super) fn answer(sim: &Sim, request: &Request, parts: &[&str]) -> Option<Reply> {
    let facts = &sim.facts;
    let get = request.method == "GET";
    Some(match parts {
        ["me"] if get => portal::me(sim),
        ["session", "heartbeat"] if request.method == "POST" => Reply::empty(204),
        // Under `site`, an organization's id is answered too: so a script of the field has it.
        ["adminhub", "um", form @ ("site" | "org"), id, rest @ ..] => {
            let site = *form == "site";
            if *id != facts.org_id && !(site && *id == facts.site_id) {
                errors::keyed(404, "notFound")
            } else if !get {
                portal_changes::answer(sim, request, site, rest)
            } else if let (true, ["product", rest @ ..]) = (site, rest) {
                products(sim, rest)
            } else {
                portal::answer(sim, request, site, rest)
            }
        }
        ["adminhub", "organization", "my2"] if get => Reply::json(
            200,
            &json!([{
                "id": facts.org_id,
                "name": facts.org_name,
                "sites": [site(sim)],
                "domains": { "total": 4, "verified": 2 },
                "memberTotal": facts.people,
            }]),
        ),
        // Merges another organization into one: nobody is to call it, and here nobody can.
        ["adminhub", "organization", "reparent"] if !get => counted(
            sim,
            request,
            "merge-organizations",
            &request.field("primaryOrgId"),
            Err(errors::keyed(403, "forbidden")),
        ),
        ["adminhub", "organization", org, rest @ ..] if get && *org == facts.org_id => match rest {
            [] => Reply::json(
                200,
                &json!({ "id": org, "name": facts.org_name, "sites": [site(sim)] }),
            ),
            ["members"] => portal::managed(sim, request),
            _ => errors::keyed(404, "notFound"),
        },
        ["adminhub", "sites", id, "linked-org"] if get && *id == facts.site_id => {
            Reply::json(200, &json!({ "id": facts.org_id }))
        }
        ["adminhub", "external-directory", "manage-directory"] if get => {
            if request.parameter("orgId") != Some(&facts.org_id) {
                return Some(errors::keyed(404, "notFound"));
            }
            Reply::json(
                200,
                &json!([{ "id": facts.scim_id, "name": "Identity provider" }]),
            )
        }
        ["adminhub", ..] => errors::keyed(404, "notFound"),
        _ => return None,
    })
}

fn site(sim: &Sim) -> Value {
    json!({
        "id": sim.facts.site_id,
        "siteUrl": "https://acme.atlassian.net",
        "orgId": sim.facts.org_id,
        "siteAdmin": null,
        "displayName": "acme",
        "avatar": null,
        "products": null,
    })
}

/// Licenses, and which groups may use a product.
fn products(sim: &Sim, rest: &[&str]) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    match rest {
        ["licences"] => {
            let all: Vec<Value> = sim
                .facts
                .products
                .iter()
                .enumerate()
                .map(|(number, product)| {
                    json!({
                        "productId": product.key,
                        "productName": product.name,
                        "currentUsers": view.product_users(number),
                        "maxUsers": state.licenses.get(&number),
                    })
                })
                .collect();
            Reply::json(200, &json!({ "products": all }))
        }
        ["access-config", kind] => {
            let name = match *kind {
                "use" => "useAccessConfig",
                "admin" => "adminAccessConfig",
                "external-collaborator" => "externalCollaboratorConfig",
                "helpseeker" => "helpseekerConfig",
                _ => return errors::keyed(404, "notFound"),
            };
            let all: Vec<Value> = sim
                .facts
                .products
                .iter()
                .enumerate()
                .map(|(number, product)| {
                    let groups: Vec<Value> = (0..view.groups())
                        .filter_map(|index| view.group(index))
                        .filter(|group| {
                            let mut grants = view.group_grants(group.index).into_iter();
                            *kind == "use" && grants.any(|grant| grant.opens() == Some(number))
                        })
                        .map(|group| json!({ "id": group.id, "name": group.name }))
                        .collect();
                    json!({ "product": { "productId": product.key }, "groups": groups })
                })
                .collect();
            Reply::json(200, &json!({ name: all }))
        }
        _ => errors::keyed(404, "notFound"),
    }
}
