"use strict";
// The start page, countries, and plans: the answers first, each with its numbers to take along.
OGP.members = (function () {
  const el = OGP.el;
  const words = OGP.words;
  const index = () => OGP.data.get("index");
  const sum = (items, pick) => items.reduce((total, item) => total + pick(item), 0);
  const plans = (country) => index().plans.filter((plan) => country === undefined || plan.country === country);
  const planAddress = (plan) => (plan.id ? OGP.address(["plan", plan.id]) : OGP.address(["country", plan.country || "none"]));
  const rated = (plan, who) => sum(Object.values(plan.completion[who]), (count) => count);
  const done = (plan, who) => (plan.completion[who].complete || 0) + (plan.completion[who].substantial || 0);
  const share = (part, whole) => (whole ? Math.round((100 * part) / whole) + "%" : "");
  const byCountry = () => Object.keys(index().countries).map((code) => ({ code, plans: plans(code) })).filter((one) => sum(one.plans, (plan) => plan.commitments + plan.documents)).sort((one, two) => OGP.natural(words.country(one.code), words.country(two.code)));

  function card(count, text, href) {
    return el("a", { class: "card", href }, el("strong", {}, count.toLocaleString("en")), el("span", {}, text));
  }
  function unread() {
    return Object.entries(index().documents).map(([id, one]) => ({ id, ...one })).filter((one) => ["failed", "unidentified"].includes(one.status));
  }
  // What the numbers are worth: most values of unseen templates have no measured confidence, and it is said so.
  function certainty() {
    const some = Object.values(index().documents);
    const [values, measured, low] = ["values", "measured", "low"].map((name) => sum(some, (one) => one[name]));
    if (!values) return "No value was read.";
    return share(values - measured, values) + " of the " + values.toLocaleString("en") + " values have no measured confidence" + (measured ? "; of the measured ones " + share(low, measured) + " are below 0.9." : ".") + " Look at the source of a value before you cite it.";
  }

  function start(data) {
    const all = plans();
    const commitments = sum(all, (plan) => plan.commitments);
    const countries = byCountry();
    const reforms = OGP.reforms.list(data);
    const q = el("input", { type: "search", id: "search", placeholder: "water, budget, register, whistleblower …" });
    const form = el("form", { role: "search", class: "filters big" }, el("label", { class: "words" }, "Search titles, problems, results and evidence", q), el("button", { type: "submit", class: "main" }, "Search"));
    form.addEventListener("submit", (event) => { event.preventDefault(); location.hash = OGP.address(["commitments"], { q: q.value }); });
    const dated = all.filter((plan) => plan.id && plan.commitments);
    const shown = [...dated].sort((one, two) => rated(two, "irm") + rated(two, "government") - rated(one, "irm") - rated(one, "government")).slice(0, 12).sort((one, two) => OGP.natural(words.planName(one), words.planName(two)));
    const whole = OGP.chart.row("All plans", null, all);
    const facts = ["irm", "government"].map((who) => [words.assessor(who), sum(all, (plan) => rated(plan, who)), sum(all, (plan) => done(plan, who))]).filter(([, some]) => some);
    const gone = unread();
    const wide = data.disagreements.filter((one) => one.gap !== undefined && !one.milestone_text).slice(0, 5);
    return [
      el("h1", {}, "What governments promised, and what became of it"),
      form,
      el("div", { class: "cards" }, card(countries.length, countries.length === 1 ? "country" : "countries", "#/countries"), card(dated.length, "plans", "#/countries"), card(commitments, "commitments", "#/commitments"),
        card(reforms.length, "reforms over several plans", "#/reforms"), card(data.disagreements.length, "disagreements", "#/disagreements"), card(Object.keys(index().documents).length, "documents", "#/documents")),
      el("h2", {}, "How far are the commitments carried out?"),
      facts.length ? el("p", {}, facts.map(([who, some, good], nth) => (nth ? " " : "") + (who === "IRM" ? "The IRM" : "The government") + " rates " + some.toLocaleString("en") + " of " + commitments.toLocaleString("en") + ": " + share(good, some) + " of these are substantial or complete.")) : el("p", { class: "quiet" }, "No document that was read rates a commitment."),
      whole.bars.length ? OGP.chart.completion("Completion by assessor", [whole]) : null,
      shown.length ? OGP.chart.completion("Completion by plan", shown.map((plan) => OGP.chart.row(words.planName(plan), planAddress(plan), [plan])).filter((row) => row.bars.length)) : null,
      dated.length > shown.length ? el("p", {}, el("a", { href: "#/countries" }, "All " + dated.length + " plans of " + countries.length + " countries")) : null,
      wide.length ? [el("h2", {}, "Where government and IRM differ most"), OGP.commitments.disagreementTable(data, wide, "Widest disagreements"), el("p", {}, el("a", { href: "#/disagreements" }, "All " + data.disagreements.length + " disagreements"))] : null,
      reforms.length ? [el("h2", {}, "Reforms that go on"), [...new Set(reforms.slice(0, 5).map((one) => one.country))].map((code) => OGP.reforms.timeline(words.country(code), reforms.slice(0, 5).filter((one) => one.country === code))), el("p", {}, el("a", { href: "#/reforms" }, "All " + reforms.length + " reforms"))] : null,
      el("h2", {}, "How sure is this?"),
      el("p", {}, certainty()),
      gone.length ? el("p", {}, el("a", { href: OGP.address(["documents"], { look: "not_read" }) }, words.count(gone.length, "document") + " of " + Object.keys(index().documents).length + " gave nothing"), ": the list says why and what to do.") : null,
    ];
  }

  const planColumns = () => [
    { text: "Plan", kind: "head", value: (plan) => words.planName(plan), show: (plan) => el("a", { href: planAddress(plan) }, words.planName(plan)) },
    { text: "Documents", kind: "number", value: (plan) => plan.documents },
    { text: "Commitments", kind: "number", value: (plan) => plan.commitments, show: (plan) => [plan.commitments.toLocaleString("en"), plan.stated && plan.stated !== plan.commitments ? el("small", {}, "the plan says " + plan.stated) : null] },
    ...["government", "irm"].flatMap((who) => [
      { text: "Rated by " + (who === "irm" ? "IRM" : "government"), kind: "number", value: (plan) => rated(plan, who) },
      { text: "Done, says " + (who === "irm" ? "IRM" : "government"), kind: "number", value: (plan) => (rated(plan, who) ? Math.round((100 * done(plan, who)) / rated(plan, who)) : null), show: (plan) => share(done(plan, who), rated(plan, who)) },
    ]),
  ];
  function joined(one) {
    const together = { completion: { government: {}, irm: {} }, commitments: sum(one.plans, (plan) => plan.commitments), documents: sum(one.plans, (plan) => plan.documents) };
    for (const who of ["government", "irm"]) one.plans.forEach((plan) => Object.entries(plan.completion[who]).forEach(([code, count]) => { together.completion[who][code] = (together.completion[who][code] || 0) + count; }));
    return { ...one, ...together };
  }

  // All countries, or two next to each other.
  function countries() {
    const all = byCountry().map(joined);
    const asked = OGP.here().asked;
    const holder = el("div");
    const select = (name, text) => {
      const made = el("select", { name }, el("option", { value: "" }, name === "with" ? "no other" : "all countries"), all.map((one) => el("option", { value: one.code }, words.country(one.code))));
      made.value = all.some((one) => one.code === asked[name]) ? asked[name] : "";
      made.addEventListener("change", run);
      return [made, el("label", {}, text, made)];
    };
    const [first, firstLabel] = select("country", "Show");
    const [second, secondLabel] = select("with", "and compare with");
    function run() {
      OGP.ask({ country: first.value, with: second.value });
      const wanted = [first.value, second.value].filter(Boolean);
      const found = wanted.length ? all.filter((one) => wanted.includes(one.code)) : all;
      const rows = wanted.length ? found.flatMap((one) => one.plans.filter((plan) => plan.commitments).map((plan) => OGP.chart.row(words.planName(plan), planAddress(plan), [plan]))) : found.map((one) => OGP.chart.row(words.country(one.code), OGP.address(["country", one.code]), one.plans));
      const columns = planColumns();
      columns[0] = { text: "Country", kind: "head", value: (one) => words.country(one.code), show: (one) => el("a", { href: OGP.address(["country", one.code]) }, words.country(one.code)) };
      columns.splice(1, 0, { text: "Plans", kind: "number", value: (one) => one.plans.filter((plan) => plan.id).length });
      const withBars = rows.filter((row) => row.bars.length);
      holder.replaceChildren(...[OGP.table({ name: wanted.length > 1 ? "Compared" : "Countries", columns, rows: found, remember: true }), el("p", { class: "quiet" }, "“Done”: the share of the rated commitments that are substantial or complete."),
        withBars.length ? OGP.chart.completion(wanted.length ? "Completion by plan" : "Completion by country", withBars) : null].filter(Boolean));
    }
    run();
    return [el("h1", {}, "Countries"), el("form", { class: "filters" }, firstLabel, secondLabel), holder];
  }

  function documentsTable(found, name) {
    return OGP.table({ name, rows: found, columns: [
      { text: "Document", kind: "head", value: (one) => one.title || one.source_path, show: (one) => [el("a", { href: OGP.address(["document", one.id]) }, one.title || one.source_path), el("small", {}, one.source_path)] },
      { text: "Type", value: (one) => words.label(one.report_type || "unknown") },
      { text: "From", value: (one) => words.assessor(one.publisher || "unknown") },
      { text: "Status", value: (one) => one.status, show: (one) => [words.chip(one.status), one.relation ? words.chip("none", one.relation + " of another") : null, one.is_draft ? words.chip("none", "draft") : null] },
      { text: "Commitments", kind: "number", value: (one) => one.tables.commitments || 0 },
    ] });
  }
  const documents = (keeps) => Object.entries(index().documents).map(([id, one]) => ({ id, ...one })).filter(keeps).sort((one, two) => OGP.natural(one.source_path, two.source_path));

  function country(code, data) {
    const own = plans(code === "none" ? "" : code);
    if (!own.length) return missing("country " + code, "#/countries");
    const name = code === "none" ? "Country unknown" : words.country(code);
    const reforms = OGP.reforms.list(data).filter((one) => one.country === code);
    const rows = own.filter((plan) => plan.commitments).map((plan) => OGP.chart.row(words.planName(plan), planAddress(plan), [plan])).filter((row) => row.bars.length);
    const loose = OGP.commitments.all(data).filter((row) => (row.country_code || "none") === code && !row.plan_id);
    const papers = documents((one) => (one.country_code || "none") === code);
    return [
      el("h1", {}, name),
      el("p", { class: "facts" }, [words.count(own.filter((plan) => plan.id).length, "plan"), words.count(sum(own, (plan) => plan.commitments), "commitment"), words.count(papers.length, "document")].map((text) => el("span", {}, text)),
        el("a", { href: OGP.address(["commitments"], { country: code === "none" ? "" : code }) }, "Search these commitments"), el("a", { href: OGP.address(["countries"], { country: code }) }, "Compare with another country")),
      rows.length ? OGP.chart.completion("Completion by plan of " + name, rows) : null,
      OGP.table({ name: "Plans", columns: planColumns(), rows: own.filter((plan) => plan.id) }),
      reforms.length ? [el("h2", {}, "Reforms that go on"), OGP.reforms.timeline("Reforms of " + name + " (" + reforms.length + ")", reforms)] : null,
      loose.length ? [el("h2", {}, "Commitments whose plan is unknown"), OGP.commitments.table("Commitments of no known plan", loose)] : null,
      el("h2", {}, "Documents"), documentsTable(papers, "Documents of " + name),
    ];
  }

  function plan(id, data) {
    const found = words.planOf(id);
    if (!found) return missing("plan " + id, "#/countries");
    const rows = OGP.commitments.all(data).filter((row) => row.plan_id === id);
    const chart = OGP.chart.row(words.planName(found), null, [found]);
    const wide = data.disagreements.filter((one) => (data.commitments[one.key] || {}).plan_id === id);
    return [
      el("h1", {}, words.planName(found)),
      el("p", { class: "facts" }, [el("a", { href: OGP.address(["country", found.country]) }, words.country(found.country)), found.number ? "action plan " + found.number : null, id, words.count(found.commitments, "commitment"), found.stated && found.stated !== found.commitments ? "the plan itself says " + found.stated : null].filter(Boolean).map((text) => el("span", {}, text))),
      chart.bars.length ? OGP.chart.completion("Completion of " + words.planName(found), [chart]) : el("p", { class: "quiet" }, "No document that was read rates these commitments."),
      OGP.commitments.table("Commitments of " + words.planName(found), rows, { inPlan: true, remember: true, file: id + " commitments" }),
      wide.length ? [el("h2", {}, "Where assessors disagree"), OGP.commitments.disagreementTable(data, wide, "Disagreements", { inPlan: true })] : null,
      el("h2", {}, "Documents"), documentsTable(documents((one) => one.plan_id === id), "Documents of this plan"),
    ];
  }
  function missing(what, href) {
    return [el("h1", {}, "There is no " + what), el("p", {}, el("a", { href }, "To the list"))];
  }
  return { start, countries, country, plan, unread, missing };
})();
