// Asks the API of a Jarvis, wherever it is. No dependencies.
import { Problem } from '../lib/words.mjs';

/** A refusal of the API, in its words. */
export class ApiError extends Error {
  constructor({ status, code, message, hint, details }) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.details = Array.isArray(details) ? details : [];
  }

  inWords() {
    return this.hint === undefined ? this.message : `${this.message} ${this.hint}`;
  }
}

/** Most tries of what the API had no time for. */
const TRIES = 5;

export class Api {
  #base;
  #token;

  constructor(base, token) {
    this.#base = base;
    this.#token = token;
  }

  /** The address may have a path, behind which a proxy has the API. */
  static from({ url, token }) {
    if (!url) throw new Problem('Where is Jarvis? Set JARVIS_URL, such as https://jarvis.example.org, or give --url.');
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new Problem(`“${url}” is no address that begins with https:// or http://.`);
    if (!token) throw new Problem('JARVIS_TOKEN is not set. Make a token under Settings → Tokens for machines.');
    return new Api(url.replace(/[?#].*$/, '').replace(/\/+$/, ''), token.trim());
  }

  get = (path) => this.#ask('GET', path);
  post = (path, body) => this.#ask('POST', path, body);
  remove = (path) => this.#ask('DELETE', path);

  /** Every item of a list, page by page. */
  async all(path) {
    const items = [];
    let cursor;
    do {
      const after = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { data, meta } = await this.#send('GET', `${path}?limit=100${after}`);
      items.push(...data);
      cursor = meta.pagination.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return items;
  }

  async #ask(method, path, body) {
    const { data } = await this.#send(method, path, body);
    return data;
  }

  async #send(method, path, body, attempt = 1) {
    const url = `${this.#base}/api/v1${path}`;
    const response = await this.#fetch(url, method, body);
    const answer = await readJson(response);
    if (response.ok && answer?.success === true) return answer;
    if (answer?.error === undefined) {
      throw new Problem(
        `${url} answered ${response.status}, and not as the API of Jarvis does. Check JARVIS_URL: it is the address of the API, without /api/v1.`,
      );
    }
    if (response.status === 429 && attempt < TRIES) {
      const seconds = Number(response.headers.get('retry-after')) || 1;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      return this.#send(method, path, body, attempt + 1);
    }
    throw new ApiError({ status: response.status, ...answer.error });
  }

  async #fetch(url, method, body) {
    try {
      return await fetch(url, {
        method,
        // A token goes to the address that was named, and to no other.
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const why = error.cause?.code ?? error.cause?.message ?? error.message;
      throw new Problem(`${new URL(url).origin} does not answer (${why}). Check JARVIS_URL and the network.`);
    }
  }
}

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
