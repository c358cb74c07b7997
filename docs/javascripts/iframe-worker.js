// A page opened from disk may not start a worker, and the search of the theme runs in one. This class runs the worker's
// script in a hidden frame instead, which exchanges the same messages. Elsewhere the browser's own workers stay.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.srcdoc = "<!doctype html><script>var importScripts = function () {};" +
        "var postMessage = function (data) { parent.dispatchEvent(new CustomEvent('frame-worker', { detail: data })); };" +
        "</" + "script><script src=\"" + encodeURI(String(address)).replace(/"/g, "%22") + "\"></" + "script>";
      this.frame.addEventListener("load", () => {
        this.ready = true;
        this.waiting.splice(0).forEach((data) => this.postMessage(data));
      });
      window.addEventListener("frame-worker", ({ detail }) => {
        const event = new MessageEvent("message", { data: detail });
        if (this.onmessage) this.onmessage(event);
        this.dispatchEvent(event);
      });
      (document.body || document.documentElement).append(this.frame);
    }
    postMessage(data) {
      if (!this.ready) return this.waiting.push(data);
      this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
    }
    terminate() {
      this.frame.remove();
    }
  };
}
