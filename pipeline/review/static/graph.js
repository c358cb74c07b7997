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

  function picture(data, links, chosen, onlyOne) {
    const lanes = groups(links);
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
    const svg = draw("svg", { viewBox: "0 0 " + width + " " + y, width, height: y, role: "group", "aria-label": onlyOne ? "This commitment’s way through the plans" : "Threads through the plans" }, heads, edges, nodes);
    return el("div", { class: "wide graph", tabindex: 0, role: "region", "aria-label": "Graph of links" }, svg);
  }

  function page(data) {
    const asked = OGP.here().asked;
    const countries = [...new Set(data.links.filter((link) => link.kind === "succession").map((link) => data.subjects[link.from].country).filter(Boolean))].sort();
    const country = el("select", {}, countries.map((name) => el("option", { value: name }, name)));
    country.value = countries.includes(asked.country) ? asked.country : countries[0] || "";
    const doubtful = el("input", { type: "checkbox", checked: asked.doubtful === "yes" });
    const holder = el("div");
    function run() {
      const links = data.links.filter((link) => link.kind === "succession" && data.subjects[link.from].country === country.value && (link.status === "accepted" || doubtful.checked));
      const waiting = data.links.filter((link) => link.status === "review").length;
      history.replaceState(null, "", OGP.address(["threads"], { country: country.value, at: asked.at, doubtful: doubtful.checked ? "yes" : "" }));
      holder.replaceChildren(el("p", {}, groups(links).length + " threads, " + links.length + " links of succession. " + (waiting ? waiting + " links wait for a decision (below)." : "")),
        links.length ? picture(data, links, asked.at) : el("p", { class: "quiet" }, "No commitment of a later plan is known to continue an earlier one."));
      const here = holder.querySelector(".here");
      if (here) requestAnimationFrame(() => here.scrollIntoView({ block: "center", inline: "center" }));
    }
    country.addEventListener("change", run);
    doubtful.addEventListener("change", run);
    run();
    const open = data.links.filter((link) => link.status === "review");
    const list = el("ul", { class: "links" });
    return [el("h1", {}, "Threads through the plans"),
      el("form", { class: "filters" }, el("label", {}, "Country", country), el("label", { class: "check" }, doubtful, "Show doubtful links")), holder,
      open.length ? [el("h2", {}, "Links that wait for a decision (" + open.length + ")"), list, OGP.few(open, (link) => OGP.commitment.link(data, link), list, 50)] : null];
  }
  return { page, picture, groups };
})();
