// What happened, newest first.

const list = document.querySelector("#log");
const longest = 100;

export function log(text) {
  const item = document.createElement("li");
  const time = document.createElement("time");
  const now = new Date();
  time.dateTime = now.toISOString();
  time.textContent = now.toLocaleTimeString();
  const what = document.createElement("span");
  what.textContent = text;
  item.append(time, what);
  list.prepend(item);
  if (list.children.length > longest) list.lastElementChild.remove();
}
