"use strict";
// A table that sorts by each column, downloads as CSV, and becomes a list of cards on a phone.
OGP.table = (function () {
  const el = OGP.el;

  // `columns` are {text, value(row), show(row)?, kind: "number" | "number extra" | "head" | "wordy"?, code?}; what is sorted and
  // downloaded is the value. `remember` keeps the order in the address; `data` are [name, value(row)] for the CSV.
  function table({ name, columns, rows, remember = false, data = null, step = 100, file = name }) {
    const asked = remember ? OGP.here().asked.sort || "" : "";
    const state = { column: columns.findIndex((column) => column.text === asked.replace(/^-/, "")), down: asked.startsWith("-") };
    const holder = el("div");
    const body = el("tbody", { role: "rowgroup" });
    const heads = columns.map((column, nth) => el("th", { scope: "col", role: "columnheader", class: column.kind || null },
      el("button", { type: "button", class: "sort", onclick: () => sort(nth) }, column.text)));

    function sort(nth) {
      state.down = state.column === nth ? !state.down : (columns[nth].kind || "").startsWith("number");
      state.column = nth;
      if (remember) OGP.ask({ sort: (state.down ? "-" : "") + columns[nth].text });
      fill();
      OGP.say("Sorted by " + columns[nth].text + (state.down ? ", descending" : ""));
    }
    function sorted() {
      const column = columns[state.column];
      if (!column) return rows;
      const keyed = rows.map((row) => [rank(column, row), row]);
      const isEmpty = (value) => value === null || value === undefined || value === "";
      const compare = ([one], [two]) => isEmpty(one) - isEmpty(two) || (state.down ? -1 : 1) * (typeof one === "number" && typeof two === "number" ? one - two : OGP.natural(String(one ?? ""), String(two ?? "")));
      return keyed.sort(compare).map(([, row]) => row);
    }
    function rank(column, row) {
      const value = column.value(row);
      return column.code && value ? OGP.chart.rank(value) : value;
    }
    function fill() {
      heads.forEach((head, nth) => (nth === state.column ? head.setAttribute("aria-sort", state.down ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
      body.replaceChildren();
      [...holder.children].filter((child) => child.matches(".more")).forEach((child) => child.remove());
      holder.append(OGP.few(sorted(), line, body, step));
    }
    // The roles keep it a table for screen readers where the style makes it a list of cards.
    function line(row) {
      return el("tr", { role: "row" }, columns.map((column) => {
        const value = column.value(row);
        const shown = column.show ? column.show(row) : typeof value === "number" ? value.toLocaleString("en") : value;
        const isHead = column.kind === "head";
        return el(isHead ? "th" : "td", { scope: isHead ? "row" : null, role: isHead ? "rowheader" : "cell", class: column.kind || null, "data-name": column.text }, shown ?? "");
      }));
    }
    function download() {
      const wanted = data || columns.map((column) => [column.text, column.value]);
      const plain = (value) => (Array.isArray(value) ? value.join("; ") : value);
      OGP.download(file.toLowerCase().replace(/[^a-z0-9]+/g, "-") + ".csv", "text/csv", OGP.csv(wanted.map(([text]) => text), sorted().map((row) => wanted.map(([, value]) => plain(value(row))))));
    }

    // On a phone the heads are not shown, so that the order is chosen in a list.
    const order = el("select", { "aria-label": "Sort " + name + " by", onchange: () => order.value && sort(Number(order.value)) }, el("option", { value: "" }, "Sort by …"), columns.map((column, nth) => el("option", { value: nth }, column.text)));
    holder.append(el("p", { class: "caption" }, name + " (" + rows.length.toLocaleString("en") + ") ", rows.length ? el("button", { type: "button", class: "link csv", onclick: download }, "Download CSV") : null, rows.length > 1 ? el("span", { class: "order" }, order) : null),
      el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": name }, el("table", { class: "list", role: "table", "aria-label": name },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads)), body)));
    fill();
    if (!rows.length) holder.append(el("p", { class: "quiet" }, "Nothing to list."));
    return holder;
  }
  return table;
})();
