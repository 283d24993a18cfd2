
"use strict";
// The table is there already. This filters, sorts and opens it.
try {
  const { texts, groups, records } = JSON.parse(document.getElementById("data").textContent);
  // The fields of a record.
  const [SCAN, CHANGE, KIND, PARTIAL, RELEASE, GOROOT, FOLDER, ERRORS, WARNINGS, NOTES, RULES, GROUPS] = Array(12).keys();
  // Rows that are in the page at a time: a browser lays out a few hundred at once, and not 10,000.
  const STEP = 200;

  const find = (id) => document.getElementById(id);
  const table = find("records"), body = table.tBodies[0], rows = Array.from(body.rows);
  const filter = find("filter"), state = find("state"), more = find("more"), tools = find("tools");
  const selects = ["severity", "is", "scan", "change"].map(find);
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const count = (number) => number.toLocaleString("en");

  // A text of the data: names of characters stand between U+0001 and U+0002.
  const show = (text, to) => {
    text.split(/[\u0001\u0002]/).forEach((part, at) => {
      if (part) to.append(at % 2 ? make("b", { className: "u", textContent: part }) : part);
    });
    return to;
  };
  const plain = (text) => text.replace(/[\u0001\u0002]/g, "");

  // What is asked for: words, and facets by name.
  let picked = {}, order = records.map((_, at) => at), found = order, limit = STEP;
  const open = new Set();

  const facets = {
    is: (it, value) => value === "partial" ? it[PARTIAL] === 1 : it[KIND] === value,
    severity: (it, value) => value === "none"
      ? it[ERRORS] + it[WARNINGS] + it[NOTES] === 0
      : it[{ error: ERRORS, warning: WARNINGS, note: NOTES }[value]] > 0,
    scan: (it, value) => it[SCAN] === +value,
    change: (it, value) => it[CHANGE] === value,
    release: (it, value) => it[RELEASE] === +value,
    goroot: (it, value) => it[GOROOT] === +value,
    folder: (it, value) => it[FOLDER] === +value,
    rule: (it, value) => it[RULES].includes(+value),
  };

  // Whether a record holds a word in any value or place: each text and each group is looked at once.
  let lower;
  const holding = (word) => {
    lower ??= texts.map((text) => plain(text).toLowerCase());
    const hit = lower.map((text) => text.includes(word));
    const group = groups.map((ids) => {
      for (let at = 2; at < ids.length; at += 3) if (hit[ids[at]] || hit[ids[at + 1]]) return true;
      return false;
    });
    return (it) => it[RULES].some((id) => hit[id]) || it[GROUPS].some((id) => group[id]);
  };

  const asked = () => {
    const tests = filter.value.toLowerCase().split(/\s+/).filter(Boolean).map(holding);
    const wanted = { ...picked };
    for (const select of selects) if (select.value) wanted[select.id] = select.value;
    for (const [name, value] of Object.entries(wanted)) {
      tests.push((it) => facets[name](it, value));
    }
    return tests;
  };

  const detail = (at) => {
    const box = make("div");
    for (const id of records[at][GROUPS]) {
      const [title, ...lines] = groups[id];
      const section = make("section"), list = make("dl");
      const name = texts[title];
      section.append(show(name, make("h3", { className: { error: "e", warning: "w", note: "n" }[name.split(" ")[0]] ?? "" })), list);
      for (let line = 0; line < lines.length; line += 3) {
        const [label, value, place] = [0, 1, 2].map((part) => texts[lines[line + part]]);
        if (label) list.append(show(label, make("dt")));
        const cell = show(value, make("dd", { className: label ? "" : "only" }));
        if (place) cell.append(" ", show(place, make("span", { className: "at" })));
        list.append(cell);
      }
      box.append(section);
    }
    const row = make("tr", { className: "detail", id: "of-" + at });
    row.append(make("td", { colSpan: table.tHead.rows[0].cells.length }));
    row.firstChild.append(box);
    return row;
  };

  // Paths may be broken behind their slashes; in the file that would be half of all it holds.
  const breakable = (row) => {
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
      const parts = node.data.split(/(?<=\/)/);
      if (parts.length > 1) node.replaceWith(...parts.flatMap((part) => [part, make("wbr")]).slice(0, -1));
    }
  };

  // A row gets its button when it is first shown.
  const shown = (at) => {
    const row = rows[at], cell = row.cells[0];
    if (!row.dataset.at) {
      row.dataset.at = at;
      const button = make("button", { type: "button", className: "open" });
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-controls", "of-" + at);
      button.append(...cell.childNodes);
      cell.append(button);
      breakable(row);
    }
    return open.has(at) ? [row, detail(at)] : [row];
  };

  const toggle = (at, button) => {
    const is = !open.delete(at);
    if (is) {
      open.add(at);
      rows[at].after(detail(at));
    } else {
      find("of-" + at)?.remove();
    }
    button.setAttribute("aria-expanded", is);
    tell();
  };

  const tell = () => {
    const all = count(records.length), of = found.length;
    const there = Math.min(limit, of);
    const which = of === records.length ? `${all} records` : `${count(of)} of ${all} records`;
    state.textContent = which + (there < of ? `, the first ${count(there)} of them here` : "")
      + (open.size ? `, ${count(open.size)} open` : "") + ".";
    more.hidden = there >= of;
  };

  const draw = () => {
    const nodes = [];
    for (const at of found.slice(0, limit)) nodes.push(...shown(at));
    body.replaceChildren(...nodes);
    tell();
  };

  const update = () => {
    const tests = asked();
    found = order.filter((at) => tests.every((test) => test(records[at])));
    limit = STEP;
    draw();
    const chips = find("picked");
    chips.replaceChildren();
    for (const [name, value] of Object.entries(picked)) {
      const chip = make("button", { type: "button" });
      chip.append(`${name}: `, show(texts[value], make("span")), " ×");
      chip.setAttribute("aria-label", `No longer only ${name} ${plain(texts[value])}`);
      chip.onclick = () => { delete picked[name]; update(); filter.focus(); };
      chips.append(chip);
    }
  };

  const clear = () => {
    tools.reset();
    picked = {};
    update();
  };

  // Sorting: each column by its text, numbers in it by their value; findings by their weight.
  const collator = new Intl.Collator("en", { numeric: true });
  const heads = Array.from(table.tHead.rows[0].cells);
  const keys = {};
  const weight = (it) => (it[ERRORS] * 1e6 + it[WARNINGS]) * 1e6 + it[NOTES];
  const sort = (column, head) => {
    const down = head.getAttribute("aria-sort") === "ascending"
      || !head.hasAttribute("aria-sort") && head.dataset.sort === "found";
    const key = keys[column] ??= head.dataset.sort === "found"
      ? records.map(weight)
      : rows.map((row) => row.cells[column].textContent);
    const compare = head.dataset.sort === "found" ? (a, b) => a - b : collator.compare;
    const sign = down ? -1 : 1;
    order = records.map((_, at) => at).sort((a, b) => sign * compare(key[a], key[b]) || a - b);
    heads.forEach((it) => it.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    update();
  };
  heads.forEach((head, column) => {
    const button = make("button", { type: "button", className: "sort" });
    button.append(...head.childNodes);
    button.onclick = () => sort(column, head);
    head.append(button);
  });

  // Numbers and names above lead to their records.
  for (const element of document.querySelectorAll("[data-facet]")) {
    const wanted = element.dataset.facet.split(";").map((it) => it.split("="));
    const button = make("button", { type: "button", className: "pick" });
    button.append(...element.childNodes);
    button.onclick = () => {
      tools.reset();
      picked = {};
      for (const [name, value] of wanted) {
        const select = selects.find((it) => it.id === name);
        if (select) select.value = value; else picked[name] = value;
      }
      update();
      find("programs").scrollIntoView();
      filter.focus({ preventScroll: true });
    };
    const names = wanted.filter(([name]) => /rule|folder/.test(name));
    if (names.length > 1) {
      const said = names.map(([, value]) => plain(texts[value])).join(" in ");
      button.setAttribute("aria-label", `${button.textContent}: ${said}`);
    }
    element.append(button);
  }

  // Scans are chosen by name, where there are several.
  const scan = find("scan");
  document.querySelectorAll("th[data-facet^='scan=']").forEach((head, at) => {
    scan.append(make("option", { value: at, textContent: head.textContent }));
  });
  if (scan.options.length < 2) for (const id of ["scan", "change"]) find(id).parentNode.hidden = true;

  body.addEventListener("click", (event) => {
    const button = event.target.closest(".open");
    if (button) toggle(+button.closest("tr").dataset.at, button);
  });
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches(".open")) return;
    const all = Array.from(body.querySelectorAll(".open"));
    all[all.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writes = event.target.matches("input, select, textarea");
    if (event.key === "/" && !writes) {
      filter.focus();
      filter.select();
      event.preventDefault();
    } else if (event.key === "Escape") {
      clear();
    }
  });

  let waiting;
  filter.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 60); });
  selects.forEach((select) => select.addEventListener("change", update));
  tools.addEventListener("submit", (event) => event.preventDefault());
  find("clear").onclick = (event) => { event.preventDefault(); clear(); filter.focus(); };

  const grow = () => { limit += STEP; draw(); };
  more.onclick = grow;
  new IntersectionObserver((seen) => { if (seen[0].isIntersecting && !more.hidden) grow(); }, { rootMargin: "600px" }).observe(more);

  // Paper gets all that the filter leaves.
  let before;
  addEventListener("beforeprint", () => { before = limit; limit = Infinity; draw(); });
  addEventListener("afterprint", () => { limit = before ?? STEP; draw(); });

  tools.hidden = false;
  document.querySelector(".keys").hidden = false;
  update();
} finally {
  document.getElementById("records").classList.add("ready");
}
