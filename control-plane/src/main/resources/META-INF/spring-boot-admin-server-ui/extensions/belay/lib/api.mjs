// The control plane's REST API. Paths are relative to the page's <base>.

/** What the server said instead of an answer; the message is fit for people. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `The control plane answered with status ${status}.`);
    this.status = status;
    this.correlationId = problem?.correlationId;
  }
}

export const releasePath = (service, revision) =>
  `api/v1/services/${encodeURIComponent(service)}/rollouts/${encodeURIComponent(revision)}`;

export const releasesPath = (service) =>
  `api/v1/services/${encodeURIComponent(service)}/rollouts`;

export const get = (path) => call(path, { method: 'GET' });

export const post = (path, body) =>
  call(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': csrfToken() },
    body: JSON.stringify(body),
  });

async function call(path, options) {
  const response = await reach(path, options);
  if (response.status === 401) {
    logInAgain();
  }
  if (!response.ok) {
    throw new Refusal(response.status, await response.json().catch(() => undefined));
  }
  return response.json();
}

async function reach(path, options) {
  try {
    return await fetch(path, {
      ...options,
      headers: { Accept: 'application/json', ...options.headers },
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    throw new Error('The control plane does not answer. Traffic goes on as it is.');
  }
}

function logInAgain() {
  const here = encodeURIComponent(window.location.pathname + window.location.search);
  window.location.assign(`login?redirectTo=${here}&error=401`);
}

function csrfToken() {
  const cookie = document.cookie.split('; ').find((each) => each.startsWith('XSRF-TOKEN='));
  return cookie ? decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) : '';
}
