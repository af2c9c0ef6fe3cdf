import { ApiError, DepotClient, TimeoutError } from "../src/index.js";
import type { Thing, thingsApi } from "../src/index.js";

declare const process: { argv: string[] };

function check(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

const client = new DepotClient({
  baseUrl: process.argv[2]!,
  retryDelayMs: 10,
  headers: { "X-Own": "own" },
  credentials: {
    oauth: { clientId: "id", clientSecret: "s:cret" },
    queryKey: () => "q k",
    cookieKey: "c",
    headerKey: async () => "h",
    basic: { username: "me", password: "pass" },
    bearer: "b",
  },
});
const thing: Thing = {
  name: "größe",
  note: null,
  shape: { kind: "circle", radius: 1.5 },
  color: "green",
  made: "2024-05-31T12:00:00Z",
  due: "2024-06-01",
  data: "AP8=",
  counts: { a: 1 },
  parts: [{ name: "part", note: "x", shape: { kind: "square", side: 2 } }],
  either: "text",
};
const echo = await client.things.createThing({ body: thing });
check(echo, { ...thing, id: "6f9619ff-8b86-d011-b42d-00cf4fc964ff", surprise: { kept: true } });
if (echo.shape.kind === "circle") check(echo.shape.radius, 1.5);

const names: string[] = [];
for await (const each of client.things.listThingsPages({ limit: 2, xTrace: "6f9619ff-8b86-d011-b42d-00cf4fc964ff", tags: ["a", "b c"], filter: { color: "red & blue" } })) names.push(each.name);
check(names, ["t0", "u0", "t1", "u1", "t2", "u2"]);
check((await client.things.getThing({ id: "busy" })).color, "ultraviolet");
await client.things.deleteThing({ id: "busy" });
try {
  await client.things.getThing({ id: "missing" });
  throw new Error("no error");
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  const typed = error as thingsApi.GetThingError;
  check([typed.status, typed.body.title], [404, "no such thing"]);
}
check(await client.things.addPhoto({ id: "a", body: { file: new Blob(["12345"]), caption: "abc" } }), { size: 8 });
check([...new Uint8Array(await (await client.things.getPhoto({ id: "a" })).arrayBuffer())], [0, 1, 2, 255]);
check([await client.secure.byToken(), await client.secure.byToken(), await client.secure.byToken()], ["Bearer token-1", "Bearer token-2", "Bearer token-2"]);
check(await client.secure.byKeys(), "q k,c,h");
check(await client.secure.byName(), "me:pass");

async function failure(call: Promise<unknown>): Promise<number> {
  try {
    await call;
    return 0;
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}

const [wire, here, there] = [client.wire, "auth=Bearer b key=h session=c own=own", "auth= key= session= own="];
check(await wire.styledPath({ theColors: ["a b", "c"], dots: [1, 2] }), "/v1/wire/styled/;the-colors=a%20b;the-colors=c/.1.2");
check(await wire.readMoved({ how: "302-here" }), `GET ${here} body=`);
check(await wire.readMoved({ how: "307-there" }), `GET ${there} body=`);
check(await wire.writeMoved({ how: "308-here", body: "text" }), `POST ${here} body=text`);
check(await wire.writeMoved({ how: "303-there", body: "text" }), `GET ${there} body=`);
check([await failure(wire.writeMoved({ how: "301-here", body: "text" })), await failure(wire.writeMoved({ how: "307-there", body: "text" })), await failure(wire.readMoved({ how: "302-round" }))], [301, 307, 302]);
const listed: string[] = [];
for await (const each of wire.listLinkedPages({ perPage: 2 })) listed.push(each);
for await (const each of wire.listToldPages({ perPage: 2 })) listed.push(each);
check(listed.join(" "), "a1 b1 a2 b2 a3 b3 a1 b1 a2 b2 a3 b3");
check(await wire.readDown({ seconds: 0 }), "up");
check([await failure(wire.writeDown({ seconds: 0 })), await failure(wire.readDown({ seconds: 3600 }))], [503, 503]);
const hasty = new DepotClient({ baseUrl: process.argv[2]!, timeoutMs: 200, maxRetries: 0 });
for (const part of ["headers", "body"]) {
  try {
    await hasty.wire.readSlow({ part });
    throw new Error("no timeout");
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
}
// a browser does not show where a redirect leads: it follows by itself where no key can go along
const modes: unknown[] = [];
const browser = new DepotClient({
  baseUrl: "https://depot.test",
  fetch: async (_, init) => {
    modes.push(init?.redirect);
    const answer = new Response("followed");
    return init?.redirect === "manual" ? Object.defineProperty(answer, "type", { value: "opaqueredirect" }) : answer;
  },
});
check([await browser.wire.readHere(), modes], ["followed", ["manual", "follow"]]);
console.log("done");
