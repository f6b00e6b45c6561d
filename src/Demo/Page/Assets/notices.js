// Says at the top what a person should know: a sign-in on a new device, the end of this session.

import * as gateway from "/gateway.js";
import { log } from "/log.js";

const notice = document.querySelector("#notice");
const pause = 30_000;

let source;
let triedAt = -pause;
let own;

/** Listens for sign-ins on other devices, over a stream through the gateway. */
export async function follow() {
  if ((source && source.readyState !== EventSource.CLOSED) || performance.now() - triedAt < pause) return;

  triedAt = performance.now();
  own = (await gateway.devices()).find?.((device) => device.current)?.id;
  source = new EventSource("/api/notices");
  source.addEventListener("new-device", (event) => tell(JSON.parse(event.data)));
}

export function leave() {
  source?.close();
  source = own = undefined;
  triedAt = -pause;
  hide();
}

export function show(text, link) {
  notice.textContent = text;
  if (link) notice.append(" ", link);
  notice.hidden = false;
}

export const hide = () => { notice.hidden = true; };

function tell({ session, device, ip }) {
  if (session === own) return;

  const link = document.createElement("a");
  link.href = "/auth/account";
  link.textContent = "See your devices";
  show(`Somebody has signed in as you on ${device}${ip ? ` (${ip})` : ""}. Was it you?`, link);
  log(`A new device has signed in: ${device}`);
}
