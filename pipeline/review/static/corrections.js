"use strict";
// What people correct here: kept in this browser, downloaded as the file that the next run applies.
OGP.corrections = (function () {
  const el = OGP.el;
  const place = "ogp-review:" + location.pathname;
  let rows = read(place) || [];

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }
  function keep(name, data) {
    try {
      localStorage.setItem(name, JSON.stringify(data));
    } catch {
      OGP.say("This browser does not save corrections: download the file before you close the page.");
    }
  }
  function same(one, other) {
    return ["kind", "from_key", "to_key", "record_table", "record_key", "field"].every((name) => (one[name] || "") === (other[name] || ""));
  }
  function add(row) {
    rows = rows.filter((one) => !same(one, row)).concat([{ ...row, when: today() }]);
    keep(place, rows);
    keep("ogp-review:who", row.who);
    OGP.nav();
    OGP.say("Kept. " + rows.length + " in the list of corrections.");
  }
  function remove(row) {
    rows = rows.filter((one) => one !== row);
    keep(place, rows);
    OGP.nav();
  }
  function find(row) {
    return rows.find((one) => same(one, row));
  }
  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }
  function csv() {
    const columns = OGP.data.get("index").corrections.columns;
    return OGP.csv(columns, rows.map((row) => columns.map((name) => row[name] ?? "")));
  }
  function download() {
    OGP.download(OGP.data.get("index").corrections.file, "text/csv", csv());
  }

  // The form that asks for who and why; `more` are the controls that come before.
  function form(more, made, usual = "") {
    const who = el("input", { name: "who", required: true, autocomplete: "name", value: read("ogp-review:who") || "" });
    const why = el("input", { name: "why", required: true, value: usual });
    const fields = el("form", { class: "correct" }, more, el("label", {}, "Who", who), el("label", {}, "Why", why),
      el("button", { type: "submit" }, "Keep"));
    fields.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!who.value.trim() || !why.value.trim()) return OGP.say("A correction needs a person and a reason.");
      made({ who: who.value.trim(), why: why.value.trim() });
    });
    return fields;
  }

  function page() {
    const file = OGP.data.get("index").corrections.file;
    const body = el("tbody");
    const fill = () => body.replaceChildren(...rows.map(line));
    const line = (row) => el("tr", {},
      el("td", {}, row.kind), el("td", {}, where(row)), el("td", {}, row.kind === "value" ? OGP.words.cut(row.from_text, 120) || "empty" : ""),
      el("td", {}, row.kind === "value" ? OGP.words.cut(row.value, 120) || "empty" : row.decision), el("td", {}, row.who), el("td", {}, row.when), el("td", {}, row.why),
      el("td", {}, el("button", { type: "button", onclick: () => { remove(row); OGP.show(); }, "aria-label": "Undo this correction" }, "Undo")));
    const where = (row) => row.kind === "value"
      ? el("a", { href: OGP.address(["document", row.record_key.split(":")[0], row.record_key, row.field]) }, row.record_key + " " + row.field)
      : row.from_key + " → " + row.to_key;
    fill();
    return [
      el("h1", {}, "Corrections"),
      el("p", {}, "Saved only in this browser. Download them and put the file into the raw folder as ", el("code", {}, file),
        " (add its lines where there is one already); the next run applies them before anything else."),
      el("p", {}, el("button", { type: "button", class: "main", disabled: !rows.length, onclick: download, id: "download" }, "Download " + file),
        " ", el("button", { type: "button", disabled: !rows.length, onclick: () => { if (confirm("Remove all corrections from this browser?")) { rows = []; keep(place, rows); OGP.nav(); OGP.show(); } } }, "Remove all")),
      rows.length ? el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Corrections" }, el("table", {}, el("thead", {}, el("tr", {}, ["Kind", "Where", "Was", "Becomes", "Who", "When", "Why", ""].map((name) => el("th", { scope: "col" }, name)))), body))
        : el("p", { class: "quiet" }, "None yet. Choose a field of a document, or a link of a commitment, to correct it."),
    ];
  }
  return { add, find, form, page, count: () => rows.length };
})();
