// The page: asks once a second who is signed in, and turns clicks into requests. It never sees a token.

import * as gateway from "/gateway.js";
import * as life from "/life.js";
import * as notices from "/notices.js";
import * as received from "/received.js";
import { log } from "/log.js";

const $ = (id) => document.querySelector(`#${id}`);
const second = 1000;

let signedIn;
let calling = false;

async function showSession() {
  const session = await gateway.session();
  if (signedIn && !session.authenticated) {
    leave("The session has ended");
    notices.show("This session has ended. It was not you? Then somebody ended it from another device, or the auth server did.");
  }

  signedIn = session.authenticated;
  $("signed-in").hidden = !signedIn;
  $("signed-out").hidden = signedIn;
  if (!signedIn) return;

  $("who").textContent = session.email ?? session.user;
  notices.follow();
  if (life.update(session)) log("Access token refreshed");
}

async function showAuthServer() {
  const { body } = await gateway.control();
  $("count-calls").textContent = body.counters.refresh_calls;
  $("count-granted").textContent = body.counters.refreshes_granted;
  $("count-reused").textContent = body.counters.reuses_detected;
  return body;
}

function showProof() {
  $("proof-cookie").textContent = document.cookie === "" ? "empty" : document.cookie;
  $("proof-local").textContent = localStorage.length === 0 ? "empty" : `${localStorage.length} entries`;
  $("proof-tab").textContent = sessionStorage.length === 0 ? "empty" : `${sessionStorage.length} entries`;
}

function leave(why) {
  log(why);
  life.forget();
  received.clear();
  notices.leave();
  $("auto-call").checked = false;
}

async function call() {
  if (calling || !signedIn) return;
  calling = true;
  $("call").disabled = true;
  try {
    received.show(await gateway.callApi());
  } finally {
    calling = false;
    $("call").disabled = false;
  }
}

$("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(event.target));
  const answer = await gateway.signIn(email, password);
  $("sign-in-error").textContent = answer.ok ? "" : answer.body.detail ?? `Sign-in failed (${answer.status})`;
  if (!answer.ok) return;

  log(`Signed in as ${email}`);
  notices.hide();
  await showSession();
  $("call").focus();
});

$("sign-out").addEventListener("click", async () => {
  const { body } = await gateway.signOut();
  signedIn = false;
  leave("Signed out");
  if (body.sign_out_url) location.assign(body.sign_out_url);
  else await showSession();
});

$("control").addEventListener("change", async () => {
  const { mode, latency } = Object.fromEntries(new FormData($("control")));
  await gateway.setControl(mode, Number(latency));
  const name = $("control").querySelector(`[value="${mode}"] + span`).textContent;
  log(`The auth server is ${name}, it answers after ${latency / second} s`);
});

$("call").addEventListener("click", call);

// One after the other, and none while nobody looks.
async function each(task) {
  try {
    if (!document.hidden) await task();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    $("api-hint").textContent = "The gateway cannot be reached.";
  } finally {
    setTimeout(each, second, task);
  }
}

const state = await showAuthServer();
for (const [name, value] of [["mode", state.mode], ["latency", state.latency_ms]]) {
  const choice = $("control").querySelector(`[name=${name}][value="${value}"]`);
  if (choice) choice.checked = true;
}

each(showSession);
each(showAuthServer);
each(async () => showProof());
each(async () => $("auto-call").checked && call());
