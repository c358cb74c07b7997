"use strict";
// One commitment through all documents and plans: its reform, ratings side by side, what the documents say.
OGP.commitment = (function () {
  const el = OGP.el;
  const words = OGP.words;
  const TEXTS = ["title", "theme", "lead_institution", "support_institutions", "problem_statement", "main_objective", "brief_description", "description", "relevance", "ambition", "expected_results", "ogp_values", "policy_areas", "results", "start_date", "end_date", "budget", "next_steps", "additional_information"];

  function name(data, key) {
    const row = data.commitments[key] || {};
    return words.shortName(row) + (row.plan_id ? " (" + words.plan(row.plan_id) + ")" : "") + (row.title ? " " + words.cut(row.title, 90) : "");
  }
  function link(data, found) {
    const about = { kind: found.kind, from_key: found.from_key, to_key: found.to_key, record_key: "", field: "" };
    const mine = OGP.corrections.find(about);
    const made = el("li", {});
    const told = (key) => (data.commitments[key] || {}).title || "";
    const decide = (decision) => () => {
      const done = (said) => {
        OGP.corrections.add({ ...about, record_table: "", value: "", decision, from_text: found.from_text || told(found.from), to_text: told(found.to), ...said });
        made.replaceWith(link(data, found));
      };
      made.querySelectorAll("form").forEach((one) => one.remove());
      made.append(OGP.corrections.form(el("p", {}, words.label(decision) + " this link:"), done, decision === "accept" ? "the two texts are of one reform" : ""));
      made.querySelector("input").focus();
    };
    made.append(el("div", {}, words.chip(found.status), " ", words.label(found.kind) + ", " + found.relation + (found.score === null ? "" : ", score " + found.score.toFixed(2)), mine ? el("span", { class: "chip mine" }, mine.decision + "ed here") : null),
      el("div", {}, found.kind === "identity" ? words.cut(found.from_text, 90) + " (" + found.from_key + ")" : el("a", { href: OGP.commitments.address(found.from) }, name(data, found.from)), " → ", el("a", { href: OGP.commitments.address(found.to) }, name(data, found.to))),
      found.evidence ? el("small", {}, found.evidence) : null,
      el("div", {}, el("button", { type: "button", onclick: decide("accept") }, "Accept"), " ", el("button", { type: "button", onclick: decide("reject") }, "Reject")));
    return made;
  }

  // What documents say of a commitment, as {document, record, head}; copies and translations after their original.
  async function mentions(row) {
    await Promise.all(row.sources.map((one) => OGP.data.load("d/" + one)));
    const found = row.sources.flatMap((document) => {
      const head = OGP.data.get("index").documents[document];
      return OGP.fields.tree(OGP.data.get("d/" + document)).all.filter((record) => record.table === "commitments" && row.records.includes(record.key)).map((record) => ({ document, head, record }));
    });
    const kind = ({ head }) => (/action_plan$|commitment_page|dataset/.test(head.report_type) ? 0 : /midterm|design|progress/.test(head.report_type) ? 1 : 2);
    return found.sort((one, two) => Boolean(one.head.relation) - Boolean(two.head.relation) || kind(one) - kind(two) || OGP.natural(one.head.source_path, two.head.source_path));
  }
  function sourceName({ head }) {
    const type = (head.source_path || "").split(".").pop().toUpperCase().slice(0, 5);
    return words.label(head.report_type || "document") + " (" + type + ")" + (head.relation ? ", " + head.relation : "");
  }
  function sourceLink(mention, record, field) {
    return el("a", { href: OGP.address(["document", mention.document, record.key, field]), title: mention.head.title || mention.head.source_path }, sourceName(mention));
  }
  // The same statement of several documents once, with each of its sources.
  function merge(statements) {
    const merged = new Map();
    statements.forEach(([key, shown, source]) => (merged.get(key) || merged.set(key, { shown, sources: [] }).get(key)).sources.push(source));
    return [...merged.values()];
  }
  function sources(all) {
    const names = new Map(all.map((one) => [one.textContent + one.getAttribute("href").split("/")[2], one]));
    return el("small", { class: "sources" }, [...names.values()].flatMap((one, nth) => [nth ? " · " : "", one]));
  }

  // Ratings: a row for each indicator, a column for each assessor and phase.
  const PHASES = ["design", "midterm", "end_of_term"];
  function ratings(all) {
    const given = all.flatMap((mention) => mention.record.children.filter((one) => one.table === "assessments" && !one.values.milestone_key && one.values.value !== undefined).map((record) => ({ mention, record, values: record.values })));
    const place = ({ values }) => [values.assessor || "unknown", values.phase || ""].join("|");
    const row = ({ values }) => [values.indicator, values.part || ""].join("|");
    const columns = [...new Set(given.map(place))].sort((one, two) => { const [a, b] = [one.split("|"), two.split("|")]; return a[0].localeCompare(b[0]) || PHASES.indexOf(a[1]) - PHASES.indexOf(b[1]); });
    const rows = [...new Set(given.map(row))].sort((one, two) => two.startsWith("completion") - one.startsWith("completion") || OGP.natural(one, two));
    if (!rows.length) return el("p", { class: "quiet" }, "No document rates this commitment.");
    const cell = (wanted, column) => merge(given.filter((one) => row(one) === wanted && place(one) === column).map((one) => [String(one.values.value), words.shown("assessments", "value", one.values.value), sourceLink(one.mention, one.record, "value")]));
    return wide("Ratings by assessor and phase", columns.map((column) => { const [who, phase] = column.split("|"); return [words.assessor(who), el("small", {}, phase ? words.label(phase) : "phase not told")]; }),
      rows.map((wanted) => { const [indicator, part] = wanted.split("|"); return [words.label(indicator) + (part ? ", part " + part : ""), columns.map((column) => cell(wanted, column).map((one) => el("div", {}, one.shown, sources(one.sources))))]; }));
  }
  function wide(caption, heads, rows) {
    return el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption }, el("table", { class: "compare" }, el("caption", {}, caption),
      el("thead", {}, el("tr", {}, el("td", {}), heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, rows.map(([head, cells]) => el("tr", {}, el("th", { scope: "row" }, head), cells.map((cell) => el("td", {}, cell)))))));
  }

  function texts(all) {
    return TEXTS.map((field) => {
      const statements = merge(all.filter(({ record }) => record.values[field] !== null && record.values[field] !== undefined).map((mention) => {
        const value = mention.record.values[field];
        return [words.fold(words.plain(value)), words.shown("commitments", field, value), sourceLink(mention, mention.record, field)];
      }));
      if (!statements.length) return null;
      return el("section", { class: "said" }, el("h3", {}, words.label(field)), statements.map((one) => el("div", { class: "statement" }, long(one.shown), sources(one.sources))));
    });
  }
  function long(shown) {
    if (shown.textContent.length < 700) return shown;
    const button = el("button", { type: "button", class: "link", onclick: () => { shown.classList.remove("clamped"); button.remove(); } }, "Show all of it");
    shown.classList.add("clamped");
    return [shown, button];
  }
  // Milestones as one document lists them; copies say the same.
  function milestones(all) {
    const lists = all.filter(({ head }) => !head.relation).map((mention) => [mention, mention.record.children.filter((one) => one.table === "milestones")]).filter(([, list]) => list.length);
    return lists.map(([mention, list], nth) => el("details", { open: nth === lists.length - 1 }, el("summary", {}, sourceName(mention) + ": " + words.count(list.length, "milestone")),
      el("ul", { class: "parts" }, list.map((one) => el("li", {}, el("a", { class: "plain value", href: OGP.address(["document", mention.document, one.key, "text"]) }, (one.values.number ? one.values.number + " " : "") + words.cut(one.values.text, 300)), " ", one.values.status ? words.chip(one.values.status) : null, one.values.evidence ? el("small", {}, words.cut(one.values.evidence, 240)) : null)))));
  }
  function comments(all) {
    return all.filter(({ head }) => !head.relation).flatMap((mention) => mention.record.children.flatMap((one) => [one, ...one.children]).filter((one) => one.table === "comments").map((one) => el("li", {},
      el("a", { class: "plain value", href: OGP.address(["document", mention.document, one.key, "text"]) }, words.cut(one.values.text, 300)), el("small", {}, [one.values.author, one.values.date, one.values.proposed_status && "proposes " + words.label(one.values.proposed_status)].filter(Boolean).join(", ")))));
  }

  // The key of a commitment by its key, its ID, or the key of one of its records.
  function resolve(data, name) {
    if (data.commitments[name]) return name;
    data.names = data.names || new Map(OGP.commitments.all(data).flatMap((row) => [row.commitment_id, ...row.records].filter(Boolean).map((one) => [one, row.key])));
    return data.names.get(name);
  }

  async function page(name, data) {
    const key = resolve(data, name);
    if (!key) return OGP.members.missing("commitment " + name, "#/commitments");
    const row = { key, ...data.commitments[key] };
    const all = await mentions(row);
    const reform = OGP.reforms.list(data).find((one) => one.id === row.thread_id);
    const near = data.links.filter((one) => one.from === key || one.to === key);
    const differ = data.disagreements.filter((one) => one.key === key);
    const steps = milestones(all);
    const remarks = comments(all);
    const list = el("ul", { class: "links" });
    return [
      el("h1", {}, words.title(row, 400)),
      el("p", { class: "facts" }, [words.country(row.country_code), row.plan_id && el("a", { href: OGP.address(["plan", row.plan_id]) }, words.plan(row.plan_id)), row.number && "number " + row.number, row.commitment_id || "no ID known", row.theme && words.cut(row.theme, 80), row.lead_institution && words.cut(row.lead_institution, 100), row.starred ? "★ starred" : null].filter(Boolean).map((text) => el("span", {}, text))),
      reform ? [el("h2", {}, "This reform through the plans"), OGP.reforms.timeline("One column for each plan", [reform], key)] : null,
      el("h2", {}, "Ratings side by side"), all.length ? ratings(all) : el("p", { class: "quiet" }, "Only known from a register: no document that was read speaks of it."),
      differ.length ? [el("h2", {}, "Where assessors disagree"), OGP.commitments.disagreementTable(data, differ, "Disagreements", { inPlan: true })] : null,
      steps.length ? [el("h2", {}, "Milestones"), steps] : null,
      all.length ? [el("h2", {}, "What the documents say"), texts(all)] : null,
      remarks.length ? [el("h2", {}, "Remarks"), el("ul", { class: "parts" }, remarks)] : null,
      near.length ? [el("h2", {}, "Links"), list, OGP.few(near, (one) => link(data, one), list, 50)] : null,
    ];
  }
  return { page, link };
})();
