"use strict";
// Reforms that go on: a row for each, a column for each plan, and how far each commitment got.
OGP.reforms = (function () {
  const el = OGP.el;
  const words = OGP.words;

  // Threads as {id, country, keys, plans}, those through most plans first.
  function list(data) {
    if (data.reforms) return data.reforms;
    const threads = new Map();
    OGP.commitments.all(data).filter((row) => row.thread_id).forEach((row) => (threads.get(row.thread_id) || threads.set(row.thread_id, []).get(row.thread_id)).push(row));
    const made = [...threads].map(([id, rows]) => ({ id, rows, country: rows[0].country_code, plans: new Set(rows.map((row) => row.plan_id)).size })).filter((one) => one.plans > 1);
    data.reforms = made.sort((one, two) => two.plans - one.plans || two.rows.length - one.rows.length || OGP.natural(one.rows[0].title || "", two.rows[0].title || ""));
    return data.reforms;
  }
  function card(row, chosen) {
    const levels = [["Government", row.completion_government], ["IRM", row.completion_irm]].filter(([, code]) => code);
    return el("div", { class: "step" + (row.key === chosen ? " here" : "") },
      el("a", { href: OGP.commitments.address(row.key), "aria-current": row.key === chosen ? "true" : null }, words.title(row, 90)),
      el("small", {}, words.shortName(row)),
      levels.length ? el("div", {}, levels.map(([who, code]) => words.chip(code, who + ": " + words.label(code)))) : el("small", {}, "not rated"));
  }
  // Plans of one country as columns; an empty cell is a plan in which the reform does not appear.
  function timeline(name, reforms, chosen) {
    const ids = [...new Set(reforms.flatMap((one) => one.rows.map((row) => row.plan_id || "")))].sort((one, two) => OGP.natural(one.slice(-4), two.slice(-4)));
    const title = (id) => (words.planOf(id) && words.years(words.planOf(id))) || id || "plan unknown";
    const body = el("tbody", { role: "rowgroup" });
    // The roles keep it a table for screen readers where the style puts the plans below each other.
    const more = OGP.few(reforms, (one) => el("tr", { role: "row" }, ids.map((id) => el("td", { role: "cell", "data-name": title(id) }, one.rows.filter((row) => (row.plan_id || "") === id).map((row) => card(row, chosen))))), body, 60);
    return [el("p", { class: "caption" }, name), el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": name }, el("table", { class: "timeline", role: "table", "aria-label": name },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ids.map((id) => el("th", { scope: "col", role: "columnheader" }, words.planOf(id) ? el("a", { href: OGP.address(["plan", id]) }, title(id)) : title(id))))), body)), more];
  }
  function page(data) {
    const reforms = list(data);
    const waiting = data.links.filter((one) => one.kind === "succession" && one.status === "review");
    const home = (one) => (data.commitments[one.from] || data.commitments[one.to] || {}).country_code;
    const countries = [...new Set([...reforms.map((one) => one.country), ...waiting.map(home)])].filter(Boolean).sort((one, two) => OGP.natural(words.country(one), words.country(two)));
    return OGP.filtered({
      name: "reforms", title: "Reforms that go on", items: reforms, hint: "title, ID …", noun: "reform",
      choices: [{ name: "country", text: "Country", values: countries, words: words.country }],
      keeps: (one, chosen) => !chosen.country || one.country === chosen.country,
      text: (one) => one.rows.map((row) => row.key + " " + row.title).join(" "),
      show: (found) => {
        const chosen = OGP.here().asked.country;
        const groups = countries.filter((code) => !chosen || code === chosen).map((code) => [code, found.filter((one) => one.country === code)]).filter(([, some]) => some.length);
        const open = waiting.filter((one) => !chosen || home(one) === chosen);
        const links = el("ul", { class: "links" });
        return [el("p", { class: "quiet" }, "A reform goes on where a commitment of a later plan continues one of an earlier plan. Each row is one reform, each column a plan."),
          groups.map(([code, some]) => [el("h2", {}, words.country(code)), timeline("Reforms of " + words.country(code) + " (" + some.length + ")", some)]),
          open.length ? [el("h2", { id: "doubt" }, "Links in doubt (" + open.length + ")"), el("p", { class: "quiet" }, "The titles alone do not settle whether these continue each other. Accept or reject them; the next run applies it."), links, OGP.few(open, (one) => OGP.commitment.link(data, one), links, 25)] : null];
      },
    });
  }
  return { list, page, timeline };
})();
