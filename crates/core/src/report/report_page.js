"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const ROW = 34, TALLEST = 8000000, PRINTED = 5000, PIECES = ["key", "id", "text", "sentence"];
  const whole = new Intl.NumberFormat("en"), cents = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const number = (n) => whole.format(n);
  const shown = (cell, holds) => {
    if (cell === null) return "?";
    if (cell === false) return "–";
    if (cell === true) return "never";
    if (cell.least !== undefined) return "≥" + shown(cell.least, holds);
    if (typeof cell === "object") {
      const text = data.texts[cell[0]];
      return holds === "time" ? text.replace("T", " ").replace(/(:\d\d)(?::\d\d(?:\.\d+)?)?Z$/, "$1") : text;
    }
    return holds === "money" ? cents.format(cell) : number(cell);
  };
  // Missing values come last in either order; never is earlier than any time, and longer ago than any number of days. What
  // never expires ends later than everything else.
  const order = (way, holds, name) => (a, b) => {
    a = a?.least ?? a; b = b?.least ?? b;
    const missing = (cell) => cell === null || cell === false;
    if (missing(a) || missing(b)) return missing(a) - missing(b);
    if (a === true || b === true) return ((b === true) - (a === true)) * (holds === "number" || name === "expires" ? -way : way);
    if (typeof a === "object") {
      const x = data.texts[a[0]].toLowerCase(), y = data.texts[b[0]].toLowerCase();
      return (x < y ? -1 : x > y ? 1 : 0) * way;
    }
    return (a - b) * way;
  };
  // As it is searched: without capitals and accents.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  // The address holds the search and the order of each list, so that a view can be bookmarked or shared.
  const asked = new URLSearchParams(location.hash.slice(1));
  const keep = (name, value) => {
    if (value) asked.set(name, value); else asked.delete(name);
    try { history.replaceState(null, "", asked.size ? "#" + asked : location.pathname + location.search); } catch { /* not for every file */ }
  };

  const start = (root, list) => {
    const columns = list.columns, box = root.querySelector(".window"), sizer = root.querySelector(".sizer");
    const table = root.querySelector("table"), head = table.tHead, body = table.tBodies[0];
    const search = root.querySelector("input"), found = root.querySelector(".found");
    // IDs, which nobody reads, and what is the same in every row leave their room to the other columns.
    const same = (cells) => list.rows > 1 && cells.every((cell) => JSON.stringify(cell) === JSON.stringify(cells[0]));
    const hidden = new Set(columns.filter((column, at) => at > 0 && (column.off_paper || same(column.cells))));
    const constant = [...hidden].filter((column) => !column.off_paper && column.cells[0] !== false);
    let visible = columns.filter((column) => !hidden.has(column));
    const state = { query: asked.get(list.name + ".q") ?? "", sort: -1, way: 1 };
    const all = Array.from({ length: list.rows }, (_, at) => at);
    let rows = all, first = 0, hay = null, printing = false;
    const by = asked.get(list.name + ".sort") ?? "", at = columns.findIndex((column) => column.name === by.replace(/^-/, ""));
    if (at >= 0) { state.sort = at; state.way = by.startsWith("-") ? -1 : 1; }

    const hold = (index) => (hay[index] ??= plain(columns.map((column) => shown(column.cells[index], column.holds)).join("\n")));
    const find = () => {
      const words = plain(state.query).split(/\s+/).filter(Boolean);
      if (words.length) hay ??= new Array(list.rows);
      rows = words.length ? all.filter((index) => words.every((word) => hold(index).includes(word))) : all;
      if (state.sort >= 0) {
        const { cells, holds, name } = columns[state.sort], compare = order(state.way, holds, name);
        rows = [...rows].sort((a, b) => compare(cells[a], cells[b]) || a - b);
      }
      box.scrollTop = 0;
      size();
      draw(true);
    };
    const tall = () => Math.min(rows.length * ROW, TALLEST);
    const fits = () => Math.max(1, Math.floor((box.clientHeight - head.offsetHeight) / ROW));
    const size = () => { sizer.style.height = head.offsetHeight + tall() + "px"; };
    // On paper, addresses and IDs break after their marks; only what has none within 24 letters breaks anywhere. A browser
    // needs minutes to lay out thousands of such rows.
    const pieces = (td, text) => {
      const parts = text.split(/(?<=[@._\-\/,:])(?=.)/);
      td.append(...parts.flatMap((part, at) => at ? [document.createElement("wbr"), part] : [part]));
      if (parts.some((part) => part.split(/\s/).some((word) => word.length > 24))) td.closest("td").classList.add("long");
    };
    // Nobody types an ID off a sheet of paper: there, those that a terminal leaves out give others their room.
    const classOf = (column) => "is-" + column.holds + (column.off_paper ? " off-paper" : "");
    const line = (index, place) => {
      const tr = element("tr");
      tr.setAttribute("aria-rowindex", String(place + 2));
      for (const column of visible) {
        const text = shown(column.cells[index], column.holds), td = element("td", classOf(column));
        const inPieces = printing && PIECES.includes(column.holds), bdi = element("bdi", "", inPieces ? undefined : text);
        td.append(bdi);
        if (inPieces) pieces(bdi, text);
        if (text.length > 18) td.title = text; else if (column.holds === "text") td.classList.add("short");
        tr.append(td);
      }
      return tr;
    };
    const say = (from, to) => {
      if (!rows.length && list.rows) { found.textContent = "No row has “" + state.query.trim() + "”."; return; }
      const n = rows.length === list.rows ? number(rows.length) : number(rows.length) + " of " + number(list.rows);
      const more = (list.total > list.rows ? "; " + number(list.total) + " in all" : "") + (list.undecided ? "; there may be more" : "");
      if (list.total === 0 && list.undecided) { found.textContent = "It is unknown whether there are any " + list.things + "."; return; }
      found.textContent = n + " " + (n === "1" ? "row" : list.things) + more + (rows.length > to - from ? ", showing " + number(from + 1) + " to " + number(to) : "");
    };
    const draw = (force) => {
      const most = fits() + 1, last = Math.max(0, rows.length - most + 1), room = tall() - (box.clientHeight - head.offsetHeight);
      const next = room <= 0 ? 0 : Math.min(last, Math.round((box.scrollTop / room) * last));
      if (next === first && !force) return;
      first = next;
      const end = Math.min(rows.length, first + most);
      body.replaceChildren(...rows.slice(first, end).map((index, at) => line(index, first + at)));
      say(first, end);
    };
    const mark = () => {
      for (const [at, cell] of [...head.rows[0].cells].entries()) {
        const button = cell.firstChild;
        delete button.dataset.way;
        cell.removeAttribute("aria-sort");
        if (visible[at] !== columns[state.sort]) continue;
        button.dataset.way = state.way > 0 ? "up" : "down";
        cell.setAttribute("aria-sort", state.way > 0 ? "ascending" : "descending");
      }
    };
    const title = (column) => {
      const at = columns.indexOf(column);
      const cell = element("th", classOf(column)), button = element("button", "", column.header + (column.holds === "time" ? " (UTC)" : ""));
      cell.scope = "col";
      button.type = "button";
      button.dataset.sort = column.name;
      button.addEventListener("click", () => {
        state.way = state.sort === at ? -state.way : 1;
        state.sort = at;
        mark();
        find();
        keep(list.name + ".sort", (state.way < 0 ? "-" : "") + column.name);
      });
      cell.append(button);
      return cell;
    };
    const heads = () => {
      const titles = element("tr");
      titles.setAttribute("aria-rowindex", "1");
      titles.append(...visible.map(title));
      head.replaceChildren(titles);
      table.setAttribute("aria-colcount", String(visible.length));
      mark();
    };
    table.setAttribute("aria-rowcount", String(list.rows + 1));
    search.value = state.query;
    search.addEventListener("input", () => { state.query = search.value; find(); keep(list.name + ".q", state.query); });
    let waiting = false;
    box.addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; draw(false); });
    });
    addEventListener("resize", () => { size(); draw(true); });
    if (list.rows <= 8) search.hidden = true;
    if (!list.rows) box.hidden = true;
    if (hidden.size) {
      const more = element("button", "chip", "All " + number(columns.length) + " columns");
      more.type = "button";
      more.setAttribute("aria-pressed", "false");
      more.addEventListener("click", () => {
        const pressed = more.getAttribute("aria-pressed") !== "true";
        more.setAttribute("aria-pressed", String(pressed));
        visible = columns.filter((column) => pressed || !hidden.has(column));
        heads();
        draw(true);
      });
      root.querySelector(".tools").append(more);
    }
    if (search.hidden && !hidden.size || !list.rows) root.querySelector(".tools").hidden = true;
    if (constant.length) {
      const said = constant.map((column) => column.header + " " + shown(column.cells[0], column.holds));
      found.after(element("p", "found", "The same in every row: " + said.join("; ")));
    }
    heads();
    box.style.height = Math.min((list.rows + 1) * ROW + 18, (list.rows > 30 ? 14 : 32) * ROW) + "px";
    find();
    // On paper nothing scrolls: print what was found, and say where it ends.
    addEventListener("beforeprint", () => {
      const end = Math.min(rows.length, PRINTED);
      printing = end <= 500;
      body.replaceChildren(...rows.slice(0, end).map(line));
      say(0, rows.length);
      if (rows.length > end) found.textContent += "; the first " + number(end) + " are printed";
    });
    addEventListener("afterprint", () => { printing = false; draw(true); });
  };
  for (const list of data.lists) {
    const root = document.querySelector(`[data-list="${CSS.escape(list.name)}"]`);
    if (root) start(root, list);
  }
  for (const button of document.querySelectorAll(".copy")) {
    const code = button.previousElementSibling;
    button.addEventListener("click", async () => {
      let copied = false;
      try { await navigator.clipboard.writeText(code.textContent); copied = true; } catch {
        // Not for every file: select it, and let the reader copy.
        getSelection().selectAllChildren(code);
        try { copied = document.execCommand("copy"); } catch { /* selected at least */ }
      }
      button.textContent = copied ? "Copied" : "Selected";
    });
  }
})();
