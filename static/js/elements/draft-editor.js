/* <draft-editor save="…">: saves the form inside it while one types, and shows preview
   and remarks anew. Buttons that change its shape are sent the same way, so that
   nothing typed is lost; without this element the form does all of it by itself. */
import { announce } from "lib/announce";
import { fromServer, listeners } from "lib/dom";
import { saveDraft, typed } from "lib/drafts";
import { conflictNotice, done, moveByKey, NOT_SAVED, placeAfter, renameTarget } from "lib/reshaping";

const PAUSE_MS = 700;
const RETRY_MS = 5000;
const RESHAPE = { name: "action", value: "reshape" };
class DraftEditor extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("[data-form]");
    this.status = this.querySelector("[data-status]");
    this.saved = typed(this.form);
    this.on = listeners();
    this.on(this.form, "input", () => this.soon());
    this.on(this.form, "change", ({ target }) => target.matches("[data-reshape]") && this.save(RESHAPE));
    this.on(this.form, "submit", (event) => this.submitted(event));
    this.on(this.form, "input", renameTarget);
    this.on(this.form, "keydown", moveByKey);
    this.on(document, "submit", (event) => this.handingOver(event));
    this.on(window, "pagehide", () => this.leave());
    // Come back to from another page, it may be an old version.
    this.on(window, "pageshow", (event) => event.persisted && location.reload());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.on.end();
  }

  soon(after = PAUSE_MS) {
    clearTimeout(this.timer);
    this.say("Not saved yet…");
    this.timer = setTimeout(() => this.save(), after);
  }

  submitted(event) {
    const { submitter } = event;
    if (submitter?.matches("[data-plain]")) return;
    event.preventDefault();
    this.save(submitter);
  }

  async save(submitter) {
    clearTimeout(this.timer);
    if (this.isBusy) return void (this.next = { submitter });
    const sent = typed(this.form);
    if (sent === this.saved && !submitter) {
      this.say("Saved.");
      return this.handOver();
    }
    this.isBusy = true;
    const fields = this.querySelector("[data-fields]");
    fields.inert = Boolean(submitter?.value); // what would be typed now, would be replaced
    this.say("Saving…");
    const answer = await saveDraft(this.getAttribute("save"), this.form, submitter);
    this.isBusy = false;
    fields.inert = false;
    this.show(answer, sent, submitter);
    const { next } = this;
    this.next = null;
    if (next) this.save(next.submitter);
    else this.handOver();
  }

  /* The draft is sent to review: what was typed last is saved first, and goes with it. */
  handingOver(event) {
    const form = event.target;
    if (!form.matches('[action$="/submit/"]')) return;
    if (!this.isBusy && typed(this.form) === this.saved) return;
    event.preventDefault();
    this.waiting = form;
    this.save();
  }

  handOver() {
    const { waiting } = this;
    this.waiting = null;
    if (!waiting) return;
    if (typed(this.form) === this.saved) waiting.requestSubmit();
    else announce(this.status.textContent);
  }

  show(answer, sent, submitter) {
    if (answer.state === "kept-aside") return this.conflict(answer);
    if (answer.state !== "saved") {
      this.say(NOT_SAVED[answer.state]);
      if (answer.state === "away") this.timer = setTimeout(() => this.save(submitter), RETRY_MS);
      return;
    }
    this.saved = sent;
    this.form.elements.version.value = answer.version;
    this.querySelector("[data-preview]").replaceChildren(fromServer(answer.preview));
    this.querySelector("[data-hints]").replaceChildren(fromServer(answer.hints));
    if (answer.fields) this.reshape(answer.fields, submitter);
    this.say("Saved.");
    this.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
  }

  reshape(fields, submitter) {
    this.querySelector("[data-fields]").replaceChildren(fromServer(fields));
    this.saved = typed(this.form);
    const place = placeAfter(submitter?.value, (part) => [...this.querySelectorAll(`[data-${part}]`)]);
    (place ?? this.form.elements[submitter?.name] ?? this.form).focus?.();
    announce(done(submitter?.value));
  }

  conflict(answer) {
    this.say(`${answer.who} saved meanwhile. Your text is kept aside.`);
    if (this.querySelector(".notice")) return;
    this.prepend(conflictNotice(answer));
  }

  leave() {
    if (typed(this.form) === this.saved) return;
    saveDraft(this.getAttribute("save"), this.form, null, { keepalive: true });
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}

customElements.define("draft-editor", DraftEditor);
