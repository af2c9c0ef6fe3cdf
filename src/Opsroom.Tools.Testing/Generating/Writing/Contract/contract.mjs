// API_BASE_URL says where the API is; API_AUTHORIZATION, where it is set, is sent as the header Authorization
const base = (process.env.API_BASE_URL ?? '').replace(/\/$/, '');
const contract = base ? test : test.skip;

async function ask(method, path, headers) {
  if (process.env.API_AUTHORIZATION) headers.Authorization = process.env.API_AUTHORIZATION;
  try {
    const answer = await fetch(base + path, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(30_000) });
    return { method, status: answer.status, type: answer.headers.get('content-type') ?? 'none', body: await answer.text() };
  } catch (error) {
    throw new Error(`${base} does not answer: ${error.cause?.message || error.cause?.code || error.message}`);
  }
}

// documented: by status the media types, and of JSON what is where: path, types, whether it has to be there
function holds({ method, status, type, body }, documented) {
  const content = documented[status] ?? documented[`${Math.floor(status / 100)}XX`] ?? documented.default;
  assert.ok(content, `status ${status} is not documented, only ${Object.keys(documented).join(', ')}`);
  if (Object.keys(content).length === 0 || method === 'HEAD') return;
  const media = type.split(';')[0].trim().toLowerCase();
  const rules = content[media] ?? content[`${media.split('/')[0]}/*`] ?? content['*/*'];
  assert.ok(rules, `media type ${media} is not documented, only ${Object.keys(content).join(', ')}`);
  if (rules.length > 0) {
    const value = JSON.parse(body);
    for (const [path, types, required] of rules) check(value, path, types, required);
  }
}

function check(body, path, types, required) {
  let places = [body];
  const names = path.split('/').slice(1);
  names.forEach((name, at) => {
    places = places.flatMap((place) => {
      if (name === '*') return Array.isArray(place) ? place : [];
      if (kindOf(place) !== 'object') return [];
      const has = Object.hasOwn(place, name);
      assert.ok(has || !required || at < names.length - 1, `${path} is missing`);
      return has ? [place[name]] : [];
    });
  });
  for (const place of places) {
    const kind = kindOf(place);
    const fits = types === '' || types.split(' ').includes(kind) || (kind === 'integer' && types.split(' ').includes('number'));
    assert.ok(fits, `${path || 'the body'} is ${kind}, not ${types}`);
  }
}

function kindOf(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
