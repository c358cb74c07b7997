"use strict";
// One document: its source on one side, its fields on the other, each showing its part of the other.
OGP.document = (function () {
  const el = OGP.el;
  const words = OGP.words;
  const fields = OGP.fields;

  // What is known of each field: places, boxes, lowest confidence, issues.
  function gather(data, tree) {
    const facts = new Map();
    const boxes = [];
    const byBox = new Map();
    const of = (name) => facts.get(name) || facts.set(name, { places: [], boxes: [], low: null, issues: [] }).get(name);
    for (const [place, raw, page, x0, top, x1, bottom, path, , , text, method, confidence] of data.places) {
      const record = tree.all[place];
      const name = fields.home(record, raw);
      const fact = of(fields.id(record, name));
      const found = { page, path, method, confidence, text: data.texts[text] };
      if (!fact.places.some((one) => one.page === page && one.path === path && one.text === found.text)) fact.places.push(found);
      if (confidence !== null && confidence < 0.9) fact.low = Math.min(fact.low ?? 1, confidence);
      const where = page && x0 !== null ? [page, x0, top, x1, bottom].join() : path;
      if (!where) continue;
      if (!byBox.has(where)) byBox.set(where, boxes.push({ page: x0 === null ? null : page, sides: [x0, top, x1, bottom], path, text: found.text, names: [], fields: [] }) - 1);
      const box = boxes[byBox.get(where)];
      const full = fields.id(record, name);
      if (!box.fields.includes(full)) {
        box.fields.push(full);
        box.names.push(fields.label(record, name) + (record.values.number ? " (" + record.values.number + ")" : ""));
        fact.boxes.push(byBox.get(where));
      }
    }
    boxes.forEach((box) => box.fields.sort((one, two) => parseInt(one, 10) - parseInt(two, 10)));
    return { of, boxes };
  }

  function page(id, data, wantedKey, wantedField) {
    const head = OGP.data.get("index").documents[id];
    const tree = fields.tree(data);
    const known = gather(data, tree);
    const state = { look: "all", q: "", chosen: null };
    const parents = new Map(tree.all.flatMap((record) => record.children.map((child) => [child.place, record])));
    const tools = { document: id, go: (number) => source.go(number), changed: () => refresh() };
    // Issues belong to their record; those that name a field of it stand with the field too.
    const issues = new Map();
    data.issues.forEach((issue) => issue[4] !== null && issues.set(issue[4], (issues.get(issue[4]) || []).concat([issue])));
    const withPages = data.pages.length > 0;
    const source = (withPages ? OGP.pages.pictures : OGP.pages.texts)(data, known.boxes, (box) => choose(box.fields, true));
    const list = el("div", { class: "records" });
    const found = el("div", { class: "found", "aria-live": "polite" });
    const sections = new Map();

    function matches(record, name) {
      const fact = known.of(fields.id(record, name));
      const value = record.values[name];
      const look = { all: true, empty: value === null, issues: (issues.get(record.place) || []).length > 0, low: fact.low !== null, corrected: Boolean(OGP.corrections.find({ kind: "value", record_table: record.table, record_key: record.table === "documents" ? id : record.key, field: name })) };
      return look[state.look] && (!state.q || words.fold(fields.label(record, name) + " " + words.plain(value)).includes(words.fold(state.q)));
    }
    function wanted(record) {
      return fields.shownNames(record).some((name) => matches(record, name)) || record.children.some(wanted);
    }
    function block(record, level) {
      const rows = fields.shownNames(record).filter((name) => matches(record, name)).map((name) => fields.row(record, name, known.of(fields.id(record, name)), tools));
      const notes = (issues.get(record.place) || []).map(([severity, code, message]) => el("p", { class: "note" }, words.chip(severity), " ", el("strong", {}, code), " ", message));
      const children = record.children.filter(wanted).map((child) => block(child, level + 1));
      if (level === 0) return [fields.way(record), notes, rows, children];
      const plain = ["assessments", "institutions"].includes(record.table);
      return el("section", { class: "record " + record.table, "data-record": record.place }, plain ? null : el("h2", {}, fields.title(record)), notes, rows, children);
    }
    function section(record, open) {
      const count = issuesBelow(record);
      const inside = el("div", { class: "inside" });
      const made = el("details", { class: "top-record", "data-record": record.place },
        el("summary", {}, el("span", { class: "name" }, fields.title(record)), " ", count ? el("span", { class: "chip some" }, count + (count > 1 ? " issues" : " issue")) : null), inside);
      made.fill = () => {
        if (!made.filled) inside.replaceChildren(...[block(record, 0)].flat(9).filter(Boolean));
        made.filled = true;
        made.open = true;
      };
      made.addEventListener("toggle", () => made.open && made.fill());
      if (open) made.fill();
      sections.set(record.place, made);
      return made;
    }
    function issuesBelow(record) {
      return (issues.get(record.place) || []).length + record.children.reduce((sum, child) => sum + issuesBelow(child), 0);
    }
    function refresh() {
      const keep = state.chosen;
      const shown = tree.top.filter(wanted);
      sections.clear();
      list.replaceChildren();
      list.after(OGP.few(shown, (record) => section(record, shown.length <= 40 && (record.table !== "documents" || shown.length === 1)), list, 200));
      list.parentNode && [...list.parentNode.querySelectorAll(".more")].slice(0, -1).forEach((one) => one.remove());
      if (!shown.length) list.append(el("p", { class: "quiet" }, data.places.length ? "No field of this kind here." : "No value was read from this document."));
      found.textContent = "";
      if (keep) choose([keep], false);
    }

    function node(full) {
      const record = tree.all[Number(full.split("/")[0])];
      let top = record;
      while (parents.has(top.place)) top = parents.get(top.place);
      const more = list.parentNode.querySelector(".more");
      while (!sections.has(top.place) && more && !more.hidden) more.click();
      if (sections.has(top.place)) sections.get(top.place).fill();
      return list.querySelector('[data-field="' + CSS.escape(full) + '"]');
    }
    // Choose one field, or all that were read from one box: the first shows its details, the others are offered.
    function choose(names, scroll) {
      state.chosen = names[0];
      list.querySelectorAll(".chosen, .also").forEach((one) => one.classList.remove("chosen", "also"));
      list.querySelectorAll(".details").forEach((one) => one.remove());
      list.querySelectorAll("[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
      names.slice(1).forEach((name) => node(name) && node(name).classList.add("also"));
      const row = node(names[0]);
      found.replaceChildren(...(names.length > 1 ? [names.length + " fields were read here: ", ...names.flatMap((name) => [el("button", { type: "button", class: "link", onclick: () => choose([name], true) }, labelOf(name)), " "])] : []));
      source.mark("picked", known.of(names[0]).boxes, true);
      if (!row) return;
      const record = tree.all[Number(names[0].split("/")[0])];
      const name = names[0].split("/")[1];
      const facts = known.of(names[0]);
      row.classList.add("chosen");
      row.querySelector(".choose").setAttribute("aria-current", "true");
      row.append(fields.details(record, name, { ...facts, issues: (issues.get(record.place) || []).filter((issue) => words.fold(issue[2]).includes(words.fold(words.label(name)))) }, tools));
      history.replaceState(null, "", OGP.address(["document", id, record.key, name]));
      if (scroll) near(row);
    }
    function labelOf(full) {
      return fields.label(tree.all[Number(full.split("/")[0])], full.split("/")[1]);
    }
    function near(row) {
      const pane = row.closest(".pane");
      const [outer, inner] = [pane.getBoundingClientRect(), row.getBoundingClientRect()];
      const scrolls = pane.scrollHeight > pane.clientHeight + 4;
      if (scrolls) OGP.scroll(pane, { top: pane.scrollTop + inner.top - outer.top - 90 });
      else row.scrollIntoView({ block: "start" });
    }
    function point(event) {
      const row = event.target.closest && event.target.closest(".field");
      source.mark("pointed", row ? known.of(row.dataset.field).boxes : [], Boolean(row) && event.type === "focusin");
    }
    list.addEventListener("mouseover", point);
    list.addEventListener("mouseleave", point);
    list.addEventListener("focusin", point);
    list.addEventListener("click", (event) => {
      const link = event.target.closest(".choose");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose([link.closest(".field").dataset.field], false);
    });

    const look = el("select", { id: "look", onchange: () => { state.look = look.value; state.chosen = null; refresh(); } },
      [["all", "all fields"], ["empty", "empty"], ["issues", "records with issues"], ["low", "low confidence"], ["corrected", "corrected"]].map(([value, text]) => el("option", { value }, text)));
    const q = el("input", { type: "search", id: "search", placeholder: "field or value", oninput: () => { state.q = q.value; state.chosen = null; refresh(); } });
    const jump = el("select", { "aria-label": "Page", onchange: () => source.go(Number(jump.value)) }, source.numbers.map((number) => el("option", { value: number }, "Page " + number)));
    source.node.addEventListener("scroll", () => { jump.value = String(source.at()); }, { passive: true });
    const zoom = (by) => () => {
      const now = Number(source.node.style.getPropertyValue("--zoom") || 1);
      source.node.style.setProperty("--zoom", String(Math.min(3, Math.max(0.5, now + by))));
    };
    const general = data.issues.filter((issue) => issue[4] === null && issue[2] !== head.reason);
    const view = [
      el("div", { class: "document-head" }, el("h1", {}, head.title || head.source_path),
        el("p", { class: "facts" }, words.chip(head.status), [head.country, head.plan_id, head.report_type && words.label(head.report_type), head.publisher && words.label(head.publisher), head.language, head.source_path].filter(Boolean).map((text) => el("span", {}, text))),
        data.note ? el("p", { class: "note" }, data.note) : null,
        ["failed", "unidentified"].includes(head.status) ? el("p", { class: "note reason" }, el("strong", {}, "This document gave nothing. "), head.reason || "", head.status === "failed" ? [" Read it alone to see more: ", el("code", {}, "ogp parse 'raw/" + head.source_path + "'")] : null) : null,
        general.map(([severity, code, message, number]) => el("p", { class: "note" }, words.chip(severity), " ", el("strong", {}, code), " ", message, number ? " (page " + number + ")" : ""))),
      el("div", { class: "panes" },
        el("section", { class: "pane source-pane", "aria-label": "Source" },
          withPages ? el("div", { class: "tools" }, jump, el("button", { type: "button", onclick: zoom(-0.25), "aria-label": "Smaller" }, "−"), el("button", { type: "button", onclick: zoom(0.25), "aria-label": "Larger" }, "+")) : null, source.node),
        el("section", { class: "pane fields-pane", "aria-label": "Fields" },
          el("div", { class: "tools" }, el("label", {}, "Show", look), el("label", {}, "Search", q)), found, list)),
    ];
    refresh();
    const start = () => {
      const record = wantedKey && tree.all.find((one) => one.key === wantedKey && (!wantedField || fields.home(one, wantedField) in one.values));
      const name = record && (wantedField ? fields.home(record, wantedField) : fields.shownNames(record)[0]);
      if (record && name) OGP.scroll.atOnce(() => choose([fields.id(record, name)], true));
      else if (wantedKey) OGP.say("There is no such field here.");
    };
    return { view, start };
  }
  return { page };
})();
