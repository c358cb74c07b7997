"use strict";
// A list with a search field and choices; what was chosen is in the address, so that it can be passed on.
// `find` may replace the search in `text`: it gets items and terms, and returns [items, hits].
const MOST_TALLIED = 5000000; // 1,343 commitments and 500 choices take 30 ms
OGP.filtered = function (options) {
  const el = OGP.el;
  const words = OGP.words;
  const asked = OGP.here().asked;
  const results = el("div", { class: "results" });
  const count = el("p", { class: "count", "aria-live": "polite" });
  const q = el("input", { type: "search", id: "search", value: asked.q || "", placeholder: options.hint });
  const selects = options.choices.filter(({ values }) => values.length).map(({ name, text, values, pick, words: spell }) => {
    const select = el("select", { name }, el("option", { value: "" }, "all"), values.map((value) => el("option", { value }, spell ? spell(value) : words.label(value))));
    select.value = values.includes(asked[name]) ? asked[name] : "";
    return { name, select, pick, label: el("label", {}, text, select) };
  });
  // With a country chosen, plans and themes are those of the country.
  function narrow() {
    const country = selects.find(({ name }) => name === "country");
    const items = country && country.select.value ? options.items.filter((item) => options.keeps(item, { country: country.select.value })) : null;
    selects.filter(({ pick }) => pick).forEach(({ select, pick }) => {
      const possible = items && new Set(items.flatMap(pick));
      [...select.options].forEach((option) => { option.hidden = Boolean(possible && option.value && !possible.has(option.value)); });
      if (select.selectedOptions[0] && select.selectedOptions[0].hidden) select.value = "";
    });
  }
  // Each choice says how many items it would leave; what would leave none is not offered.
  function tally(matched, chosen) {
    if (matched.length * selects.reduce((total, { select }) => total + select.length, 0) > MOST_TALLIED) return;
    selects.filter(({ name }) => name !== "country" || !chosen.country).forEach(({ name, select }) => {
      const others = matched.filter((item) => options.keeps(item, { ...chosen, [name]: "" }));
      [...select.options].filter((option) => option.value).forEach((option) => {
        const count = others.filter((item) => options.keeps(item, { ...chosen, [name]: option.value })).length;
        option.plain = option.plain || option.textContent;
        option.textContent = option.plain + " (" + count.toLocaleString("en") + ")";
        option.hidden = !count && option.value !== select.value;
      });
    });
  }
  const folded = (item) => item.searched || Object.defineProperty(item, "searched", { value: words.fold(options.text(item)), enumerable: false }).searched;
  const find = options.find || ((items, terms) => [items.filter((item) => terms.every((term) => folded(item).includes(term))), null]);
  let timer = 0;
  let turn = 0;
  async function run() {
    const mine = ++turn;
    narrow();
    const chosen = Object.fromEntries(selects.map(({ name, select }) => [name, select.value]));
    const terms = words.fold(q.value).split(/\s+/).filter(Boolean);
    OGP.ask({ q: q.value, ...chosen });
    // Words are looked up once, in the chosen country alone; the counts of the other choices come from the same matches.
    const [matched, hits] = await find(options.items.filter((item) => options.keeps(item, { country: chosen.country })), terms);
    if (mine !== turn) return;
    const found = matched.filter((item) => options.keeps(item, chosen));
    tally(matched, chosen);
    results.replaceChildren(...[options.show(found, hits)].flat(9).filter(Boolean));
    const isFiltered = terms.length || Object.values(chosen).some(Boolean);
    count.replaceChildren(words.count(found.length, options.noun) + (isFiltered ? " of " + options.items.length.toLocaleString("en") : ""), isFiltered ? ". " : "", isFiltered ? el("button", { type: "button", class: "link", onclick: clear }, "Show all") : "");
  }
  function clear() {
    q.value = "";
    selects.forEach(({ select }) => { select.value = ""; });
    run();
  }
  q.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 150); });
  selects.forEach(({ select }) => select.addEventListener("change", run));
  const form = el("form", { role: "search", class: "filters" }, el("label", { class: "words" }, "Search", q), selects.map((one) => one.label));
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  return run().then(() => [el("h1", {}, options.title), form, count, results]);
};
