"use strict";
// The front page and the lists: documents, commitments, issues.
OGP.lists = (function () {
  const el = OGP.el;
  const words = OGP.words;
  const index = () => OGP.data.get("index");

  function table(name, headings, rows, row, step) {
    const body = el("tbody", { role: "rowgroup" });
    const more = OGP.few(rows, (one) => labelled(row(one), headings), body, step);
    const head = el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, headings.map((text) => el("th", { scope: "col", role: "columnheader", class: text.startsWith("#") ? "number" : null }, text.replace(/^#/, "")))));
    return [el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": name }, el("table", { class: "list", role: "table" }, el("caption", {}, name + " (" + rows.length.toLocaleString("en") + ")"), head, body)), more];
  }
  // On a phone the rows are cards, each cell beside the name of its column; the roles keep it a table to those who listen.
  function labelled(made, headings) {
    made.setAttribute("role", "row");
    [...made.children].forEach((cell, nth) => {
      cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
      cell.setAttribute("data-name", headings[nth].replace(/^#/, ""));
    });
    return made;
  }
  function number(value) {
    return el("td", { class: "number" }, typeof value === "number" ? value.toLocaleString("en") : value || "");
  }
  function severities(found) {
    const made = ["error", "warning", "info"].filter((name) => found[name]).map((name) => words.chip(name, words.count(found[name], name)));
    return el("td", {}, made);
  }
  function documentName(id) {
    const found = index().documents[id] || {};
    return found.title || found.source_path || id;
  }

  function overview() {
    const found = index();
    const card = (text, count, href) => el("a", { class: "card", href }, el("strong", {}, count.toLocaleString("en")), el("span", {}, text));
    const some = Object.values(found.documents);
    const sum = (name) => some.reduce((total, one) => total + one[name], 0);
    return [
      el("h1", {}, "What was extracted"),
      el("div", { class: "cards" },
        card("documents", some.length, "#/documents"), card("commitment texts", found.tables.commitments, "#/commitments"),
        card("milestones", found.tables.milestones, "#/documents"), card("ratings", found.tables.assessments, "#/commitments"),
        card("empty template fields", sum("empty"), OGP.address(["documents"], { look: "empty_fields" })), card("values of low confidence", sum("low"), OGP.address(["documents"], { look: "low_confidence" })),
        card("links", found.tables.links, "#/threads"), card("issues", found.tables.issues, "#/issues")),
      el("h2", {}, "Coverage by report format"),
      table("Formats", ["Format", "#Documents", "#Commitments", "#Milestones", "Fields filled", "#Errors", "#Warnings", "#Infos"], found.parsers, (row) => el("tr", {},
        el("th", { scope: "row" }, el("a", { href: OGP.address(["documents"], { format: row.parser }) }, words.label(row.parser))),
        number(row.documents), number(row.commitments), number(row.milestones), el("td", {}, share(row.fields_filled)), number(row.errors), number(row.warnings), number(row.infos))),
      el("h2", {}, "Coverage by plan"),
      table("Plans", ["Plan", "#Documents", "#Commitments with ID", "Found in documents", "Rated by the government", "Rated by the IRM", "#Commitments without ID"], found.plans, ([plan, count, ids, told, government, irm, without]) => el("tr", {},
        el("th", { scope: "row" }, el("a", { href: OGP.address(["commitments"], { plan }) }, plan)), number(count), number(ids),
        [told, government, irm].map((some) => el("td", {}, ids ? share(some / ids, some) : "")), number(without || "")), 25),
      el("h2", {}, "Issues"),
      el("p", {}, ["error", "warning", "info"].map((name) => el("a", { class: "plain", href: OGP.address(["issues"], { severity: name }) }, words.chip(name, words.count(found.severities[name], name))))),
      table("Kinds of issue", ["Severity", "Code", "#Count"], found.codes, ([severity, code, count]) => el("tr", {},
        el("td", {}, words.chip(severity)), el("td", {}, el("a", { href: OGP.address(["issues"], { severity, code }) }, code)), number(count))),
    ];
  }
  function share(value, count) {
    if (value === null) return "";
    const text = count === undefined ? Math.round(value * 100) + " %" : String(count);
    return el("span", { class: "share" }, el("span", { class: "bar", style: { "--part": value * 100 + "%" } }), text);
  }

  // A list with a search field and choices; what was chosen stands in the address, so that it can be passed on.
  function filtered(options) {
    const asked = OGP.here().asked;
    const results = el("div");
    const q = el("input", { type: "search", id: "search", value: asked.q || "", placeholder: options.hint });
    const selects = options.choices.map(({ name, text, values }) => {
      const select = el("select", {}, el("option", { value: "" }, "all"), values.map((value) => el("option", { value }, options.words && options.words(name, value) || words.label(value))));
      select.value = values.includes(asked[name]) ? asked[name] : "";
      return { name, select, label: el("label", {}, text, select) };
    });
    let timer = 0;
    function run() {
      const chosen = Object.fromEntries(selects.map(({ name, select }) => [name, select.value]));
      const terms = words.fold(q.value).split(/\s+/).filter(Boolean);
      const found = options.items.filter((item) => options.keeps(item, chosen) && terms.every((term) => options.text(item).includes(term)));
      results.replaceChildren(...options.show(found).flat(9));
      history.replaceState(null, "", OGP.address([options.name], { q: q.value, ...chosen }));
      OGP.say(found.length + " found");
    }
    q.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 120); });
    selects.forEach(({ select }) => select.addEventListener("change", run));
    run();
    const form = el("form", { role: "search", class: "filters" }, el("label", {}, "Search", q), selects.map((one) => one.label));
    form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
    return [el("h1", {}, options.title), form, results];
  }
  function values(items, name) {
    return [...new Set(items.map((item) => item[name]).filter(Boolean))].sort();
  }
  function searchable(item, text) {
    if (!item.folded) Object.defineProperty(item, "folded", { value: words.fold(text()), enumerable: false });
    return item.folded;
  }

  function documents() {
    const items = Object.entries(index().documents).map(([id, found]) => ({ id, ...found })).sort((one, two) => (one.source_path < two.source_path ? -1 : 1));
    return filtered({
      name: "documents", title: "Documents", items, hint: "title, path, country …",
      choices: [
        { name: "country", text: "Country", values: values(items, "country") },
        { name: "type", text: "Type", values: values(items, "report_type") },
        { name: "format", text: "Format", values: values(items, "report_format") },
        { name: "status", text: "Status", values: values(items, "status") },
        { name: "look", text: "With", values: ["issues", "empty_fields", "low_confidence"] },
      ],
      words: (name, value) => (name === "country" ? value : null),
      keeps: (item, chosen) => (!chosen.country || item.country === chosen.country) && (!chosen.type || item.report_type === chosen.type) &&
        (!chosen.format || (item.report_format || "no parser") === chosen.format) && (!chosen.status || item.status === chosen.status) &&
        (!chosen.look || { issues: Object.keys(item.issues).length, empty_fields: item.empty, low_confidence: item.low }[chosen.look]),
      text: (item) => searchable(item, () => [item.id, item.title, item.source_path, item.country, item.plan_id, item.report_type].join(" ")),
      show: (found) => table("Documents", ["Document", "Country", "Plan", "Type", "Status", "#Commitments", "#Milestones", "#Empty", "Issues"], found, (item) => el("tr", {},
        el("th", { scope: "row" }, el("a", { href: OGP.address(["document", item.id]) }, item.title || item.source_path), el("small", {}, item.source_path)),
        el("td", {}, item.country || ""), el("td", {}, item.plan_id || ""), el("td", {}, words.label(item.report_type || "")), el("td", {}, words.chip(item.status)),
        number(item.tables.commitments || 0), number(item.tables.milestones || 0), number(item.empty), severities(item.issues))),
    });
  }

  function commitments(data) {
    const threads = new Map(data.threads.flatMap((thread) => thread.map((name) => [name, thread])));
    const items = Object.entries(data.subjects).map(([id, found]) => ({ id, ...found }));
    items.sort((one, two) => one.id.includes(":") - two.id.includes(":"));
    const levels = [...new Set(items.flatMap((item) => Object.values(item.completion).flat()))].sort();
    return filtered({
      name: "commitments", title: "Commitments", items, hint: "title, ID, institution …",
      choices: [
        { name: "country", text: "Country", values: values(items, "country") },
        { name: "plan", text: "Plan", values: values(items, "plan") },
        { name: "completion", text: "Completion", values: levels },
        { name: "show", text: "Only", values: ["in_reports", "several_documents", "rated_differently", "in_a_thread", "without_ID"] },
      ],
      words: (name, value) => (["country", "plan"].includes(name) ? value : null),
      keeps: (item, chosen) => (!chosen.country || item.country === chosen.country) && (!chosen.plan || item.plan === chosen.plan) &&
        (!chosen.completion || Object.values(item.completion).flat().includes(chosen.completion)) &&
        (!chosen.show || { in_reports: item.documents.length > 0, several_documents: item.documents.length > 1, rated_differently: differ(item.completion), in_a_thread: threads.has(item.id), without_ID: item.id.includes(":") }[chosen.show]),
      text: (item) => searchable(item, () => [item.id, item.title, item.number, item.plan, item.lead, item.area, item.country].join(" ")),
      show: (found) => table("Commitments", ["ID", "Title", "Plan", "Lead institution", "Completion: government", "Completion: IRM", "#Documents", "Thread"], found, (item) => el("tr", {},
        el("td", {}, el("a", { href: OGP.address(["commitment", item.id]) }, item.id.includes(":") ? "no ID" : item.id)),
        el("th", { scope: "row" }, el("a", { href: OGP.address(["commitment", item.id]) }, words.cut(item.title, 160) || "no title"), item.number ? el("small", {}, "number " + item.number) : null),
        el("td", {}, item.plan || ""), el("td", {}, words.cut(item.lead, 80)),
        el("td", {}, (item.completion.government || []).map((value) => words.chip(value))), el("td", {}, (item.completion.irm || []).map((value) => words.chip(value))),
        number(item.documents.length), el("td", {}, threads.has(item.id) ? el("a", { href: OGP.address(["threads"], { country: item.country, at: item.id }) }, words.count(threads.get(item.id).length, "commitment")) : ""))),
    });
  }
  function differ(completion) {
    const [one, two] = [completion.government || [], completion.irm || []];
    return one.length > 0 && two.length > 0 && !(one.every((value) => two.includes(value)) && two.every((value) => one.includes(value)));
  }

  function issues(rows) {
    const items = rows.map(([severity, code, message, id, page, key, path]) => ({ severity, code, message, id, page, key, path }));
    return filtered({
      name: "issues", title: "Issues", items, hint: "message, document …",
      choices: [{ name: "severity", text: "Severity", values: ["error", "warning", "info"] }, { name: "code", text: "Code", values: values(items, "code") }],
      words: (name, value) => (name === "code" ? value : null),
      keeps: (item, chosen) => (!chosen.severity || item.severity === chosen.severity) && (!chosen.code || item.code === chosen.code),
      text: (item) => searchable(item, () => [item.code, item.message, item.path, documentName(item.id)].join(" ")),
      show: (found) => table("Issues", ["Severity", "Code", "What", "Document", "#Page"], found, (item) => el("tr", {},
        el("td", {}, words.chip(item.severity)), el("td", {}, item.code), el("td", {}, item.message),
        el("td", {}, item.id && index().documents[item.id] ? el("a", { href: OGP.address(["document", item.id, ...(item.key ? [item.key] : [])]) }, documentName(item.id)) : item.path || ""), number(item.page))),
    });
  }
  return { overview, documents, commitments, issues, documentName };
})();
