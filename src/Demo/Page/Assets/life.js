// The bar of the access token's remaining life.

const bar = document.querySelector("#life");
const text = document.querySelector("#life-text");

let expiry = 0;
let ahead = 0;
let total = 1;

/** Takes what the session says. Returns true when the access token is another one than before. */
export function update({ access_expiry, now }) {
  const next = Date.parse(access_expiry);
  const refreshed = expiry !== 0 && next > expiry;
  expiry = next;
  ahead = now - Date.now();
  total = Math.max(total, expiry - now);
  draw();
  return refreshed;
}

export function forget() {
  expiry = 0;
  total = 1;
}

function draw() {
  if (expiry === 0) return;

  const left = Math.max(0, expiry - Date.now() - ahead);
  const part = left / total;
  bar.firstElementChild.style.transform = `scaleX(${part})`;
  bar.dataset.state = part < 1 / 3 ? "late" : "early";
  bar.ariaValueNow = Math.round(part * 100);
  text.textContent = bar.ariaValueText = left > 0 ? `${(left / 1000).toFixed(1)} s left` : "expired, the next call refreshes it";
}

setInterval(draw, 250);
