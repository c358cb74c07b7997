"use strict";
// The fields of a document: records in their order, each value with its doubt, its place and its correction.
OGP.fields = (function () {
  const el = OGP.el;
  const words = OGP.words;
  // Columns that say how another one was read; they stand with it.
  const FOLDED = { indicator: "value", assessor: "value", phase: "value", part: "value", role: "name", kind: "name" };
  const QUIET = new Set(["commitment_id", "country_code", "plan_id", "plan_number"]);
  // Columns that are the same for a whole document, or worked out, stand behind what the document says.
  const LAST = ["commitment_id", "id_method", "id_score", "country_code", "plan_id", "plan_number"];
  const HIDDEN = new Set(["plan_commitment_key"]);

  function home(record, name) {
    const base = name.replace(/_(raw|precision)$/, "");
    if (base !== name && base in record.values) return base;
    if (record.table === "assessments" && (name in FOLDED || name === "commitment_id")) return "value";
    if (record.table === "institutions" && FOLDED[name] === "name") return "name";
    return name;
  }
  function shownNames(record) {
    const names = Object.keys(record.values);
    const last = record.table === "commitments" ? LAST : [];
    return [...names.filter((name) => !last.includes(name)), ...last.filter((name) => names.includes(name))].filter((name) => home(record, name) === name && !HIDDEN.has(name) && !(QUIET.has(name) && record.table !== "commitments" && record.table !== "registry" && record.table !== "documents"));
  }
  function label(record, name) {
    const values = record.values;
    if (record.table === "assessments" && name === "value") {
      const more = [values.assessor, values.phase, values.part ? "part " + values.part : null].filter(Boolean).map(words.label);
      return words.label(values.indicator) + (more.length ? " (" + more.join(", ") + ")" : "");
    }
    if (record.table === "institutions" && name === "name") return words.label(values.role || "institution") + " institution";
    return words.label(name);
  }
  function title(record) {
    const values = record.values;
    const text = values.title || values.text || values.name || values.author || values.label || "";
    return words.singular(record.table) + (values.number ? " " + values.number : "") + (text ? ": " + words.cut(text, 110) : "");
  }
  function id(record, name) {
    return record.place + "/" + name;
  }

  // Records as {place, table, key, parent, values, children}; what belongs to none stands at the top.
  function tree(data) {
    const all = data.records.map(([table, key, parent, values], place) => ({ place, table, key, parent, values, children: [] }));
    const byKey = new Map();
    all.filter((one) => ["commitments", "milestones"].includes(one.table)).forEach((one) => byKey.set(one.key, one));
    const top = [];
    all.forEach((one) => (one.parent && byKey.has(one.parent) ? byKey.get(one.parent).children : top).push(one));
    const order = ["documents", "commitments", "milestones", "assessments", "comments", "institutions", "contacts"];
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const rank = (one) => (order.includes(one.table) ? order.indexOf(one.table) : 9);
    const sort = (list) => list.sort((one, two) => rank(one) - rank(two) || compare(one.key, two.key));
    all.forEach((one) => sort(one.children));
    return { all, top: sort(top) };
  }

  function row(record, name, facts, tools) {
    const value = record.values[name];
    const mine = OGP.corrections.find(about(record, name, tools));
    const precision = record.values[name + "_precision"];
    const marks = [
      facts.low !== null ? el("span", { class: "chip some" }, "confidence " + facts.low.toFixed(2)) : null,
      facts.issues.length ? el("span", { class: "chip " + words.tone(facts.issues[0][0]) }, facts.issues[0][0]) : null,
      mine ? el("span", { class: "chip mine" }, "corrected") : null,
    ];
    return el("div", { class: "field" + (value === null ? " is-empty" : "") + (facts.low !== null ? " is-low" : ""), "data-field": id(record, name) },
      el("a", { class: "choose", href: OGP.address(["document", tools.document, record.key, name]), title: words.field(record.table, name).text },
        el("span", { class: "label" }, label(record, name), " ", marks),
        words.shown(record.table, name, value), precision && precision !== "day" ? el("small", {}, " (to the " + precision + ")") : null,
        mine ? el("span", { class: "becomes" }, "→ " + (mine.value || "empty")) : null));
  }

  function about(record, name, tools) {
    const key = record.table === "documents" ? tools.document : record.key;
    return { kind: "value", from_key: "", to_key: "", record_table: record.table, record_key: key, field: name };
  }

  // What stands under the field that was chosen.
  function details(record, name, facts, tools) {
    const meaning = words.field(record.table, name);
    const raw = record.values[name + "_raw"];
    const copied = [el("button", { type: "button", onclick: () => copy(location.href, "Link copied") }, "Copy link"), " ",
      el("button", { type: "button", onclick: () => copy(citation(record, name, facts, tools), "Citation copied") }, "Copy citation")];
    const list = facts.places.map((place) => el("li", {},
      place.page ? el("button", { type: "button", class: "link", onclick: () => tools.go(place.page) }, "Page " + place.page) : el("code", {}, place.path || "the document"),
      " · " + words.label(place.method) + " · " + (place.confidence === null ? "confidence not measured" : "confidence " + place.confidence.toFixed(2)),
      place.text ? el("blockquote", {}, words.cut(place.text, 2000)) : el("p", { class: "quiet" }, "no text: a mark or a colour")));
    return el("div", { class: "details" },
      meaning.text ? el("p", { class: "quiet" }, meaning.text) : null,
      raw !== undefined && raw !== null ? el("p", {}, "As printed: ", el("q", {}, raw)) : null,
      facts.issues.map(([severity, code, message]) => el("p", {}, words.chip(severity), " ", el("strong", {}, code), " ", message)),
      list.length ? el("ul", { class: "places" }, list) : el("p", { class: "quiet" }, record.values[name] === null ? "Nothing was read here." : "No position of its own: the value is derived from others."),
      el("p", {}, copied), correctable(record, name) ? el("details", {}, el("summary", {}, "Correct this value"), correct(record, name, tools)) : null);
  }
  // The document is the source, the pipeline only the tool.
  function citation(record, name, facts, tools) {
    const index = OGP.data.get("index");
    const head = index.documents[tools.document];
    const place = facts.places.find((one) => one.page);
    return [head.title || head.source_path, place ? "page " + place.page : null, head.source_url || head.source_path].filter(Boolean).join(", ") + ". " +
      label(record, name) + ": " + words.cut(words.plain(record.values[name]) || "empty", 300) + ". Read with ogp-pipeline " + index.version + ", document " + tools.document + ".";
  }
  function copy(text, done) {
    const said = () => OGP.say(done);
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(said, () => OGP.say(text));
    else OGP.say(text);
  }
  // A commitment's ID is corrected as a decision on its link; keys and what the catalogue knows stay.
  function isId(record, name) {
    return record.table === "commitments" && name === "commitment_id";
  }
  function correctable(record, name) {
    const fixed = OGP.data.get("index").corrections.fixed[record.table] || [];
    return isId(record, name) || !fixed.includes(name);
  }
  function correct(record, name, tools) {
    const value = record.values[name];
    const meaning = words.field(record.table, name);
    const codes = meaning.codes_by ? meaning.codes_for[record.values[meaning.codes_by]] : meaning.codes && meaning.type !== "array" ? Object.keys(meaning.codes) : null;
    const written = Array.isArray(value) ? value.join("; ") : value === null ? "" : String(value);
    const input = codes ? el("select", { name: "value" }, el("option", { value: "" }, "(empty)"), codes.map((code) => el("option", { value: code }, words.label(code)))) : el("textarea", { name: "value", rows: Math.min(6, 1 + Math.ceil(written.length / 60)) });
    input.value = written;
    const hint = { date: "as 2024-01-31", array: "parted by semicolons", integer: "a whole number", boolean: "true or false" }[meaning.type];
    const made = (said) => {
      const text = input.value.trim();
      if (isId(record, name)) {
        if (!text) return OGP.say("Give the ID that is right, or reject the link on the commitment’s page.");
        OGP.corrections.add({ kind: "identity", from_key: record.key, to_key: text, decision: "accept", from_text: record.values.title || "", to_text: "", ...said });
      } else OGP.corrections.add({ ...about(record, name, tools), decision: "set", from_text: written, to_text: "", value: text, ...said });
      tools.changed();
    };
    return OGP.corrections.form(el("label", {}, "New value" + (hint ? " (" + hint + ")" : "") + (isId(record, name) ? "" : ", empty for none"), input), made);
  }
  // A commitment's page, over all documents.
  function way(record) {
    if (record.table !== "commitments" && record.table !== "registry") return null;
    const key = record.values.plan_commitment_key || record.values.commitment_id || record.key;
    return el("p", { class: "way" }, el("a", { href: OGP.address(["commitment", key]) }, (record.values.commitment_id || "This commitment") + " through all documents and plans"));
  }
  return { tree, way, home, shownNames, label, title, id, row, details };
})();
