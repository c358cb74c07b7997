"use strict";
// Elements, data and addresses. Text becomes text nodes and attributes only, so no title can run anything.
window.OGP = {};

OGP.el = function (tag, attributes, ...children) {
  return OGP.made(document.createElement(tag), attributes, children);
};

OGP.made = function (made, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "href") OGP.link(made, value);
    else if (name === "style") for (const [key, one] of Object.entries(value)) made.style.setProperty(key, one);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
};

// An address of a document may be anything; only pages of this site and of the web are linked.
OGP.link = function (made, address) {
  if (/^(#|https?:\/\/)/i.test(address)) made.setAttribute("href", address);
  if (/^https?:/i.test(address)) {
    made.setAttribute("rel", "noopener noreferrer");
    made.setAttribute("target", "_blank");
  }
};

OGP.draw = function (tag, attributes, ...children) {
  return OGP.made(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
};

OGP.data = (function () {
  const kept = new Map();
  const waiting = new Map();
  function put(name, data) {
    kept.set(name, data);
  }
  function load(name) {
    if (kept.has(name)) return Promise.resolve(kept.get(name));
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = "data/" + name + ".js";
        script.onload = () => (kept.has(name) ? done(kept.get(name)) : failed(new Error(script.src + " holds no data")));
        script.onerror = () => failed(new Error("The file data/" + name + ".js is missing. Build the site again."));
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  }
  return { put, load, get: (name) => kept.get(name) };
})();

// An address within the site: parts of the path, then what is asked for.
OGP.address = function (parts, asked) {
  const query = Object.entries(asked || {}).filter(([, value]) => value);
  const tail = query.map(([name, value]) => encodeURIComponent(name) + "=" + encodeURIComponent(value)).join("&");
  return "#/" + parts.map(encodeURIComponent).join("/") + (tail ? "?" + tail : "");
};

OGP.here = function () {
  const [path, tail] = location.hash.replace(/^#\/?/, "").split("?");
  const plain = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const asked = {};
  for (const pair of (tail || "").split("&").filter(Boolean)) {
    const [name, value] = pair.split("=");
    asked[plain(name)] = plain(value || "");
  }
  return { parts: path.split("/").filter(Boolean).map(plain), asked };
};

// Put something that was asked for into the address, so that the address can be passed on.
OGP.ask = function (changes) {
  const { parts, asked } = OGP.here();
  history.replaceState(null, "", OGP.address(parts, { ...asked, ...changes }));
};

OGP.natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

// A spreadsheet must not run a cell: the same rule as where corrections are read.
OGP.csvCell = function (value) {
  const text = String(value ?? "");
  const isFormula = typeof value !== "number" && /^[=+\-@\t\r]/.test(text.replace(/^'+/, ""));
  const safe = isFormula ? "'" + text : text;
  return /[",;\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
};

OGP.csv = function (columns, rows) {
  return [columns, ...rows].map((row) => row.map(OGP.csvCell).join(",")).join("\n") + "\n";
};

OGP.download = function (name, type, text) {
  const link = OGP.el("a", { download: name });
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

// Smoothly where the eye can follow, at once where it is far: a smooth way through a hundred pages takes seconds.
OGP.scroll = function (holder, { top, left = holder.scrollLeft }) {
  const near = OGP.scroll.smooth && Math.abs(top - holder.scrollTop) < 2 * holder.clientHeight && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  holder.scrollTo({ top, left, behavior: near ? "smooth" : "instant" });
};

// A page that is opened at a field is there at once.
OGP.scroll.atOnce = function (work) {
  OGP.scroll.smooth = false;
  work();
  OGP.scroll.smooth = true;
};
OGP.scroll.smooth = true;

OGP.say = function (text) {
  document.getElementById("said").textContent = text;
};

// A few hundred rows at a time, so that a list of thousands opens at once.
OGP.few = function (items, row, holder, step = 100) {
  let shown = 0;
  const more = OGP.el("button", { type: "button", class: "more", onclick: () => grow() });
  function grow() {
    holder.append(...items.slice(shown, shown + step).map(row));
    shown = Math.min(items.length, shown + step);
    more.hidden = shown >= items.length;
    more.textContent = "Show more (" + (items.length - shown) + " left)";
  }
  grow();
  return more;
};
