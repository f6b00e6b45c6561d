// What the API said about the request that reached it.

import { log } from "/log.js";

const $ = (id) => document.querySelector(`#${id}`);

let lastToken;
let lastReason;

export function show({ ok, status, retryAfter, body, milliseconds }) {
  $("api-status").textContent = `${status} in ${milliseconds} ms`;
  $("api-status").dataset.state = ok ? "good" : "bad";
  $("api-facts").hidden = !ok;
  $("api-hint").hidden = ok;
  if (ok) showFacts(body);

  const reason = ok ? undefined : `${status} ${body.reason ?? body.detail ?? "without a reason"}`;
  if (reason) $("api-hint").textContent = retryAfter ? `${reason}, try again in ${retryAfter} s` : reason;
  if (reason !== lastReason) log(reason ? `Calls are answered ${reason}` : "Calls reach the API again");
  lastReason = reason;
}

export function clear() {
  lastToken = lastReason = undefined;
  $("api-status").textContent = "";
  $("api-facts").hidden = true;
  $("api-hint").hidden = false;
  $("api-hint").textContent = "Nothing yet. Sign in, then call it.";
}

function showFacts(body) {
  $("api-user").textContent = body.email ?? body.user;
  $("api-jti").textContent = body.jti;
  $("api-left").textContent = body.seconds_left;
  $("api-cookie").textContent = body.device_cookie_received ? "arrived, which it never should" : "did not arrive";
  $("api-cookie").className = body.device_cookie_received ? "bad" : "good";
  $("api-headers").textContent = body.headers.join(", ");

  if (lastToken && lastToken !== body.jti) log(`The API saw a new token, ${body.jti}`);
  lastToken = body.jti;
}
