"use strict";
// The lists of those who check the data: documents, quality by format, issues.
OGP.lists = (function () {
  const el = OGP.el;
  const words = OGP.words;
  const index = () => OGP.data.get("index");
  const values = (items, name) => [...new Set(items.map((item) => item[name]).filter(Boolean))].sort();

  function documentName(id) {
    const found = index().documents[id] || {};
    return found.title || found.source_path || id;
  }
  function severities(found) {
    return ["error", "warning", "info"].filter((name) => found[name]).map((name) => words.chip(name, words.count(found[name], name)));
  }
  const LOOKS = {
    not_read: (item) => ["failed", "unidentified"].includes(item.status), issues: (item) => Object.keys(item.issues).length, empty_fields: (item) => item.empty,
    low_confidence: (item) => item.low, no_measured_confidence: (item) => item.values > item.measured,
  };

  // What gave nothing, failures first, with the reason and what to do.
  function unreadTable(found) {
    const rows = [...found].sort((one, two) => (two.status === "failed") - (one.status === "failed"));
    return OGP.table({ name: "Documents that were not read", rows, remember: true, columns: [
      { text: "Document", kind: "head", value: (item) => item.source_path, show: (item) => el("a", { href: OGP.address(["document", item.id]) }, item.source_path) },
      { text: "Type", value: (item) => words.label(item.report_type || "unknown") },
      { text: "Status", value: (item) => item.status, show: (item) => words.chip(item.status) },
      { text: "Why, and what to do", kind: "wordy", value: (item) => item.reason || "" },
    ] });
  }

  function documents() {
    const items = Object.entries(index().documents).map(([id, found]) => ({ id, ...found })).sort((one, two) => OGP.natural(one.source_path, two.source_path));
    return OGP.filtered({
      name: "documents", title: "Documents", items, hint: "title, path, country …", noun: "document",
      choices: [
        { name: "country", text: "Country", values: values(items, "country"), words: (value) => value },
        { name: "type", text: "Type", values: values(items, "report_type") },
        { name: "format", text: "Format", values: values(items, "report_format") },
        { name: "status", text: "Status", values: values(items, "status") },
        { name: "look", text: "With", values: Object.keys(LOOKS) },
      ],
      keeps: (item, chosen) => (!chosen.country || item.country === chosen.country) && (!chosen.type || item.report_type === chosen.type) &&
        (!chosen.format || (item.report_format || "no parser") === chosen.format) && (!chosen.status || item.status === chosen.status) && (!chosen.look || LOOKS[chosen.look](item)),
      text: (item) => [item.id, item.title, item.source_path, item.country, item.plan_id, item.report_type].join(" "),
      show: (found) => (OGP.here().asked.look === "not_read" ? unreadTable(found) : OGP.table({ name: "Documents", rows: found, remember: true, columns: [
        { text: "Document", kind: "head", value: (item) => item.title || item.source_path, show: (item) => [el("a", { href: OGP.address(["document", item.id]) }, item.title || item.source_path), el("small", {}, item.source_path)] },
        { text: "Country", value: (item) => item.country || "" },
        { text: "Plan", value: (item) => words.years(words.planOf(item.plan_id) || {}) || item.plan_id || "" },
        { text: "Type", value: (item) => words.label(item.report_type || "unknown") },
        { text: "Status", value: (item) => item.status, show: (item) => [words.chip(item.status), item.relation ? words.chip("none", item.relation) : null] },
        { text: "Commitments", kind: "number", value: (item) => item.tables.commitments || 0 },
        { text: "Milestones", kind: "number extra", value: (item) => item.tables.milestones || 0 },
        { text: "Empty fields", kind: "number extra", value: (item) => item.empty },
        { text: "Issues", value: (item) => Object.values(item.issues).reduce((sum, count) => sum + count, 0), show: (item) => severities(item.issues) },
      ] })),
    });
  }

  function quality() {
    const found = index();
    const some = Object.values(found.documents);
    const sum = (name) => some.reduce((total, one) => total + one[name], 0);
    const card = (count, text, href) => el("a", { class: "card", href }, el("strong", {}, count.toLocaleString("en")), el("span", {}, text));
    const share = (value) => (value === null ? "" : Math.round(value * 100) + "%");
    return [
      el("h1", {}, "Quality of the extraction"),
      el("div", { class: "cards" },
        card(some.length, "documents", "#/documents"), card(OGP.members.unread().length, "documents not read", OGP.address(["documents"], { look: "not_read" })),
        card(sum("empty"), "empty template fields", OGP.address(["documents"], { look: "empty_fields" })), card(sum("values") - sum("measured"), "values of unmeasured confidence", OGP.address(["documents"], { look: "no_measured_confidence" })),
        card(sum("low"), "values of low confidence", OGP.address(["documents"], { look: "low_confidence" })), card(found.tables.issues, "issues", "#/issues")),
      el("h2", {}, "By report format"),
      OGP.table({ name: "Formats", rows: found.parsers, columns: [
        { text: "Format", kind: "head", value: (row) => words.label(row.parser), show: (row) => el("a", { href: OGP.address(["documents"], { format: row.parser }) }, words.label(row.parser)) },
        ...["documents", "commitments", "milestones"].map((name) => ({ text: words.label(name), kind: "number", value: (row) => row[name] })),
        { text: "Fields filled", kind: "number", value: (row) => row.fields_filled, show: (row) => share(row.fields_filled) },
        ...["errors", "warnings", "infos"].map((name) => ({ text: words.label(name), kind: "number", value: (row) => row[name] })),
      ] }),
      el("h2", {}, "Issues by kind"),
      OGP.table({ name: "Kinds of issue", rows: found.codes, columns: [
        { text: "Severity", value: ([severity]) => severity, show: ([severity]) => words.chip(severity) },
        { text: "Code", kind: "head", value: ([, code]) => code, show: ([severity, code]) => el("a", { href: OGP.address(["issues"], { severity, code }) }, code) },
        { text: "Count", kind: "number", value: ([, , count]) => count },
      ] }),
    ];
  }

  function issues(rows) {
    const items = rows.map(([severity, code, message, id, page, key, path]) => ({ severity, code, message, id, page, key, path }));
    return OGP.filtered({
      name: "issues", title: "Issues", items, hint: "message, document …", noun: "issue",
      choices: [{ name: "severity", text: "Severity", values: ["error", "warning", "info"] }, { name: "code", text: "Code", values: values(items, "code"), words: (value) => value }],
      keeps: (item, chosen) => (!chosen.severity || item.severity === chosen.severity) && (!chosen.code || item.code === chosen.code),
      text: (item) => [item.code, item.message, item.path, documentName(item.id)].join(" "),
      show: (found) => OGP.table({ name: "Issues", rows: found, remember: true, columns: [
        { text: "Severity", value: (item) => item.severity, show: (item) => words.chip(item.severity) },
        { text: "Code", value: (item) => item.code },
        { text: "What", kind: "wordy", value: (item) => item.message },
        { text: "Document", value: (item) => documentName(item.id) || item.path, show: (item) => (item.id && index().documents[item.id] ? [el("a", { href: OGP.address(["document", item.id, ...(item.key ? [item.key] : [])]) }, documentName(item.id)), documentName(item.id) === item.path ? null : el("small", {}, item.path)] : item.path || "") },
        { text: "Page", kind: "number", value: (item) => item.page },
      ] }),
    });
  }
  return { documents, quality, issues, documentName };
})();
