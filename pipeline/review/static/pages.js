"use strict";
// The source beside the fields: pictures of pages with boxes, or text whose elements light up.
OGP.pages = (function () {
  const el = OGP.el;

  // `boxes` are {page, sides, names: [label], fields: [field id]}; `chosen` is told of a box that a person chooses.
  function pictures(data, boxes, chosen) {
    const byPage = new Map();
    boxes.forEach((box, place) => (byPage.get(box.page) || byPage.set(box.page, []).get(box.page)).push({ ...box, place }));
    const drawn = new Map();
    const holder = el("div", { class: "sheets" });
    const seen = new IntersectionObserver((entries) => entries.filter((one) => one.isIntersecting).forEach((one) => fill(Number(one.target.dataset.page))), { root: null, rootMargin: "800px" });
    const sheets = new Map();
    for (const [page, width, height, file] of data.pages) {
      const sheet = el("figure", { class: "sheet", "data-page": page, style: { "aspect-ratio": width + " / " + height } },
        el("img", { src: file, alt: "Page " + page, loading: "lazy", decoding: "async" }), el("figcaption", {}, "Page " + page));
      sheet.size = [width, height];
      sheets.set(page, sheet);
      holder.append(sheet);
      seen.observe(sheet);
    }
    function fill(page) {
      const sheet = sheets.get(page);
      if (!sheet || sheet.filled) return;
      sheet.filled = true;
      const [width, height] = sheet.size;
      // Large boxes first, so that a small one within stays in reach.
      const area = (box) => (box.sides[2] - box.sides[0]) * (box.sides[3] - box.sides[1]);
      const mine = [...(byPage.get(page) || [])].sort((one, two) => area(two) - area(one));
      mine.forEach((box, nth) => {
        const [x0, top, x1, bottom] = box.sides;
        const made = el("button", { type: "button", class: "box", tabindex: nth ? -1 : 0, "data-box": box.place, title: box.names.join("\n"), "aria-label": OGP.words.cut(box.names.join(", "), 200),
          style: { left: (100 * x0) / width + "%", top: (100 * top) / height + "%", width: (100 * Math.max(x1 - x0, 2)) / width + "%", height: (100 * Math.max(bottom - top, 2)) / height + "%" },
          onclick: () => chosen(box), onkeydown: (event) => step(event, sheet) });
        drawn.set(box.place, made);
        sheet.append(made);
      });
    }
    function step(event, sheet) {
      const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const all = [...sheet.querySelectorAll(".box")].sort((one, two) => parseFloat(one.style.top) - parseFloat(two.style.top) || parseFloat(one.style.left) - parseFloat(two.style.left));
      const next = all[(all.indexOf(event.target) + by + all.length) % all.length];
      event.target.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
    function mark(kind, places, scroll) {
      holder.querySelectorAll("." + kind).forEach((one) => one.classList.remove(kind));
      places.forEach((place) => {
        fill(boxes[place].page);
        if (drawn.has(place)) drawn.get(place).classList.add(kind);
      });
      if (scroll && places.length && drawn.has(places[0])) into(holder, drawn.get(places[0]));
    }
    // The page in the middle of the view.
    function at() {
      const middle = holder.getBoundingClientRect().top + holder.clientHeight / 2;
      const above = [...sheets].filter(([, sheet]) => sheet.getBoundingClientRect().top <= middle);
      return above.length ? above[above.length - 1][0] : data.pages[0][0];
    }
    return { node: holder, mark, at, numbers: data.pages.map((page) => page[0]), go: (page) => sheets.has(page) && into(holder, sheets.get(page), true) };
  }

  // Scroll the holder alone: the fields beside it stay where they are.
  function into(holder, target, top) {
    const outer = holder.getBoundingClientRect();
    const inner = target.getBoundingClientRect();
    if (!top && inner.top >= outer.top + 10 && inner.bottom <= outer.bottom - 10) return;
    const margin = top ? 8 : Math.max(20, (outer.height - inner.height) / 3);
    OGP.scroll(holder, { top: holder.scrollTop + inner.top - outer.top - margin, left: Math.max(0, holder.scrollLeft + inner.left - outer.left - 40) });
  }

  // Formats without pages: the lines of the source, or of the places alone where the source is not at hand.
  function texts(data, boxes, chosen) {
    const places = new Map();
    boxes.forEach((box, place) => box.path && (places.get(box.path) || places.set(box.path, []).get(box.path)).push(place));
    const lines = data.source.length ? data.source : [...new Map(boxes.filter((box) => box.path).map((box) => [box.path + " " + box.text, [box.path, "paragraph", box.text]])).values()].sort((one, two) => natural(one[0], two[0]));
    const drawn = new Map();
    const holder = el("div", { class: "source", tabindex: 0, role: "region", "aria-label": "Source text" });
    const first = new Map();
    lines.forEach(([path], nth) => first.has(path) || first.set(path, nth));
    function line([path, kind, text]) {
      const mine = places.get(path) || [];
      const made = el(mine.length ? "button" : "p", { class: "line " + kind + (mine.length ? " read" : ""), type: mine.length ? "button" : null, title: path,
        onclick: mine.length ? () => chosen(join(boxes, mine)) : null }, text);
      mine.forEach((place) => drawn.set(place, (drawn.get(place) || []).concat([made])));
      return made;
    }
    const body = el("div");
    const more = OGP.few(lines, line, body, 500);
    holder.append(lines.length ? body : el("p", { class: "quiet" }, "No page and no text of this file can be shown."), more);
    function mark(kind, wanted, scroll) {
      holder.querySelectorAll("." + kind).forEach((one) => one.classList.remove(kind));
      const last = Math.max(-1, ...wanted.map((place) => first.get(boxes[place].path) ?? -1));
      while (scroll && last >= body.childElementCount && !more.hidden) more.click();
      const found = wanted.flatMap((place) => drawn.get(place) || []);
      found.forEach((one) => one.classList.add(kind));
      if (scroll && found.length) into(holder, found[0]);
    }
    return { node: holder, mark, numbers: [], go: () => {}, at: () => 0 };
  }
  function join(boxes, places) {
    return { ...boxes[places[0]], names: places.flatMap((place) => boxes[place].names), fields: [...new Set(places.flatMap((place) => boxes[place].fields))] };
  }
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  function natural(one, two) {
    return compare(one, two);
  }
  return { pictures, texts };
})();
