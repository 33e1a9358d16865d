"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const data = JSON.parse(at("data").textContent);
  const SIZE = 100, PRINTED = 5000;
  const n = (count) => count.toLocaleString("en");
  // A text that has invisible characters comes as it is shown and as it is.
  const shown = (text) => (Array.isArray(text) ? text[0] : text);
  const exact = (text) => (Array.isArray(text) ? text[1] : text) ?? "";
  const rows = data.rows.map(([id, email, name, account, access, how, status, active, since, own]) => ({
    id, email, name, account, access, how, status, active, since, own, decision: "", note: "",
    hay: [shown(email), shown(name), shown(account), shown(access), how, status].map((part) => part ?? "").join("\n").toLowerCase(),
  }));
  // Decisions outlive the page in this browser, where it lets files keep anything.
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(data.key) ?? "{}") ?? {}; } catch { /* as said */ }
  for (const row of rows) {
    const old = Object.hasOwn(kept, row.id) ? kept[row.id] : null;
    if (!Array.isArray(old)) continue;
    if (["keep", "remove", "?"].includes(old[0])) row.decision = old[0];
    if (typeof old[1] === "string") row.note = old[1];
  }
  let unsaved = false;
  const keep = () => {
    unsaved = true;
    const all = {};
    for (const row of rows) if (row.decision || row.note) all[row.id] = [row.decision, row.note];
    try { localStorage.setItem(data.key, JSON.stringify(all)); } catch { /* as said */ }
  };
  const state = { query: "", only: null, page: 0 };
  let found = rows;

  const element = (tag, text, kind) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const cell = (label, ...parts) => {
    const td = element("td");
    td.dataset.label = label;
    td.append(...parts);
    return td;
  };
  const small = (text) => {
    const made = element("small");
    made.append(element("bdi", text));
    return made;
  };
  const choice = (row, value, word) => {
    const label = element("label"), input = element("input");
    input.type = "radio";
    input.name = row.id;
    input.value = value;
    input.checked = row.decision === value;
    input.addEventListener("change", () => { row.decision = value; keep(); count(); });
    label.append(input, " " + word);
    const line = element("div");
    line.append(label);
    return line;
  };
  const line = (row) => {
    const tr = element("tr");
    const person = [element("bdi", shown(row.email ?? row.account))];
    if (row.name !== null) person.push(small(shown(row.name)));
    person.push(small(row.status ?? "status unknown"));
    if (row.own) person.push(small("your own access"));
    const choices = element("div");
    choices.setAttribute("role", "radiogroup");
    choices.setAttribute("aria-label", `Decision about ${shown(row.email ?? row.account)}, ${shown(row.access)}`);
    choices.append(choice(row, "keep", "Keep"), choice(row, "remove", "Remove"), choice(row, "?", "Not sure"));
    const note = element("input");
    note.type = "text";
    note.size = 12;
    note.value = row.note;
    note.setAttribute("aria-label", `Note about ${shown(row.email ?? row.account)}`);
    note.addEventListener("input", () => { row.note = note.value; keep(); });
    tr.append(cell("decision", choices), cell("person", ...person), cell("access", element("bdi", shown(row.access)), small(row.how ?? "how: unknown")),
      cell("last active", row.active), cell("since", row.since), cell("note", note));
    return tr;
  };
  const count = () => {
    const decided = rows.filter((row) => row.decision === "keep" || row.decision === "remove").length;
    const some = found.length === rows.length ? `${n(rows.length)} rows` : `${n(found.length)} of ${n(rows.length)} rows`;
    at("found").textContent = `${some}; ${n(decided)} decided, ${n(rows.length - decided)} to decide`;
  };
  const draw = (first = state.page * SIZE, size = SIZE) => {
    at("rows").replaceChildren(...found.slice(first, first + size).map(line));
    const pages = Math.max(1, Math.ceil(found.length / SIZE));
    at("page").textContent = `Page ${state.page + 1} of ${pages}`;
    at("back").disabled = state.page === 0;
    at("next").disabled = state.page + 1 >= pages;
    document.querySelector(".pages").hidden = pages === 1;
    count();
  };
  const find = () => {
    const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter((row) => (state.only === null || row.decision === state.only) && words.every((word) => row.hay.includes(word)));
    state.page = 0;
    draw();
  };
  at("search").addEventListener("input", (event) => { state.query = event.target.value; find(); });
  const chips = document.querySelectorAll("[data-only]");
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      state.only = state.only === chip.dataset.only ? null : chip.dataset.only;
      for (const one of chips) one.setAttribute("aria-pressed", String(one.dataset.only === state.only));
      find();
    });
  }
  const turn = (by) => { state.page += by; draw(); at("found").scrollIntoView({ block: "nearest" }); };
  at("back").addEventListener("click", () => turn(-1));
  at("next").addEventListener("click", () => turn(1));

  // The list as atlctl writes it: a cell that a spreadsheet would run as formulas gets a quotation mark, and its row a 1.
  const isFormula = (text) => {
    const rest = text.replace(/^[\s"'\ufeff]+/u, "");
    return /[\t\r\n]/.test(text.slice(0, text.length - rest.length)) || /^[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(rest);
  };
  const record = (cells) => cells.map((text) => (/[",\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",") + "\n";
  const list = () => {
    const parts = ["\ufeff", record(["decision", "note", "email", "name", "access", "account_id", "row", "escaped"])];
    for (const row of rows) {
      const cells = [row.decision, row.note, exact(row.email), exact(row.name), exact(row.access), exact(row.account), row.id];
      const guarded = cells.map((text) => (isFormula(text) ? "'" + text : text));
      parts.push(record([...guarded, guarded.some((text, i) => text !== cells[i]) ? "1" : ""]));
    }
    return parts.join("");
  };
  at("save").addEventListener("click", () => {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([list()], { type: "text/csv;charset=utf-8" }));
    link.download = data.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    const left = rows.filter((row) => row.decision !== "keep" && row.decision !== "remove").length;
    at("saved").textContent = `Saved as ${data.file}. ${left === 0 ? "Every row is decided." : `${n(left)} of ${n(rows.length)} rows are not decided.`}`;
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  addEventListener("beforeprint", () => draw(0, PRINTED));
  addEventListener("afterprint", () => draw());
  draw();
})();
