"use strict";
// Reforms through the plans: a column for each plan, a lane for each thread, a line for each link.
OGP.graph = (function () {
  const el = OGP.el;
  const draw = OGP.draw;
  const words = OGP.words;
  const [WIDTH, HEIGHT, GAP, ACROSS] = [200, 46, 12, 54];

  function groups(links) {
    const next = new Map();
    links.forEach(({ from, to }) => [[from, to], [to, from]].forEach(([one, two]) => next.set(one, (next.get(one) || []).concat([two]))));
    const seen = new Set();
    const found = [];
    for (const name of [...next.keys()].sort()) {
      const group = [];
      const waiting = [name];
      while (waiting.length) {
        const one = waiting.pop();
        if (seen.has(one)) continue;
        seen.add(one);
        group.push(one);
        waiting.push(...next.get(one));
      }
      if (group.length) found.push(group.sort());
    }
    return found;
  }

  function level(subject) {
    return ((subject.completion.irm || subject.completion.government || [])[0]) || null;
  }
  function lines(text, most) {
    const found = [""];
    for (const word of String(text || "").split(/\s+/)) {
      if ((found[found.length - 1] + " " + word).length > most && found[found.length - 1]) found.push("");
      found[found.length - 1] = (found[found.length - 1] + " " + word).trim();
    }
    return found.length > 2 ? [words.cut(found[0], most), words.cut(found[1] + " " + found[2], most)] : found.map((one) => words.cut(one, most));
  }

  function line(link, d) {
    return draw("path", { d, class: "edge " + link.status }, draw("title", {}, words.label(link.relation) + ", " + link.status + (link.score === null ? "" : ", score " + link.score.toFixed(2))));
  }

  function picture(data, links, chosen, onlyOne, lanes = groups(links)) {
    const names = lanes.flat();
    const plans = [...new Set(names.map((name) => data.subjects[name].plan || "?"))].sort((one, two) => one.slice(-4).localeCompare(two.slice(-4)) || one.localeCompare(two));
    const at = new Map();
    let y = 34;
    for (const lane of lanes) {
      const used = new Map();
      for (const name of lane) {
        const column = plans.indexOf(data.subjects[name].plan || "?");
        const row = used.get(column) || 0;
        used.set(column, row + 1);
        at.set(name, [column * (WIDTH + ACROSS) + 4, y + row * (HEIGHT + GAP)]);
      }
      y += Math.max(...used.values()) * (HEIGHT + GAP) + 14;
    }
    const width = plans.length * (WIDTH + ACROSS) - ACROSS + 8;
    const edges = links.map((link) => {
      const [[x0, y0], [x1, y1]] = [at.get(link.from), at.get(link.to)];
      const [start, end, middle] = [x0 + WIDTH, x1, HEIGHT / 2];
      // Two of one plan: the line goes out to the right and comes back.
      if (x0 === x1) return line(link, "M" + start + " " + (y0 + middle) + " C" + (start + 40) + " " + (y0 + middle) + " " + (start + 40) + " " + (y1 + middle) + " " + start + " " + (y1 + middle));
      const bend = Math.max(30, (end - start) / 2);
      return line(link, "M" + start + " " + (y0 + middle) + " C" + (start + bend) + " " + (y0 + middle) + " " + (end - bend) + " " + (y1 + middle) + " " + end + " " + (y1 + middle));
    });
    const nodes = names.map((name) => {
      const subject = data.subjects[name];
      const [x, top] = at.get(name);
      const id = name.includes(":") ? "no ID" : name;
      return draw("a", { href: OGP.address(["commitment", name]), class: "node" + (name === chosen ? " here" : "") },
        draw("title", {}, id + " " + (subject.title || "") + (level(subject) ? " (" + words.label(level(subject)) + ")" : "")),
        draw("rect", { x, y: top, width: WIDTH, height: HEIGHT, rx: 5, class: "card-shape" }),
        draw("rect", { x, y: top, width: 6, height: HEIGHT, rx: 2, class: "level " + words.tone(level(subject)) }),
        draw("text", { x: x + 13, y: top + 14, class: "id" }, id + (level(subject) ? " · " + words.label(level(subject)) : "")),
        lines(subject.title, 29).map((text, nth) => draw("text", { x: x + 13, y: top + 27 + nth * 12 }, text)));
    });
    const heads = plans.map((plan, column) => draw("text", { x: column * (WIDTH + ACROSS) + 6, y: 18, class: "plan" }, plan));
    const svg = draw("svg", { viewBox: "0 0 " + width + " " + y, width, height: y, role: "group", "aria-label": onlyOne ? "This commitment across plans" : "Threads across plans" }, heads, edges, nodes);
    return el("div", { class: "wide graph", tabindex: 0, role: "region", "aria-label": "Graph of links" }, svg);
  }

  const MOST = 60;

  // The threads of the links, those through most plans first.
  function threads(data, links) {
    const plans = (group) => new Set(group.map((name) => data.subjects[name].plan)).size;
    const first = (group) => group.find((name) => !name.includes(":")) || group[0];
    return groups(links).map((group) => ({ group, plans: plans(group) })).sort((one, two) => two.plans - one.plans || two.group.length - one.group.length || (first(one.group) < first(two.group) ? -1 : 1)).map((one) => one.group);
  }

  function page(data) {
    const asked = OGP.here().asked;
    const succession = data.links.filter((link) => link.kind === "succession");
    const home = (link) => data.subjects[link.from].country;
    const counts = new Map();
    succession.forEach((link) => counts.set(home(link), (counts.get(home(link)) || 0) + (link.status === "accepted" ? 1000 : 1)));
    const countries = [...counts.keys()].filter(Boolean).sort();
    const country = el("select", {}, countries.map((name) => el("option", { value: name }, name)));
    country.value = countries.includes(asked.country) ? asked.country : [...countries].sort((one, two) => counts.get(two) - counts.get(one))[0] || "";
    const doubtful = el("input", { type: "checkbox", checked: asked.doubtful === "yes" });
    const q = el("input", { type: "search", id: "search", value: asked.q || "", placeholder: "title, ID …" });
    const holder = el("div");
    let most = MOST;
    function found(group) {
      const terms = words.fold(q.value).split(/\s+/).filter(Boolean);
      return group.some((name) => terms.every((term) => words.fold(name + " " + data.subjects[name].title).includes(term)));
    }
    function run() {
      const own = succession.filter((link) => home(link) === country.value);
      const links = own.filter((link) => link.status === "accepted" || doubtful.checked);
      const all = threads(data, links).filter(found);
      const drawn = all.slice(0, Math.max(most, 1 + all.findIndex((group) => group.includes(asked.at))));
      const shown = new Map(drawn.flatMap((group, lane) => group.map((name) => [name, lane])));
      const open = own.filter((link) => link.status === "review" && (!q.value || found([link.from, link.to])));
      const list = el("ul", { class: "links" });
      history.replaceState(null, "", OGP.address(["threads"], { country: country.value, at: asked.at, q: q.value, doubtful: doubtful.checked ? "yes" : "" }));
      holder.replaceChildren(...[el("p", {}, words.count(all.length, "thread") + ", " + words.count(links.length, "link") + " of succession in " + (country.value || "no country") + ". " + (open.length ? words.count(open.length, "link") + (open.length > 1 ? " wait" : " waits") + " for a decision (below)." : "")),
        drawn.length ? picture(data, links.filter((link) => shown.has(link.from)), asked.at, false, drawn) : el("p", { class: "quiet" }, q.value ? "No thread of this kind here." : "No commitment of a later plan is known to continue an earlier one."),
        all.length > drawn.length ? el("button", { type: "button", class: "more", onclick: () => { most += MOST; run(); } }, "Show more threads (" + (all.length - drawn.length) + " left)") : null,
        open.length ? [el("h2", {}, "Links in doubt (" + open.length + ")"), list, OGP.few(open, (link) => OGP.commitment.link(data, link), list, 50)] : null].flat(9).filter(Boolean));
      OGP.say(words.count(all.length, "thread"));
      const here = holder.querySelector(".here");
      if (here) requestAnimationFrame(() => here.scrollIntoView({ block: "center", inline: "center" }));
    }
    let timer = 0;
    q.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 120); });
    country.addEventListener("change", run);
    doubtful.addEventListener("change", run);
    run();
    const form = el("form", { role: "search", class: "filters" }, el("label", {}, "Search", q), el("label", {}, "Country", country), el("label", { class: "check" }, doubtful, "Show doubtful links"));
    form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
    return [el("h1", {}, "Threads across plans"), form, holder];
  }
  return { page, picture, groups };
})();
