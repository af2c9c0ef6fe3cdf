/** The transport of the client: addresses, credentials, retries, timeouts, bodies and errors. */

/** A value, or a function that gives it whenever it is needed. */
export type Provided<T> = T | (() => T | Promise<T>);

/** Name and password for HTTP basic authentication. */
export interface BasicCredentials {
  username: string;
  password: string;
}

/** What a token is fetched with (OAuth2 client credentials). */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
  /** Instead of the scopes that the API names. */
  scopes?: string[];
  /** Instead of the address that the API names. */
  tokenUrl?: string;
}

export type Credential = Provided<string> | BasicCredentials | ClientCredentials;

export type SecurityScheme =
  | { kind: "bearer" }
  | { kind: "basic" }
  | { kind: "apiKey"; in: "header" | "query" | "cookie"; name: string }
  | { kind: "clientCredentials"; tokenUrl: string; scopes: string[] };

export interface HttpOptions {
  /** Where the API is, without a slash at the end. */
  baseUrl?: string;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Milliseconds until one attempt is given up; 30,000. */
  timeoutMs?: number;
  /** How often an idempotent request is made again; 2. */
  maxRetries?: number;
  /** Milliseconds before the first retry; each further one waits twice as long; 500. */
  retryDelayMs?: number;
  /** Milliseconds of the longest wait, also where the server asks for more; 30,000. */
  maxRetryDelayMs?: number;
  /** Instead of the global fetch. */
  fetch?: typeof fetch;
}

/** What one call may have of its own. */
export interface RequestOptions {
  /** Cancels the call. */
  signal?: AbortSignal;
  timeoutMs?: number;
  maxRetries?: number;
  headers?: Record<string, string>;
}

export type ParameterStyle = "simple" | "label" | "matrix" | "form" | "spaceDelimited" | "pipeDelimited" | "deepObject" | "json";

export interface ParameterFormat {
  style?: ParameterStyle;
  explode?: boolean;
  allowReserved?: boolean;
}

type ResponseKind = "json" | "text" | "blob" | "none";

export interface ApiRequest {
  method: string;
  path: string;
  /** Where the operation is, unless the caller says where the API is. */
  server?: string;
  query?: Record<string, unknown>;
  queryFormats?: Record<string, ParameterFormat>;
  /** Instead of the query, as it stands in an address. */
  rawQuery?: string | undefined;
  headers?: Record<string, unknown>;
  cookies?: Record<string, unknown>;
  body?: { kind: "json" | "form" | "multipart" | "text" | "binary"; mediaType: string; value: unknown };
  /** Alternatives of security schemes, each a list of what is needed together. */
  security?: string[][];
  accept?: string;
  response: ResponseKind;
  idempotent: boolean;
}

/** An answer that is no success. */
export class ApiError<TBody = unknown> extends Error {
  override readonly name: string = "ApiError";

  constructor(
    readonly method: string,
    readonly url: string,
    readonly status: number,
    readonly headers: Headers,
    /** The body, parsed where it is JSON. */
    readonly body: TBody,
  ) {
    super(`${method} ${url} answered ${status}`);
  }
}

/** No answer came within the time. */
export class TimeoutError extends Error {
  override readonly name: string = "TimeoutError";
}

/** An answer that has arrived as a whole. */
interface Answer {
  ok: boolean;
  status: number;
  headers: Headers;
  content: ArrayBuffer;
}

const retriedStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/** How often one request is sent on by redirects. */
const maxRedirects = 10;

export class HttpClient {
  readonly #options: HttpOptions;
  readonly #address: string | undefined;
  readonly #schemes: Record<string, SecurityScheme>;
  readonly #credentials: Record<string, Credential | undefined>;
  readonly #tokens = new Map<string, Promise<{ value: string; expiresAt: number }>>();

  /** The address is the API's own: it counts where the options have none. */
  constructor(options: HttpOptions, address: string | undefined, schemes: Record<string, SecurityScheme>, credentials: Record<string, Credential | undefined>) {
    this.#options = options;
    this.#address = address;
    this.#schemes = schemes;
    this.#credentials = credentials;
  }

  /** Makes a request and answers the body of a success. */
  async request<T>(request: ApiRequest, options: RequestOptions = {}): Promise<T> {
    return readBody(await this.#exchange(request, options), request.response) as T;
  }

  /** Makes a request, and again for each further page that a header of the answer tells of: by a link, or by the next value of a parameter. */
  async *pages<T>(request: ApiRequest, header: string, parameter: string | undefined, options: RequestOptions = {}): AsyncGenerator<T, void, void> {
    for (let next: ApiRequest | undefined = request; next; ) {
      const answer: Answer = await this.#exchange(next, options);
      yield readBody(answer, request.response) as T;
      next = nextPage(next, answer.headers.get(header), parameter);
    }
  }

  async #exchange(request: ApiRequest, options: RequestOptions): Promise<Answer> {
    const attempts = (request.idempotent ? (options.maxRetries ?? this.#options.maxRetries ?? 2) : 0) + 1;
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= attempts;
      let answer: Answer;
      let url: string;
      try {
        [answer, url] = await this.#send(request, options);
      } catch (error) {
        if (last || options.signal?.aborted) throw error;
        await pause(this.#delay(attempt), options.signal);
        continue;
      }
      if (answer.ok) return answer;
      if (answer.status === 401 && !renewed && this.#forgetTokens(request)) {
        renewed = true;
        attempt--;
        continue;
      }
      const wait = retryAfter(answer) ?? this.#delay(attempt);
      if (last || !retriedStatuses.has(answer.status) || wait > (this.#options.maxRetryDelayMs ?? 30_000)) {
        throw new ApiError(request.method, url, answer.status, answer.headers, readError(answer));
      }
      await pause(wait, options.signal);
    }
  }

  async #send(request: ApiRequest, options: RequestOptions): Promise<[Answer, string]> {
    const base = this.#options.baseUrl ?? request.server ?? this.#address;
    if (!base) throw new TypeError("baseUrl is not set: the API names no address of its own.");
    const headers = new Headers(this.#options.headers);
    const query = new QueryString(request.rawQuery);
    if (request.rawQuery === undefined) for (const [name, value] of Object.entries(request.query ?? {})) query.add(name, value, request.queryFormats?.[name]);
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      if (value !== undefined && value !== null) headers.set(name, simple(value, false));
    }
    const cookies = Object.entries(request.cookies ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => `${name}=${encodeURIComponent(simple(value, false))}`);
    await this.#authorize(request, headers, query, cookies, options.signal);
    if (cookies.length > 0) headers.set("Cookie", cookies.join("; "));
    if (request.accept && !headers.has("Accept")) headers.set("Accept", request.accept);
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
    const body = writeBody(request.body, headers);

    const url = base.replace(/\/+$/, "") + request.path + query.toString();
    const init: Message = { method: request.method, headers };
    if (body !== undefined) init.body = body;
    return [await this.#fetch(url, init, options), url];
  }

  /** Sends a request and reads the whole answer, within the time. */
  async #fetch(url: string, message: Message, options: RequestOptions): Promise<Answer> {
    const timeoutMs = options.timeoutMs ?? this.#options.timeoutMs ?? 30_000;
    const abort = new AbortController();
    const cancel = (): void => abort.abort(options.signal?.reason);
    if (options.signal?.aborted) cancel();
    options.signal?.addEventListener("abort", cancel, { once: true });
    const timer = setTimeout(() => abort.abort(new TimeoutError(`No answer came within ${timeoutMs} ms.`)), timeoutMs);
    try {
      const response = await this.#follow(url, message, abort.signal);
      return { ok: response.ok, status: response.status, headers: response.headers, content: await response.arrayBuffer() };
    } catch (error) {
      throw abort.signal.aborted ? abort.signal.reason : error;
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", cancel);
    }
  }

  async #follow(url: string, message: Message, signal: AbortSignal): Promise<Response> {
    const send = this.#options.fetch ?? fetch;
    let next: [string, Message] | undefined = [url, message];
    for (let hops = 0; ; hops++) {
      const [at, sent]: [string, Message] = next;
      const response = await send(at, { ...sent, redirect: "manual", signal });
      if (response.type === "opaqueredirect" && isPublic(sent)) return send(at, { ...sent, redirect: "follow", signal });
      next = hops < maxRedirects ? redirected(at, sent, response) : undefined;
      if (!next) return response;
      await response.body?.cancel();
    }
  }

  /** Takes the first alternative for which all credentials are there; sends none where none is. */
  async #authorize(request: ApiRequest, headers: Headers, query: QueryString, cookies: string[], signal?: AbortSignal): Promise<void> {
    for (const name of this.#chosen(request)) {
      const scheme = this.#schemes[name]!;
      const credential = this.#credentials[name]!;
      if (scheme.kind === "basic") {
        const { username, password } = credential as BasicCredentials;
        headers.set("Authorization", `Basic ${base64(`${username}:${password}`)}`);
      } else if (scheme.kind === "clientCredentials" && typeof credential === "object") {
        headers.set("Authorization", `Bearer ${await this.#token(name, scheme, credential as ClientCredentials, signal)}`);
      } else {
        const value = typeof credential === "function" ? await credential() : (credential as string);
        if (scheme.kind !== "apiKey") headers.set("Authorization", `Bearer ${value}`);
        else if (scheme.in === "header") headers.set(scheme.name, value);
        else if (scheme.in === "query") query.set(scheme.name, value);
        else cookies.push(`${scheme.name}=${encodeURIComponent(value)}`);
      }
    }
  }

  #chosen(request: ApiRequest): string[] {
    return request.security?.find((needed) => needed.every((name) => this.#credentials[name] !== undefined)) ?? [];
  }

  #forgetTokens(request: ApiRequest): boolean {
    return this.#chosen(request).filter((name) => this.#tokens.delete(name)).length > 0;
  }

  async #token(name: string, scheme: SecurityScheme & { kind: "clientCredentials" }, credentials: ClientCredentials, signal?: AbortSignal): Promise<string> {
    const known = await this.#tokens.get(name)?.catch(() => undefined);
    if (known && known.expiresAt > Date.now()) return known.value;
    const fetched = this.#fetchToken(scheme, credentials, signal);
    this.#tokens.set(name, fetched);
    fetched.catch(() => this.#tokens.delete(name));
    return (await fetched).value;
  }

  async #fetchToken(scheme: SecurityScheme & { kind: "clientCredentials" }, credentials: ClientCredentials, signal?: AbortSignal): Promise<{ value: string; expiresAt: number }> {
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    const scopes = credentials.scopes ?? scheme.scopes;
    if (scopes.length > 0) form.set("scope", scopes.join(" "));
    const url = new URL(credentials.tokenUrl ?? scheme.tokenUrl, this.#options.baseUrl ?? this.#address).toString();
    const authorization = `Basic ${base64(`${encodeURIComponent(credentials.clientId)}:${encodeURIComponent(credentials.clientSecret)}`)}`;
    const answer = await this.#fetch(url, { method: "POST", headers: new Headers({ Authorization: authorization, Accept: "application/json" }), body: form }, signal ? { signal } : {});
    if (!answer.ok) throw new ApiError("POST", url, answer.status, answer.headers, readError(answer));
    const token = readBody(answer, "json") as { access_token: string; expires_in?: number };
    // renewed a little early, so that it does not expire on its way
    return { value: token.access_token, expiresAt: Date.now() + Math.max(0, (token.expires_in ?? 300) - 30) * 1000 };
  }

  #delay(attempt: number): number {
    const longest = Math.min((this.#options.retryDelayMs ?? 500) * 2 ** (attempt - 1), this.#options.maxRetryDelayMs ?? 30_000);
    return longest * (0.5 + Math.random() / 2);
  }
}

/** The request for the next page, as a header tells it: with the query of a link, or with the next value of a parameter. Undefined where it tells of none. */
function nextPage(request: ApiRequest, told: string | null, parameter: string | undefined): ApiRequest | undefined {
  if (!told) return undefined;
  if (parameter !== undefined) return String(request.query?.[parameter]) === told ? undefined : { ...request, query: { ...request.query, [parameter]: told } };
  const link = nextLink(told);
  if (link === undefined) return undefined;
  const rawQuery = link.replace(/#.*/, "").replace(/^[^?]*\??/, "");
  return rawQuery === request.rawQuery ? undefined : { ...request, rawQuery };
}

/** The address of the link with the relation next (RFC 8288). */
function nextLink(header: string): string | undefined {
  for (const [, address, parameters] of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*"?([^";,]*)/i.exec(parameters!)?.[1]!.toLowerCase().split(" ").includes("next")) return address;
  }
  return undefined;
}

/** A value as a part of a path. */
export function pathValue(value: unknown, name = "", format: ParameterFormat = {}): string {
  const explode = format.explode ?? false;
  switch (format.style) {
    case "label":
      return "." + simple(value, explode, explode ? "." : ",", encodeURIComponent);
    case "matrix":
      if (Array.isArray(value) && explode) return value.map((item) => `;${name}=${encodeURIComponent(text(item))}`).join("");
      if (isObject(value) && explode) return present(value).map(([key, item]) => `;${encodeURIComponent(key)}=${encodeURIComponent(text(item))}`).join("");
      return `;${name}=` + simple(value, explode, ",", encodeURIComponent);
    case "json":
      return encodeURIComponent(JSON.stringify(value));
    default:
      return simple(value, explode, ",", encodeURIComponent);
  }
}

class QueryString {
  #parts: string[];

  constructor(raw = "") {
    this.#parts = raw.split("&").filter((part) => part !== "");
  }

  /** Adds a value in the place of those of its name: the link to a next page may repeat a key. */
  set(name: string, value: string): void {
    this.#parts = this.#parts.filter((part) => part.split("=")[0] !== encodeURIComponent(name));
    this.add(name, value);
  }

  add(name: string, value: unknown, format: ParameterFormat = {}): void {
    if (value === undefined || value === null) return;
    const encode = format.allowReserved ? (raw: string): string => encodeURI(raw).replace(/[&#+]/g, encodeURIComponent) : encodeURIComponent;
    const put = (key: string, raw: string): number => this.#parts.push(`${encodeURIComponent(key)}=${raw}`);
    const explode = format.explode ?? true;
    if (format.style === "json") put(name, encode(JSON.stringify(value)));
    else if (Array.isArray(value)) {
      const items = value.map((item) => encode(text(item)));
      if (explode) items.forEach((item) => put(name, item));
      else put(name, items.join(format.style === "spaceDelimited" ? "%20" : format.style === "pipeDelimited" ? "|" : ","));
    } else if (isObject(value)) {
      if (format.style === "deepObject") this.#addDeep(name, value, encode);
      else if (explode) present(value).forEach(([key, item]) => put(key, encode(text(item))));
      else put(name, present(value).map(([key, item]) => `${encode(key)},${encode(text(item))}`).join(","));
    } else put(name, encode(text(value)));
  }

  #addDeep(name: string, value: object, encode: (raw: string) => string): void {
    for (const [key, item] of present(value)) {
      if (isObject(item)) this.#addDeep(`${name}[${key}]`, item, encode);
      else if (Array.isArray(item)) item.forEach((each) => this.#parts.push(`${name}[${encode(key)}]=${encode(text(each))}`));
      else this.#parts.push(`${name}[${encode(key)}]=${encode(text(item))}`);
    }
  }

  toString(): string {
    return this.#parts.length > 0 ? `?${this.#parts.join("&")}` : "";
  }
}

function simple(value: unknown, explode: boolean, separator = ",", encode: (raw: string) => string = (raw) => raw): string {
  if (Array.isArray(value)) return value.map((item) => encode(text(item))).join(separator);
  if (isObject(value)) return present(value).map(([key, item]) => `${encode(key)}${explode ? "=" : ","}${encode(text(item))}`).join(separator);
  return encode(text(value));
}

function text(value: unknown): string {
  return value instanceof Date ? value.toISOString() : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function present(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
}

function writeBody(body: ApiRequest["body"], headers: Headers): BodyInit | undefined {
  if (!body || body.value === undefined) return undefined;
  if (body.kind === "multipart") {
    const form = new FormData();
    for (const [name, value] of present(body.value as object)) {
      for (const item of Array.isArray(value) ? value : [value]) form.append(name, item instanceof Blob ? item : text(item));
    }
    return form;
  }
  headers.set("Content-Type", body.mediaType);
  if (body.kind === "json") return JSON.stringify(body.value);
  if (body.kind !== "form") return body.value as BodyInit;
  const form = new URLSearchParams();
  for (const [name, value] of present(body.value as object)) {
    for (const item of Array.isArray(value) ? value : [value]) form.append(name, text(item));
  }
  return form;
}

/** What is sent: a body that can be sent again. */
interface Message {
  method: string;
  headers: Headers;
  body?: BodyInit;
}

/**
 * What an answer asks for instead; undefined where it is no redirect, or is not followed: a write goes on at its own origin only and stays a write (303 asks for its result), and nothing
 * goes from https to http. To another origin no header goes but Accept: what says who calls stays with the API.
 */
function redirected(url: string, sent: Message, response: Response): [string, Message] | undefined {
  const location = response.headers.get("Location");
  if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const [from, to] = [new URL(url), new URL(location, url)];
  const same = from.origin === to.origin;
  const reads = sent.method === "GET" || sent.method === "HEAD";
  if (!/^https?:$/.test(to.protocol) || (from.protocol === "https:" && to.protocol === "http:")) return undefined;
  if (!reads && response.status !== 303 && (response.status < 307 || !same)) return undefined;
  const headers = new Headers(same ? sent.headers : {});
  const accept = sent.headers.get("Accept");
  if (accept !== null) headers.set("Accept", accept);
  if (reads || response.status !== 303) return [to.href, { ...sent, headers }];
  headers.delete("Content-Type");
  return [to.href, { method: "GET", headers }];
}

/** Whether a browser, which does not tell where a redirect leads, may follow it: it takes Authorization off at another origin, and no other header. */
function isPublic(sent: Message): boolean {
  return (sent.method === "GET" || sent.method === "HEAD") && [...sent.headers.keys()].every((name) => name === "accept" || name === "authorization");
}

function readBody(answer: Answer, kind: ResponseKind): unknown {
  if (kind === "none") return undefined;
  if (kind === "blob" && answer.status !== 204) return new Blob([answer.content], { type: answer.headers.get("Content-Type") ?? "" });
  const content = new TextDecoder().decode(answer.content);
  return kind === "text" ? content : content === "" ? undefined : JSON.parse(content);
}

function readError(answer: Answer): unknown {
  const content = new TextDecoder().decode(answer.content);
  try {
    return content === "" ? undefined : JSON.parse(content);
  } catch {
    return content;
  }
}

/** Milliseconds that the server asks to wait for: seconds or a date. */
function retryAfter(answer: Answer): number | undefined {
  const header = answer.headers.get("Retry-After");
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", cancel);
      resolve();
    }, milliseconds);
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  });
}

function base64(value: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
}
