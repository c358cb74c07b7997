"use strict";
// Which page is shown, and the keys that work everywhere.
(function () {
  const el = OGP.el;
  const main = document.getElementById("main");
  const places = [["", "Start"], ["countries", "Countries"], ["commitments", "Commitments"], ["reforms", "Reforms"], ["disagreements", "Disagreements"], ["documents", "Documents"], ["quality", "Quality"], ["corrections", "Corrections"]];
  const within = { document: "documents", commitment: "commitments", country: "countries", plan: "countries", issues: "quality" };
  let turn = 0;

  OGP.nav = function () {
    const at = within[OGP.here().parts[0]] || OGP.here().parts[0] || "";
    const link = ([name, text]) => {
      const count = name === "corrections" && OGP.corrections.count();
      return el("a", { href: "#/" + name, "aria-current": at === name ? "page" : null }, text + (count ? " (" + count + ")" : ""));
    };
    document.getElementById("nav").replaceChildren(...places.map(link));
  };

  async function made(parts) {
    const [name, ...rest] = parts;
    const page = {
      countries: OGP.members.countries, documents: OGP.lists.documents, quality: OGP.lists.quality, corrections: OGP.corrections.page,
    }[name];
    if (page) return page();
    if (name === "issues") return OGP.lists.issues(await OGP.data.load("issues"));
    const answer = {
      undefined: OGP.members.start, commitments: OGP.commitments.page, disagreements: OGP.commitments.disagreements, reforms: OGP.reforms.page, threads: OGP.reforms.page,
      commitment: (data) => OGP.commitment.page(rest[0], data), country: (data) => OGP.members.country(rest[0], data), plan: (data) => OGP.members.plan(rest[0], data),
    }[String(name)];
    if (answer) return answer(await OGP.data.load("commitments"));
    if (name === "document" && OGP.data.get("index").documents[rest[0]]) {
      return OGP.document.page(rest[0], await OGP.data.load("d/" + rest[0]), rest[1], rest[2]);
    }
    return [el("h1", {}, "There is no such page"), el("p", {}, el("a", { href: "#/" }, "To the start"))];
  }

  OGP.show = async function () {
    const mine = ++turn;
    OGP.nav();
    let built;
    try {
      built = await made(OGP.here().parts);
    } catch (error) {
      built = [el("h1", {}, "This page can’t be shown"), el("p", {}, String(error.message || error))];
    }
    if (mine !== turn) return;
    main.className = OGP.here().parts[0] === "document" ? "full" : "";
    main.replaceChildren(...[built.view || built].flat(9).filter(Boolean));
    const heading = main.querySelector("h1");
    document.title = (heading ? heading.textContent + " · " : "") + "OGP commitments";
    window.scrollTo(0, 0);
    if (built.start) built.start();
    main.dataset.ready = location.hash;
  };

  window.addEventListener("hashchange", () => {
    if (location.hash === "#main") return;
    OGP.show().then(() => main.focus({ preventScroll: true }));
  });
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
    const search = document.getElementById("search");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    }
    const by = { j: 1, k: -1 }[event.key];
    const rows = by ? [...main.querySelectorAll(".choose")].filter((one) => one.offsetParent) : [];
    if (!rows.length) return;
    const now = rows.indexOf(document.activeElement.closest(".choose") || main.querySelector(".chosen .choose"));
    rows[Math.min(rows.length - 1, Math.max(0, now + by))].focus();
  });
  OGP.show();
})();
