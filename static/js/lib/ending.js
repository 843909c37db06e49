/* Handing in, by choice or because the time is over: flush, submit, look again, until
   the server has said that it is done. "ending" tells each step. */
import { Backoff } from "lib/operations";
import { session } from "lib/session";
import { forgetPage } from "lib/offline";

const RESENDS = 3;
const STILL_TIME_MS = 1500;
const CLOSING_MS = 16_000; // the server has closed the attempt by then

class Ending extends EventTarget {
  step = ""; // sending · waiting · refused · done
  isTimeUp = false;
  trouble = null;
  detail = "";
  #resent = 0;
  #wake = null;
  #reload = null;

  /* Resolves when it is handed in, called off, or refused. */
  async handIn({ isTimeUp = false } = {}) {
    if (session.mode !== "writing") return;
    this.isTimeUp = isTimeUp;
    this.#resent = 0;
    session.setMode("ending");
    const backoff = new Backoff();
    while (session.mode === "ending") {
      this.#tell("sending");
      const reply = await this.#attempt();
      if (reply === null) continue;
      if (reply.kind === "ok") return this.finish();
      if (reply.kind === "refused" && !this.isTimeUp) return this.#refuse(reply);
      this.#tell("waiting", reply.kind);
      await this.#pause(backoff.after(reply));
    }
  }

  /* At zero. Only the server says whether the time is really over: an edit that says
     nothing new asks it. */
  timeIsUp() {
    if (session.mode === "writing") session.touch(session.position);
    if (session.mode === "reading") this.#reload ??= setTimeout(() => location.reload(), CLOSING_MS);
    if (session.mode === "ending" && !this.isTimeUp) this.#over();
    return this.handIn({ isTimeUp: true });
  }

  callOff() {
    session.setMode("writing");
    this.retry();
  }

  retry() {
    this.#wake?.();
  }

  async finish() {
    session.setMode("over");
    this.#tell("done");
    if (session.queue.isEmpty) await session.store.forget().catch(() => {});
    await forgetPage(session.page.attempt);
    location.assign(session.page.resultUrl);
  }

  /* The server says that it is over: by the clock, or handed in elsewhere. */
  async closed() {
    if (session.mode === "over") return;
    session.setMode("ending");
    session.queue.isHeld = !session.isTabOwner; // what waits is for the log now
    await session.queue.flush();
    await this.finish();
  }

  /* One try. null: something changed, look again at once. */
  async #attempt() {
    const isSent = await session.queue.flush();
    if (session.mode !== "ending") return null;
    if (!isSent) return { kind: session.queue.trouble ?? "network", retryMs: null };
    if (this.isTimeUp && session.clock.remaining > STILL_TIME_MS) {
      session.setMode("writing");
      return null;
    }
    const { writer, epoch } = session;
    const reply = await session.api.submit({ writer, epoch, manifest: session.manifest() });
    const differing = reply.kind === "refused" && reply.data.differing;
    if (!differing || this.#resent >= RESENDS) return reply;
    this.#resent += 1;
    for (const position of differing) session.touch(position);
    return null;
  }

  #refuse(reply) {
    this.detail = [reply.data.title, reply.data.detail].filter(Boolean).join(". ");
    if (reply.data.type === "taken-over") session.dispatchEvent(new Event("fenced"));
    else session.setMode("writing");
    this.#tell("refused");
  }

  /* Handing in already, and now the time is over: no way back to the questions. */
  #over() {
    this.isTimeUp = true;
    this.#tell(this.step, this.trouble);
  }

  #tell(step, trouble = null) {
    this.step = step;
    this.trouble = trouble;
    this.dispatchEvent(new Event("step"));
  }

  #pause(ms) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, ms);
    });
  }
}

export const ending = new Ending();
session.addEventListener("closed", () => ending.closed());
