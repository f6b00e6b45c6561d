// Everything this page asks the gateway. No token passes through here: the browser sends its cookie by itself.

export const session = async () => {
  const answer = await send("GET", "/auth/session");
  return { ...answer.body, now: serverTime(answer) };
};

export const signIn = (email, password) => send("POST", "/login", { email, password });

export const signOut = () => send("POST", "/auth/sign-out");

export const devices = async () => (await send("GET", "/auth/devices")).body;

export const callApi = () => send("GET", "/api/hello");

export const control = () => send("GET", "/control");

export const setControl = (mode, latency) => send("PUT", "/control", { mode, latency_ms: latency });

async function send(method, path, json) {
  const started = performance.now();
  const response = await fetch(path, {
    method,
    headers: { Accept: "application/json", ...(json && { "Content-Type": "application/json" }) },
    body: json && JSON.stringify(json),
    cache: "no-store",
  });
  return {
    ok: response.ok,
    status: response.status,
    retryAfter: response.headers.get("Retry-After"),
    date: response.headers.get("Date"),
    body: await readJson(response),
    milliseconds: Math.round(performance.now() - started),
  };
}

async function readJson(response) {
  const text = await response.text();
  return response.headers.get("Content-Type")?.includes("json") && text ? JSON.parse(text) : {};
}

// The server's clock decides what is left of a token. Its header knows whole seconds, so only a real difference counts.
function serverTime({ date }) {
  const difference = Date.parse(date) - Date.now();
  return Math.abs(difference) > 2000 ? Date.now() + difference : Date.now();
}
