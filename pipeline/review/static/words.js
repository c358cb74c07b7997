"use strict";
// How names, codes and values read.
OGP.words = (function () {
  const el = OGP.el;
  const schema = () => OGP.data.get("index").schema;
  const spelled = { irm: "IRM", ogp: "OGP", id: "ID", url: "URL", csv: "CSV", pdf: "PDF", ocr: "OCR", ok: "OK" };
  const tones = {
    complete: "good", complete_or_substantial: "good", substantial: "fair", limited: "some", not_started: "bad",
    not_started_or_delayed: "bad", withdrawn: "none", no_evidence: "none", outstanding: "good", major: "good",
    marginal: "some", did_not_change: "none", worsened: "bad", error: "bad", warning: "some", info: "none",
    failed: "bad", partial: "some", ok: "good", unidentified: "none", review: "some", accepted: "good",
  };

  function label(name) {
    const words = String(name).split("_").map((word) => spelled[word] || word);
    const text = words.join(" ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  }
  function singular(table) {
    return { commitments: "Commitment", milestones: "Milestone", assessments: "Rating", comments: "Comment",
      institutions: "Institution", contacts: "Contact", recommendations: "Recommendation", references: "Reference",
      registry: "Registered commitment", documents: "Document", titles: "Title" }[table] || label(table);
  }
  function field(table, name) {
    return ((schema()[table] || {}).fields || {})[name] || { text: "", type: "string" };
  }
  function isCode(table, name, value) {
    const codes = field(table, name).codes;
    return typeof value === "string" && ((codes && value in codes) || (table === "assessments" && name === "value"));
  }
  function chip(code, text) {
    return el("span", { class: "chip " + (tones[code] || "none") }, text || label(code));
  }
  function plain(value) {
    if (value === null || value === undefined) return "";
    if (Array.isArray(value)) return value.map((one) => (/^[a-z]+(_[a-z]+)+$/.test(one) ? label(one) : one)).join(" · ");
    if (value === true) return "yes";
    return value === false ? "no" : String(value);
  }
  function shown(table, name, value, empty = "empty") {
    if (value === null || value === undefined) return el("span", { class: "empty" }, empty);
    return isCode(table, name, value) ? chip(value) : el("span", { class: "text" }, plain(value));
  }
  function cut(text, most) {
    return text && text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text || "";
  }
  function count(number, name) {
    return number.toLocaleString("en") + " " + name + (number === 1 || name === "info" ? "" : "s");
  }
  function fold(text) {
    return String(text || "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }
  // A plan by country and years; its ID only where nothing more is known of it.
  function country(code) {
    return OGP.data.get("index").countries[code] || code || "";
  }
  function years(plan) {
    return plan.start ? plan.start + (plan.end ? "–" + plan.end : "") : plan.year ? "from " + plan.year : "";
  }
  function planOf(id) {
    return OGP.data.get("index").plans.find((plan) => plan.id === id);
  }
  function planName(plan) {
    if (!plan.id) return (country(plan.country) || "Country unknown") + ", plan unknown";
    return country(plan.country) + " " + (years(plan) || plan.id);
  }
  function plan(id) {
    const found = planOf(id);
    return found ? planName(found) : id || "";
  }
  function assessor(side) {
    return { irm: "IRM", government: "Government", civil_society: "Civil society" }[side] || label(side || "not told");
  }
  // OGP's ID, or the number in the plan; keys are for machines.
  function shortName(commitment) {
    return commitment.commitment_id || (commitment.number ? "No. " + commitment.number : "no ID");
  }
  // Some plans print no titles: there the text itself begins.
  function title(commitment, most = 160) {
    return cut(commitment.title || commitment.opening, most) || "Commitment without a title";
  }
  return { country, years, plan, planOf, planName, assessor, shortName, title, label, singular, field, isCode, chip, plain, shown, cut, count, fold, tone: (code) => tones[code] || "none" };
})();
