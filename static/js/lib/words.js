/* Words made of numbers and times. */
const ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

export function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function numberWord(count) {
  return (ONES[count] ?? String(count)).toUpperCase();
}

/* 5025000 → "1:23:45"; under an hour "23:45". */
export function clockFace(ms) {
  const seconds = Math.ceil(ms / 1000);
  const pad = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const face = `${hours ? pad(minutes) : minutes}:${pad(seconds % 60)}`;
  return hours ? `${hours}:${face}` : face;
}

/* An instant of the server, as the person's own zone shows it, or this device's where
   the browser does not know that one: "14:10 (Europe/Berlin)". */
export function timeOfDay(instant, zone) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return `${new Intl.DateTimeFormat("en", { ...options, timeZone: zone }).format(instant)} (${zone})`;
  } catch {
    const format = new Intl.DateTimeFormat("en", options);
    return `${format.format(instant)} (${format.resolvedOptions().timeZone})`;
  }
}

/* [1, 2, 3] → "1, 2 and 3". */
export function series(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
