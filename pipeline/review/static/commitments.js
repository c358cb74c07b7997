"use strict";
// Lists of commitments: the search over all texts, the table of a plan, and where assessors differ.
OGP.commitments = (function () {
  const el = OGP.el;
  const words = OGP.words;
  const CSV = ["country_code", "plan_id", "commitment_id", "number", "theme", "title", "lead_institution", "start_date", "end_date", "completion_government", "completion_government_phase", "completion_irm", "completion_irm_phase", "verifiable", "potential", "early_results", "starred", "milestones_total", "milestones_complete", "milestones_limited", "milestones_not_started", "policy_areas", "ogp_values", "documents", "thread_id"];

  const address = (key) => OGP.address(["commitment", key]);
  const link = (row) => el("a", { href: address(row.key) }, words.title(row));
  const chip = (code) => (code ? words.chip(code) : "");

  // All commitments in their natural order: country, plan, place in the plan.
  function all(data) {
    data.rows = data.rows || Object.entries(data.commitments).map(([key, row]) => ({ key, ...row })).sort((one, two) =>
      OGP.natural(words.country(one.country_code), words.country(two.country_code)) || OGP.natural(one.plan_id || "", two.plan_id || "") || (one.position || 0) - (two.position || 0) || OGP.natural(one.number || "", two.number || ""));
    return data.rows;
  }

  function table(name, rows, { remember = false, inPlan = false, hits = null, file } = {}) {
    const columns = [
      inPlan ? null : { text: "Country", value: (row) => words.country(row.country_code) },
      inPlan ? null : { text: "Plan", kind: "years", value: (row) => { const plan = words.planOf(row.plan_id); return plan ? words.years(plan) || plan.id : row.plan_id; }, show: (row) => row.plan_id ? el("a", { href: OGP.address(["plan", row.plan_id]) }, words.years(words.planOf(row.plan_id) || {}) || row.plan_id) : "" },
      { text: "No.", value: (row) => row.number || "" },
      { text: "Commitment", kind: "head", value: (row) => row.title || "", show: (row) => [link(row), row.starred ? [" ", el("span", { class: "chip good" }, "★ starred")] : null, el("small", {}, row.commitment_id || ""), hits && hits.has(row.key) ? hits.get(row.key) : null] },
      { text: "Government says", code: true, value: (row) => row.completion_government || "", show: (row) => chip(row.completion_government) },
      { text: "IRM says", code: true, value: (row) => row.completion_irm || "", show: (row) => chip(row.completion_irm) },
      { text: "Theme", kind: "extra", value: (row) => row.theme || (row.policy_areas || [])[0] || "", show: (row) => words.cut(row.theme || (row.policy_areas || [])[0] || "", 70) },
      { text: "Lead", kind: "extra", value: (row) => row.lead_institution || "", show: (row) => words.cut(row.lead_institution, 70) },
      { text: "Documents", kind: "number", value: (row) => row.documents },
    ].filter(Boolean);
    return OGP.table({ name, columns, rows, remember, file, data: CSV.map((column) => [column, (row) => row[column]]) });
  }

  // The texts of the countries that may match; a site of many countries loads the chosen one alone.
  async function texts(rows) {
    const codes = [...new Set(rows.map((row) => (/^[A-Za-z]{2,6}$/.test(row.country_code || "") ? row.country_code : "none")))];
    const loaded = await Promise.all(codes.map((code) => OGP.data.load("text/" + code)));
    return Object.assign({}, ...loaded);
  }
  function snippet(terms, found) {
    const [field, text, table, record] = found;
    const name = field === "text" ? words.singular(table) : words.label(field);
    const at = Math.max(0, words.fold(text).indexOf(terms[0]) - 60);
    const shown = (at ? "…" : "") + text.slice(at, at + 180) + (at + 180 < text.length ? "…" : "");
    return el("small", { class: "snippet" }, el("a", { href: OGP.address(["document", record.split(":")[0], record, field]), title: "Show it in the source" }, name), ": ", mark(shown, terms));
  }
  function mark(text, terms) {
    const folded = words.fold(text);
    if (folded.length !== text.length) return text;
    const spots = terms.flatMap((term) => { const at = folded.indexOf(term); return at < 0 ? [] : [[at, at + term.length]]; }).sort((one, two) => one[0] - two[0]);
    let last = 0;
    const parts = spots.flatMap(([from, to]) => { if (from < last) return []; const made = [text.slice(last, from), el("mark", {}, text.slice(from, to))]; last = to; return made; });
    return [...parts, text.slice(last)];
  }
  const own = (row) => row.folded || Object.defineProperty(row, "folded", { value: words.fold([row.key, row.title, row.number, row.theme, row.lead_institution, words.country(row.country_code), row.plan_id, (row.policy_areas || []).join(" ")].join(" ")), enumerable: false }).folded;

  async function find(rows, terms) {
    if (!terms.length) return [rows, null];
    const known = await texts(rows);
    const hits = new Map();
    const kept = rows.filter((row) => {
      const missing = terms.filter((term) => !own(row).includes(term));
      if (!missing.length) return true;
      const said = (known[row.key] || []).map((one) => [one, one.folded || (one.folded = words.fold(one[1]))]);
      if (!missing.every((term) => said.some(([, folded]) => folded.includes(term)))) return false;
      const [best] = said.reduce((top, one) => { const score = missing.filter((term) => one[1].includes(term)).length; return score > top[1] ? [one[0], score] : top; }, [null, 0]);
      hits.set(row.key, snippet(missing.filter((term) => words.fold(best[1]).includes(term)), best));
      return true;
    });
    // What has the words in its title or names stands before what has them in its texts.
    return [[...kept.filter((row) => !hits.has(row.key)), ...kept.filter((row) => hits.has(row.key))], hits];
  }

  const values = (rows, pick) => [...new Set(rows.flatMap(pick).filter(Boolean))].sort(OGP.natural);
  const ONLY = { rated_differently: (row, data) => data.disputed.has(row.key), continues_over_plans: (row) => row.thread_id, starred: (row) => row.starred, not_rated_by_the_IRM: (row) => !row.completion_irm };

  function page(data) {
    const rows = all(data);
    data.disputed = data.disputed || new Set(data.disagreements.map((one) => one.key));
    const plan = (row) => [row.plan_id];
    const themes = (row) => [row.theme, ...(row.policy_areas || [])];
    return OGP.filtered({
      name: "commitments", title: "Commitments", items: rows, hint: "words in titles, problems, results, evidence …", noun: "commitment",
      choices: [
        { name: "country", text: "Country", values: values(rows, (row) => [row.country_code]), words: words.country },
        { name: "plan", text: "Plan", values: values(rows, plan), pick: plan, words: words.plan },
        { name: "theme", text: "Theme or policy area", values: values(rows, themes), pick: themes, words: (value) => words.cut(value, 50) },
        { name: "government", text: "Government says", values: values(rows, (row) => [row.completion_government]) },
        { name: "irm", text: "IRM says", values: values(rows, (row) => [row.completion_irm]) },
        { name: "show", text: "Only", values: Object.keys(ONLY) },
      ],
      keeps: (row, chosen) => (!chosen.country || row.country_code === chosen.country) && (!chosen.plan || row.plan_id === chosen.plan) &&
        (!chosen.theme || row.theme === chosen.theme || (row.policy_areas || []).includes(chosen.theme)) &&
        (!chosen.government || row.completion_government === chosen.government) && (!chosen.irm || row.completion_irm === chosen.irm) &&
        (!chosen.show || ONLY[chosen.show](row, data)),
      find,
      show: (found, hits) => table("Commitments", found, { remember: true, hits }),
    });
  }

  function judgement(one) {
    return [one.values.map((value) => words.chip(value)), el("small", {}, [words.assessor(one.side), one.who, one.phase && words.label(one.phase), one.basis.startsWith("its") ? "by " + one.basis : ""].filter(Boolean).join(", "))];
  }
  function disagreementTable(data, rows, name, { remember = false, inPlan = false } = {}) {
    const of = (row) => data.commitments[row.key] || {};
    return OGP.table({ name, rows, remember, columns: [
      inPlan ? null : { text: "Country", kind: "extra", value: (row) => words.country(of(row).country_code) },
      inPlan ? null : { text: "Plan", kind: "years", value: (row) => words.years(words.planOf(of(row).plan_id) || {}) || of(row).plan_id || "" },
      { text: "Commitment", kind: "head", value: (row) => of(row).title || row.key, show: (row) => [el("a", { href: address(row.key) }, words.title(of(row), 110)), row.milestone_text ? el("small", {}, "Milestone " + (row.milestone || "") + ": " + words.cut(row.milestone_text, 110)) : row.part ? el("small", {}, "Part " + row.part) : null] },
      { text: "One says", value: (row) => row.first.side + ": " + row.first.values.join(", "), show: (row) => judgement(row.first) },
      { text: "Another says", value: (row) => row.second.side + ": " + row.second.values.join(", "), show: (row) => judgement(row.second) },
      { text: "Grades apart", kind: "number", value: (row) => (row.gap === undefined ? null : Math.abs(row.gap)), show: (row) => (row.gap === undefined ? "not comparable" : String(Math.abs(row.gap))) },
      { text: "Time", kind: "extra", value: (row) => ({ same: "same phase", different: "different phases", unknown: "phase unknown" })[row.moment] },
    ].filter(Boolean) });
  }
  function disagreements(data) {
    return OGP.filtered({
      name: "disagreements", title: "Where assessors disagree", items: data.disagreements, hint: "title, country …", noun: "disagreement",
      choices: [
        { name: "country", text: "Country", values: values(data.disagreements, (row) => [(data.commitments[row.key] || {}).country_code]), words: words.country },
        { name: "about", text: "About", values: ["commitments", "milestones"] },
        { name: "time", text: "Rated", values: ["same", "different", "unknown"], words: (value) => ({ same: "in the same phase", different: "in different phases", unknown: "in an unknown phase" })[value] },
      ],
      keeps: (row, chosen) => (!chosen.country || (data.commitments[row.key] || {}).country_code === chosen.country) && (!chosen.about || (chosen.about === "milestones") === Boolean(row.milestone_text)) && (!chosen.time || row.moment === chosen.time),
      text: (row) => [row.key, (data.commitments[row.key] || {}).title, words.country((data.commitments[row.key] || {}).country_code), row.milestone_text].join(" "),
      show: (found) => [el("p", { class: "quiet" }, "Only ratings that can’t both be right are listed: a later rating that is higher than an earlier one is progress. The widest gap stands first; the scale has four grades, from not started to complete."), disagreementTable(data, found, "Disagreements", { remember: true })],
    });
  }
  return { all, table, page, disagreements, disagreementTable, link, address };
})();
