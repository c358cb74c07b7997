"use strict";
// One commitment through all documents and plans: its thread, ratings side by side, what each document says.
OGP.commitment = (function () {
  const el = OGP.el;
  const words = OGP.words;
  const TEXTS = ["title", "theme", "lead_institution", "support_institutions", "problem_statement", "main_objective", "brief_description", "description", "relevance", "ambition", "expected_results", "ogp_values", "policy_areas", "results", "start_date", "end_date", "budget", "next_steps", "additional_information"];

  function name(data, id) {
    const subject = data.subjects[id] || {};
    return (id.includes(":") ? "no ID" : id) + (subject.plan ? " (" + subject.plan + ")" : "") + (subject.title ? " " + words.cut(subject.title, 90) : "");
  }
  function link(data, found) {
    const about = { kind: found.kind, from_key: found.from_key, to_key: found.to_key, record_key: "", field: "" };
    const mine = OGP.corrections.find(about);
    const made = el("li", {});
    const told = (id) => (data.subjects[id] || {}).title || "";
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
      el("div", {}, found.kind === "identity" ? words.cut(found.from_text, 90) + " (" + found.from_key + ")" : el("a", { href: OGP.address(["commitment", found.from]) }, name(data, found.from)), " → ", el("a", { href: OGP.address(["commitment", found.to]) }, name(data, found.to))),
      found.evidence ? el("small", {}, found.evidence) : null,
      el("div", {}, el("button", { type: "button", onclick: decide("accept") }, "Accept"), " ", el("button", { type: "button", onclick: decide("reject") }, "Reject")));
    return made;
  }

  // A column for each commitment record: [subject, document, record].
  async function columns(data, ids) {
    const names = [...new Set(ids.flatMap((id) => (data.subjects[id] || { documents: [] }).documents))];
    await Promise.all(names.map((one) => OGP.data.load("d/" + one)));
    const found = [];
    for (const id of ids) {
      for (const document of data.subjects[id].documents) {
        const tree = OGP.fields.tree(OGP.data.get("d/" + document));
        tree.all.filter((record) => record.table === "commitments" && data.subjects[id].keys.includes(record.key)).forEach((record) => found.push({ id, document, record }));
      }
    }
    const head = (column) => OGP.data.get("index").documents[column.document];
    const order = (column) => [String(data.subjects[column.id].plan || "").slice(-4), /action_plan$|commitment_page|dataset/.test(head(column).report_type) ? 0 : /midterm|design|progress/.test(head(column).report_type) ? 1 : 2, column.record.key].join("|");
    return found.sort((one, two) => (order(one) < order(two) ? -1 : 1));
  }
  function heading(data, column) {
    const found = OGP.data.get("index").documents[column.document];
    return el("th", { scope: "col" }, el("span", { class: "plan-name" }, [data.subjects[column.id].plan || found.plan_id, column.id.includes(":") ? "no ID" : column.id].filter(Boolean).join(" · ")), " ",
      el("a", { href: OGP.address(["document", column.document, column.record.key]) }, words.label(found.report_type || "document")), el("small", {}, words.cut(found.title || found.source_path, 60) + " (" + (found.source_path || "").split(".").pop().toUpperCase().slice(0, 5) + ")"));
  }
  function cellLink(column, record, field, shown) {
    return el("a", { class: "plain value", href: OGP.address(["document", column.document, record.key, field]), title: "Show where it was read" }, shown);
  }
  function table(data, all, caption, rows) {
    const body = rows.filter((row) => row.cells.some((cell) => cell.length)).map((row) => el("tr", {}, el("th", { scope: "row" }, row.label), row.cells.map((cell) => el("td", {}, cell))));
    if (!body.length) return null;
    return el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption }, el("table", { class: "compare" }, el("caption", {}, caption),
      el("thead", {}, el("tr", {}, el("td", {}), all.map((column) => heading(data, column)))), el("tbody", {}, body)));
  }
  function ratings(all) {
    const named = (record) => words.label(record.values.indicator) + " (" + words.label(record.values.assessor || "not told") + (record.values.part ? ", part " + record.values.part : "") + ")";
    const rated = (column) => column.record.children.filter((one) => one.table === "assessments" && !one.values.milestone_key);
    const labels = [...new Set(all.flatMap((column) => rated(column).map(named)))].sort((one, two) => /^Completion/.test(two) - /^Completion/.test(one) || one.localeCompare(two));
    return labels.map((label) => ({ label, cells: all.map((column) => rated(column).filter((one) => named(one) === label).map((one) => el("div", {}, cellLink(column, one, "value", [words.shown("assessments", "value", one.values.value), one.values.phase ? el("small", {}, words.label(one.values.phase)) : null])))) }));
  }
  function texts(all) {
    return TEXTS.map((field) => ({ label: words.label(field), cells: all.map((column) => (column.record.values[field] === null || column.record.values[field] === undefined ? [] : [cellLink(column, column.record, field, words.shown("commitments", field, column.record.values[field]))])) }));
  }
  function parts(all, kind, label, shown) {
    return { label, cells: all.map((column) => {
      const below = column.record.children.flatMap((one) => [one, ...one.children]).filter((one) => one.table === kind);
      return below.length ? [el("ul", { class: "parts" }, below.map((one) => el("li", {}, shown(column, one))))] : [];
    }) };
  }
  const milestone = (column, one) => [cellLink(column, one, "text", (one.values.number ? one.values.number + " " : "") + words.cut(one.values.text, 160)), " ", one.values.status ? words.chip(one.values.status) : null];
  const comment = (column, one) => [cellLink(column, one, "text", words.cut(one.values.text, 240)), el("small", {}, [one.values.author, one.values.date, one.values.proposed_status && "proposes " + words.label(one.values.proposed_status)].filter(Boolean).join(", "))];

  async function page(id, data) {
    const subject = data.subjects[id];
    if (!subject) return [el("h1", {}, "There is no commitment " + id), el("p", {}, el("a", { href: "#/commitments" }, "To the list"))];
    const thread = data.threads.find((one) => one.includes(id)) || [id];
    const ids = [...thread].sort((one, two) => String(data.subjects[one].plan || "").slice(-4).localeCompare(String(data.subjects[two].plan || "").slice(-4)) || (one < two ? -1 : 1));
    const all = await columns(data, ids);
    const near = data.links.filter((one) => one.from === id || one.to === id || subject.keys.includes(one.from_key));
    const drawn = data.links.filter((one) => one.kind === "succession" && (thread.includes(one.from) || thread.includes(one.to)));
    const list = el("ul", { class: "links" });
    return [
      el("h1", {}, subject.title || "Commitment without a title"),
      el("p", { class: "facts" }, [id.includes(":") ? "no ID" : id, subject.country, subject.plan, subject.number && "number " + subject.number, subject.area, subject.lead && words.cut(subject.lead, 100)].filter(Boolean).map((text) => el("span", {}, text))),
      drawn.length ? [el("h2", {}, "Across plans"), OGP.graph.picture(data, drawn, id, true)] : null,
      all.length ? [el("h2", {}, "Ratings side by side"), table(data, all, "Ratings", ratings(all)) || el("p", { class: "quiet" }, "No document rates this commitment."),
        el("h2", {}, "What each document says"), table(data, all, "Texts", [...texts(all), parts(all, "milestones", "Milestones", milestone), parts(all, "comments", "Comments", comment)])]
        : el("p", { class: "quiet" }, "Only known from a registry: no document that was read mentions it."),
      near.length ? [el("h2", {}, "Links"), list, OGP.few(near, (one) => link(data, one), list, 50)] : null,
    ];
  }
  return { page, link };
})();
