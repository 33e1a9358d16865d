"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const data = JSON.parse(at("data").textContent);
  const SIZE = 100, PRINTED = 5000;
  const text = (i) => (i === null ? "?" : data.texts[i]);
  const rows = data.rows.map(([line, email, name, account, what, before, after, group, reason]) => ({
    line, email, name, account, what: what === null ? "" : text(what), before: text(before),
    after: after === null ? "–" : text(after), group, outcome: data.groups[group], reason: text(reason), hay: null,
  }));
  const hay = (row) => (row.hay ??= [row.email, row.name, row.account, row.what, row.before, row.after, row.outcome, row.reason]
    .map((part) => part ?? "").join("\n").toLowerCase());
  const keys = {
    line: (row) => row.line ?? Infinity,
    person: (row) => (row.email ?? row.account ?? "").toLowerCase(),
    what: (row) => row.what.toLowerCase(),
    before: (row) => row.before.toLowerCase(),
    after: (row) => row.after.toLowerCase(),
    result: (row) => row.group,
    reason: (row) => row.reason.toLowerCase(),
  };
  // The address holds the search, filter and order, so that a view can be bookmarked or shared.
  const asked = new URLSearchParams(location.hash.slice(1));
  const state = { query: asked.get("q") ?? "", only: new Set((asked.get("result") ?? "").split(",").filter(Boolean)), sort: "", way: 1, page: 0 };
  const sorted = asked.get("sort") ?? "", by = sorted.replace(/^-/, "");
  if (Object.hasOwn(keys, by)) { state.sort = by; state.way = sorted.startsWith("-") ? -1 : 1; }
  let found = rows;

  const cell = (label, ...parts) => {
    const td = document.createElement("td");
    td.dataset.label = label;
    td.append(...parts);
    return td;
  };
  const bdi = (content) => {
    const element = document.createElement("bdi");
    element.textContent = content;
    return element;
  };
  const small = (content) => {
    const element = document.createElement("small");
    element.append(bdi(content));
    return element;
  };
  const line = (row) => {
    const tr = document.createElement("tr");
    const person = [bdi(row.email ?? row.account ?? "?")];
    if (row.name) person.push(small(row.name));
    if (row.email && row.account) person.push(small(row.account));
    const dot = document.createElement("span");
    dot.className = "dot o-" + data.classes[row.group];
    tr.append(cell("line", row.line === null ? "–" : String(row.line)), cell("person", ...person), ...(data.what ? [cell("what", bdi(row.what))] : []), cell("before", bdi(row.before)),
      cell("after", bdi(row.after)), cell("result", dot, row.outcome), cell("reason", bdi(row.reason)));
    return tr;
  };
  const draw = (first = state.page * SIZE, size = SIZE) => {
    at("rows").replaceChildren(...found.slice(first, first + size).map(line));
    const pages = Math.max(1, Math.ceil(found.length / SIZE));
    at("page").textContent = `Page ${state.page + 1} of ${pages}`;
    at("back").disabled = state.page === 0;
    at("next").disabled = state.page + 1 >= pages;
    document.querySelector(".pages").hidden = pages === 1;
    const n = (count) => count.toLocaleString("en");
    at("found").textContent = found.length === rows.length ? `${n(rows.length)} rows` : `${n(found.length)} of ${n(rows.length)} rows`;
  };
  const find = () => {
    const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter((row) => (state.only.size === 0 || state.only.has(row.outcome)) && words.every((word) => hay(row).includes(word)));
    if (state.sort) {
      const key = keys[state.sort];
      found = [...found].sort((a, b) => { const x = key(a), y = key(b); return (x < y ? -1 : x > y ? 1 : 0) * state.way; });
    }
    state.page = 0;
    draw();
  };
  const keep = () => {
    const kept = new URLSearchParams();
    if (state.query) kept.set("q", state.query);
    if (state.only.size) kept.set("result", [...state.only].join(","));
    if (state.sort) kept.set("sort", (state.way < 0 ? "-" : "") + state.sort);
    // Some browsers refuse this for files; the page works without it.
    try { history.replaceState(null, "", kept.size ? "#" + kept : location.pathname + location.search); } catch { /* as said */ }
  };

  at("search").value = state.query;
  at("search").addEventListener("input", (event) => { state.query = event.target.value; find(); keep(); });
  for (const chip of document.querySelectorAll(".chip")) {
    const outcome = chip.dataset.outcome;
    chip.setAttribute("aria-pressed", String(state.only.has(outcome)));
    chip.addEventListener("click", () => {
      if (!state.only.delete(outcome)) state.only.add(outcome);
      chip.setAttribute("aria-pressed", String(state.only.has(outcome)));
      find();
      keep();
    });
  }
  const heads = document.querySelectorAll("thead button[data-sort]");
  const mark = () => {
    for (const head of heads) {
      delete head.dataset.way;
      head.parentElement.removeAttribute("aria-sort");
      if (head.dataset.sort !== state.sort) continue;
      head.dataset.way = state.way > 0 ? "up" : "down";
      head.parentElement.setAttribute("aria-sort", state.way > 0 ? "ascending" : "descending");
    }
  };
  for (const head of heads) {
    head.addEventListener("click", () => {
      state.way = state.sort === head.dataset.sort ? -state.way : 1;
      state.sort = head.dataset.sort;
      mark();
      find();
      keep();
    });
  }
  mark();
  const turn = (by) => { state.page += by; draw(); at("found").scrollIntoView({ block: "nearest" }); };
  at("back").addEventListener("click", () => turn(-1));
  at("next").addEventListener("click", () => turn(1));
  // On paper there is no "next": print what was found, and say where it ends.
  addEventListener("beforeprint", () => {
    draw(0, PRINTED);
    if (found.length > PRINTED) at("found").textContent += `; the first ${PRINTED.toLocaleString("en")} are printed`;
  });
  addEventListener("afterprint", () => draw());
  find();
})();
