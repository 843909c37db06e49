/* Which tab of this browser writes: one at a time, by a lock that ends with its tab.
   Without the Web Locks API (a site served without TLS) tabs ask each other. */
const ANSWER_MS = 200;

export class TabLock extends EventTarget {
  #name;
  #release = null;
  #channel = null;

  constructor(name) {
    super();
    this.#name = name;
  }

  get isHeld() {
    return this.#release !== null;
  }

  /* True when this tab may write now. steal: take it from the tab that has it. */
  acquire({ steal = false } = {}) {
    return navigator.locks ? this.#lock(steal) : this.#ask(steal);
  }

  release() {
    this.#release?.();
    this.#release = null;
  }

  #lock(steal) {
    return new Promise((answer) => {
      const hold = (lock) => {
        answer(lock !== null);
        return lock && new Promise((release) => (this.#release = release));
      };
      const options = steal ? { steal: true } : { ifAvailable: true };
      navigator.locks.request(this.#name, options, hold).catch(() => this.#lose());
    });
  }

  #lose() {
    this.#release = null;
    this.dispatchEvent(new Event("lost"));
  }

  async #ask(steal) {
    this.#channel ??= this.#listen();
    let isTaken = false;
    this.onanswer = () => (isTaken = true);
    this.#channel.postMessage(steal ? "mine" : "whose");
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    if (!isTaken) this.#release = () => {};
    return !isTaken;
  }

  #listen() {
    const channel = new BroadcastChannel(this.#name);
    channel.onmessage = ({ data }) => {
      if (data === "taken") this.onanswer?.();
      else if (this.isHeld && data === "whose") channel.postMessage("taken");
      else if (this.isHeld && data === "mine") this.#lose();
    };
    return channel;
  }
}
