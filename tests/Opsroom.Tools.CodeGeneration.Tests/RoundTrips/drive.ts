import { ApiError, DepotClient } from "../src/index.js";
import type { Thing, thingsApi } from "../src/index.js";

declare const process: { argv: string[] };

function check(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

const client = new DepotClient({
  baseUrl: process.argv[2]!,
  retryDelayMs: 10,
  credentials: {
    oauth: { clientId: "id", clientSecret: "s:cret" },
    queryKey: () => "q k",
    cookieKey: "c",
    headerKey: async () => "h",
    basic: { username: "me", password: "pass" },
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
console.log("done");
