"use strict";
// Bars of completion as SVG: each row reads its numbers aloud; the numbers can be downloaded.
OGP.chart = (function () {
  const el = OGP.el;
  const draw = OGP.draw;
  // From done to not done; colours that differ in lightness too, so that they hold in print and for color-blind readers.
  const LEVELS = [
    ["complete", "#12664f", "#ffffff"], ["substantial", "#7cc0ad", "#1a1d21"], ["limited", "#f2c063", "#1a1d21"], ["not_started", "#b8402a", "#ffffff"],
    ["mixed", "#a99ac9", "#1a1d21"], ["withdrawn", "#6d747c", "#ffffff"], ["no_evidence", "#b9c0c7", "#1a1d21"],
  ];
  const UNRATED = "not rated";
  const ROW = 20;

  function rank(code) {
    const at = LEVELS.findIndex(([name]) => name === code);
    return at < 0 ? LEVELS.length : at;
  }
  function counted(bar, total) {
    const rated = LEVELS.map(([code, fill, ink]) => ({ text: OGP.words.label(code), count: bar[code] || 0, fill, ink }));
    const rest = total - rated.reduce((sum, one) => sum + one.count, 0);
    return [...rated, { text: UNRATED, count: Math.max(0, rest), fill: "none", ink: "currentColor" }].filter((one) => one.count);
  }
  function sentence(row) {
    return row.label + ", " + OGP.words.count(row.total, "commitment") + ". " + row.bars.map(([who, bar]) => who + ": " + counted(bar, row.total).map((one) => one.count + " " + one.text.toLowerCase()).join(", ")).join(". ");
  }
  function bar(counts, total, x, y, width) {
    let left = x;
    return counted(counts, total).map((one) => {
      const wide = (width * one.count) / total;
      const shapes = [draw("rect", { x: left, y, width: Math.max(0, wide - 1), height: ROW - 3, fill: one.fill, stroke: one.fill === "none" ? "#8a939d" : "none", "stroke-dasharray": one.fill === "none" ? "2 3" : null }),
        wide > 16 ? draw("text", { x: left + wide / 2, y: y + 13, fill: one.ink, "text-anchor": "middle", "font-size": 11 }, String(one.count)) : null];
      left += wide;
      return shapes;
    });
  }

  // `rows` are {label, href, total, bars: [[who, {code: count}]]}.
  function picture(title, rows, width) {
    const isNarrow = width < 620;
    const [start, who] = isNarrow ? [0, 86] : [Math.min(250, width * 0.26), 86];
    let y = 4;
    const drawn = rows.filter((row) => row.total).map((row) => {
      const top = y;
      const parts = [];
      if (isNarrow) y += 18;
      const label = draw("text", { class: "name", x: 0, y: top + 14, fill: "currentColor", "font-size": 13 }, OGP.words.cut(row.label, Math.floor((isNarrow ? width : start) / 7.4)));
      for (const [name, counts] of row.bars) {
        parts.push(draw("text", { x: start, y: y + 13, fill: "currentColor", "font-size": 11 }, name), bar(counts, row.total, start + who, y, width - start - who - 34));
        y += ROW;
      }
      parts.push(draw("text", { x: width - 30, y: y - ROW * row.bars.length + 13, fill: "currentColor", "font-size": 11 }, row.total.toLocaleString("en")));
      y += 8;
      return [row.href ? draw("a", { href: row.href }, label) : label, draw("g", { role: "img", "aria-label": sentence(row) }, draw("title", {}, sentence(row)), parts)];
    });
    return draw("svg", { xmlns: "http://www.w3.org/2000/svg", width, height: y, viewBox: "0 0 " + width + " " + y, role: "group", "aria-label": title, "font-family": "system-ui, sans-serif", color: "inherit" }, drawn);
  }
  // The picture as it goes into a paper: with title, legend and source.
  function poster(title, rows) {
    const drawn = picture(title, rows, 900);
    const height = Number(drawn.getAttribute("height"));
    const text = (x, y, size, words) => draw("text", { x, y, fill: "#1a1d21", "font-size": size }, words);
    const keys = levels(rows).map(([name, fill], nth) => [draw("rect", { x: nth * 112, y: 30, width: 11, height: 11, fill, stroke: "#8a939d" }), text(nth * 112 + 16, 40, 12, name)]);
    drawn.setAttribute("y", 56);
    const source = "Commitments as OGP documents rate them, read with ogp-pipeline " + OGP.data.get("index").version + ".";
    return draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: "-10 -4 920 " + (height + 94), width: 920, height: height + 94, color: "#1a1d21", "font-family": "system-ui, sans-serif" },
      draw("rect", { x: -10, y: -4, width: 920, height: height + 94, fill: "#ffffff" }), text(0, 18, 16, title), keys, drawn, text(0, height + 76, 11, source));
  }
  function levels(rows) {
    const used = new Set(rows.flatMap((row) => row.bars.flatMap(([, bar]) => counted(bar, row.total).map((one) => one.text))));
    return [...LEVELS.map(([code, fill]) => [OGP.words.label(code), fill]), [UNRATED, "transparent"]].filter(([text]) => used.has(text));
  }
  function legend(rows) {
    return el("p", { class: "legend" }, levels(rows).map(([text, fill]) => el("span", {}, el("span", { class: "swatch", style: { background: fill } }), text)));
  }

  function completion(title, rows) {
    const holder = el("div", { class: "drawing" });
    let last = 0;
    const fill = (width) => {
      if (!width || Math.abs(width - last) < 8) return;
      last = width;
      holder.replaceChildren(picture(title, rows, Math.min(1200, Math.floor(width))));
    };
    new ResizeObserver(([entry]) => fill(entry.contentRect.width)).observe(holder);
    const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const lines = rows.flatMap((row) => row.bars.flatMap(([who, bar]) => counted(bar, row.total).map((one) => [row.label, who, one.text, one.count])));
    const file = () => OGP.download(name + ".svg", "image/svg+xml", new XMLSerializer().serializeToString(poster(title, rows)));
    return el("figure", { class: "chart" }, el("figcaption", {}, title), legend(rows), holder, el("p", { class: "tools" },
      el("button", { type: "button", class: "link csv", onclick: () => OGP.download(name + ".csv", "text/csv", OGP.csv(["what", "assessor", "completion", "commitments"], lines)) }, "Data of the chart (CSV)"),
      el("button", { type: "button", class: "link csv", onclick: file }, "Picture (SVG)")));
  }
  // The two bars of plans or countries: the sums of what each assessor says.
  function bars(plans) {
    const sum = (who) => plans.reduce((total, plan) => {
      for (const [code, count] of Object.entries(plan.completion[who])) total[code] = (total[code] || 0) + count;
      return total;
    }, {});
    return [["Government", sum("government")], ["IRM", sum("irm")]].filter(([, counts]) => Object.keys(counts).length);
  }
  function row(label, href, plans) {
    return { label, href, total: plans.reduce((sum, plan) => sum + plan.commitments, 0), bars: bars(plans) };
  }
  return { completion, bars, row, rank };
})();
