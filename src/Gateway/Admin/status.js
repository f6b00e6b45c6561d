"use strict";

// The status of one gateway instance, asked for every two seconds. Everything from there is put in as text, never as markup.

const period = 2000;
const keyName = "gateway-admin-key"; // of this tab alone, and gone with it
const svg = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);
const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);
const number = (value) => value.toLocaleString("en");

function element(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...[content].flat());
  return made;
}

function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

// Sixty bars, a minute each; the part of each that is bad stands on top of it.
function chart(label, values, bad = []) {
  const most = Math.max(...values, 0);
  const drawn = document.createElementNS(svg, "svg");
  drawn.setAttribute("viewBox", "0 0 60 20");
  drawn.setAttribute("preserveAspectRatio", "none");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", label);
  const bar = (minute, bottom, height, kind) => {
    const rect = document.createElementNS(svg, "rect");
    for (const [key, value] of Object.entries({ x: minute + 0.1, y: 20 - bottom - height, width: 0.8, height, class: kind })) rect.setAttribute(key, value);
    drawn.append(rect);
  };
  values.forEach((value, minute) => {
    const height = (part) => (most ? (19 * part) / most : 0);
    const wrong = Math.min(bad[minute] ?? 0, value ?? 0);
    if (value) bar(minute, 0, Math.max(height(value - wrong), 0.6), "");
    if (wrong) bar(minute, height(value - wrong), Math.max(height(wrong), 0.6), "bad");
  });
  return drawn;
}

// All series of a metric, those whose attributes are as `of` says.
class Metrics {
  constructor(series) {
    this.series = series;
  }

  of(name, is = () => true) {
    return this.series.filter((one) => one.name === name && is(one.attributes));
  }

  minutes(name, is) {
    const found = this.of(name, is);
    return Array.from({ length: 60 }, (_, minute) => sum(found.map((one) => one.counts[minute])));
  }

  count(name, is) {
    return sum(this.minutes(name, is));
  }

  value(name, is) {
    return this.of(name, is)[0]?.value ?? null;
  }

  by(name, attribute) {
    return this.of(name)
      .map((one) => [one.attributes[attribute], sum(one.counts)])
      .filter(([, count]) => count > 0)
      .sort(([, one], [, other]) => other - one);
  }
}

const list = (pairs) => element("dl", pairs.flatMap(([what, value, kind]) => [element("dt", what), element("dd", `${value}`, kind ? { class: kind } : {})]));
const figure = (value, what) => element("p", [element("span", value, { class: "figure" }), " ", element("span", what, { class: "what" })]);

function showRequests(metrics) {
  const name = "http.server.request.duration";
  const status = (from, to) => (attributes) => Number(attributes["http.response.status_code"]) >= from && Number(attributes["http.response.status_code"]) < to;
  const [all, wrong] = [metrics.minutes(name), metrics.minutes(name, status(500, 600))];
  byId("requests").replaceChildren(
    figure(number(all[58]), "in the last full minute"),
    chart("Requests by minute, those answered with 5xx on top", all, wrong),
    list([
      ["last hour", number(sum(all))],
      ["answered with 4xx", number(metrics.count(name, status(400, 500)))],
      ["answered with 5xx", number(sum(wrong)), sum(wrong) ? "bad" : ""],
    ]),
  );
}

function showSessions(report, metrics) {
  const lookups = Object.fromEntries(metrics.by("gateway.sessions.lookups", "source"));
  const found = (lookups.cache ?? 0) + (lookups.store ?? 0);
  byId("sessions").replaceChildren(
    figure(report.sessions ? number(report.sessions.sessions) : "?", report.sessions ? "at all instances" : "the store does not answer"),
    chart("Sessions opened by minute", metrics.minutes("gateway.sessions.opened")),
    list([
      ["opened, last hour", number(metrics.count("gateway.sessions.opened"))],
      ...metrics.by("gateway.sessions.ended", "reason").map(([reason, count]) => [`ended: ${reason.replaceAll("_", " ")}`, number(count)]),
      ["found in the cache", found ? `${Math.floor((1000 * (lookups.cache ?? 0)) / found) / 10} %` : "–"],
    ]),
  );
}

function showRefreshes(metrics) {
  const name = "gateway.auth_server.call.duration";
  const of = (outcome) => (attributes) => attributes.call === "refresh" && (!outcome || attributes.outcome === outcome);
  const failed = metrics.minutes(name, (attributes) => attributes.call === "refresh" && attributes.outcome !== "granted");
  const [denied, unavailable] = [metrics.count(name, of("denied")), metrics.count(name, of("unavailable"))];
  byId("refreshes").replaceChildren(
    figure(number(metrics.count(name, of("granted"))), "granted, last hour"),
    chart("Refreshes by minute, those that were not granted on top", metrics.minutes(name, of()), failed),
    list([
      ["refused for good", number(denied)],
      ["auth server unavailable", number(unavailable), unavailable ? "bad" : ""],
      ["requests that shared one", number(metrics.count("gateway.refresh.joined"))],
    ]),
  );
}

function showStore(report, metrics) {
  const name = "db.client.operation.duration";
  const failed = metrics.minutes(name, (attributes) => attributes["error.type"] !== undefined);
  const good = metrics.of(name, (attributes) => attributes["error.type"] === undefined)[0];
  const isThere = metrics.value("gateway.store.available") !== 0;
  const isTold = metrics.value("gateway.store.subscribed") !== 0;
  byId("store").replaceChildren(
    figure(isThere ? "reachable" : "away", report.store === "embedded" ? "embedded store" : "Redis"),
    chart("Store commands by minute, those that failed on top", metrics.minutes(name), failed),
    list([
      ["commands, median and 95 %", `${duration(good?.hour_p50)}, ${duration(good?.hour_p95)}`],
      ["failed, last hour", number(sum(failed)), sum(failed) ? "bad" : ""],
      ["told of changes elsewhere", isTold ? "yes" : "no", isTold ? "" : "bad"],
      ["events that wait", number(metrics.value("gateway.events.queue.length") ?? 0)],
    ]),
  );
  return isThere;
}

const circuits = [["closed", "good"], ["half-open", "fair"], ["open", "bad"]];

function showServers(report, metrics) {
  const states = report.auth_servers.map((name) => {
    const its = (attributes) => attributes.auth_server === name;
    const calls = metrics.of("gateway.auth_server.call.duration", its);
    const refresh = calls.filter((one) => one.attributes.call === "refresh");
    const granted = refresh.find((one) => one.attributes.outcome === "granted");
    const state = metrics.value("gateway.auth_server.circuit.state", its) ?? 0;
    const [word, kind] = circuits[state] ?? circuits[2];
    const outcomes = refresh.map((one) => `${number(sum(one.counts))} ${one.attributes.outcome}`).join(", ");
    const age = metrics.value("gateway.refresh.last_success.age", its);
    const row = element("tr", [
      element("td", name),
      element("td", word, { class: kind }),
      element("td", outcomes || "no refresh"),
      element("td", duration(granted?.hour_p50)),
      element("td", duration(granted?.hour_p95)),
      element("td", age === null ? "–" : `${duration(age)} ago`),
      element("td", granted ? chart(`95th percentile of ${name} by minute`, granted.p95.map((value) => value ?? 0)) : "–"),
    ]);
    return { row, name, isOpen: state === 2 };
  });
  byId("servers").replaceChildren(...states.map((state) => state.row));
  return states.filter((state) => state.isOpen).map((state) => state.name);
}

function showRoutes(report) {
  const health = (destination) => {
    const said = [destination.active, destination.passive];
    return said.includes("Unhealthy") ? ["unhealthy", "bad"] : said.includes("Healthy") ? ["healthy", "good"] : ["not checked", "soft"];
  };
  const down = new Set();
  byId("routes").replaceChildren(
    ...report.routes.map((route) =>
      element("tr", [
        element("td", route.id),
        element("td", route.match),
        element("td", route.session),
        element("td", route.cluster ?? "–"),
        element(
          "td",
          route.destinations.map((destination) => {
            const [word, kind] = health(destination);
            if (kind === "bad") down.add(destination.address);
            return element("div", [`${destination.address} `, element("span", word, { class: kind })]);
          }),
        ),
      ]),
    ),
  );
  return [...down];
}

function showProblems(report) {
  const lines = report.problems.map((problem) =>
    element("li", [
      element("span", new Date(problem.at).toLocaleTimeString("en-GB"), { class: "soft" }),
      " ",
      element("strong", problem.level, { class: problem.level === "Warning" ? "fair" : "bad" }),
      ` ${problem.message} `,
      problem.times > 1 ? `(${number(problem.times)} times) ` : "",
      element("span", [problem.source, problem.trace_id ? `, trace ${problem.trace_id}` : ""], { class: "soft" }),
    ]),
  );
  byId("problems").replaceChildren(...(lines.length ? lines : [element("li", "None since the start.", { class: "soft" })]));
}

function show(report) {
  const metrics = new Metrics(report.metrics);
  showRequests(metrics);
  showSessions(report, metrics);
  showRefreshes(metrics);
  const isStoreThere = showStore(report, metrics);
  const open = showServers(report, metrics);
  const down = showRoutes(report);
  showProblems(report);
  const wrong = [
    ...(isStoreThere ? [] : ["the store does not answer"]),
    ...(metrics.value("gateway.store.subscribed") !== 0 ? [] : ["changes of sessions elsewhere are not heard"]),
    ...(metrics.value("gateway.configuration.in_force") !== 0 ? [] : ["the configuration as it is written is not in force"]),
    ...open.map((name) => `no calls to auth server ${name} for the moment`),
    ...down.map((address) => `${address} is unhealthy`),
  ];
  byId("instance").textContent = `${report.instance}, version ${(report.version ?? "").split("+")[0]}, up for ${duration((new Date(report.now) - new Date(report.started_at)) / 1000)}`;
  say(wrong.length ? wrong.join("; ") : "All is well", wrong.length ? "bad" : "good");
  byId("status").hidden = false;
  byId("asking").hidden = true;
}

// Said again only when it has changed, for it is read out.
function say(text, kind) {
  const verdict = byId("verdict");
  if (verdict.textContent !== text) verdict.textContent = text;
  verdict.className = kind;
}

function ask(refusal) {
  sessionStorage.removeItem(keyName);
  byId("status").hidden = true;
  byId("asking").hidden = false;
  byId("refused").textContent = refusal;
  say("", "");
  byId("key").focus();
}

let waiting;

async function look() {
  clearTimeout(waiting);
  const key = sessionStorage.getItem(keyName);
  if (!key) return ask("");
  if (!/^[\x21-\x7e]+$/.test(key)) return ask("That is not the key."); // nor anything that a header can hold
  try {
    const answer = await fetch("status", { headers: { Authorization: `Bearer ${key}` }, cache: "no-store" });
    if (answer.status === 401) return ask("That is not the key.");
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    show(await answer.json());
  } catch (error) {
    say(`The gateway does not answer: ${error.message}. What is shown is old.`, "bad");
  }
  clearTimeout(waiting);
  waiting = setTimeout(look, period);
}

byId("asking").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem(keyName, byId("key").value.trim());
  byId("key").value = "";
  look();
});

look();
