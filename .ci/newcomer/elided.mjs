// JSON as the README shows it: with "…" for what it leaves out.

const ELLIPSIS = '…';

/** Reads JSON without losing the order of fields; where it is the README's, with "…" in it. */
export function parse(text, { elided = false } = {}) {
  let at = 0;
  const value = document();
  space();
  if (at !== text.length) throw wrong('the end');
  return value;

  function document() {
    space();
    if (elided && text[at] === ELLIPSIS) {
      at++;
      return { kind: 'anything' };
    }
    if (text[at] === '{') return { kind: 'object', items: list('}', field) };
    if (text[at] === '[') return { kind: 'array', items: list(']', document) };
    const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) throw wrong('a value');
    at = token.lastIndex;
    return { kind: 'plain', value: JSON.parse(found[0]), text: found[0] };
  }

  function field() {
    space();
    const name = document();
    if (name.kind === 'anything') return name;
    if (typeof name.value !== 'string') throw wrong('a name');
    space();
    if (text[at++] !== ':') throw wrong('":"');
    return { kind: 'field', name: name.value, value: document() };
  }

  function list(end, item) {
    const items = [];
    at++;
    space();
    if (text[at] === end) {
      at++;
      return items;
    }
    for (;;) {
      items.push(item());
      space();
      if (text[at] === end) {
        at++;
        return items;
      }
      if (text[at++] !== ',') throw wrong(`"," or "${end}"`);
    }
  }

  function space() {
    while (' \n\r\t'.includes(text[at] ?? 'x')) at++;
  }

  function wrong(wanted) {
    return new SyntaxError(`no JSON, ${wanted} is missing at "${text.slice(Math.max(0, at - 20), at + 20)}"`);
  }
}

/**
 * What differs between the README's answer and one that came, undefined if nothing does. "…" stands for any
 * value, any number of fields or items, or the rest of a string; all else is exact, with the order of fields.
 */
export function difference(shown, came, where = 'the answer') {
  if (shown.kind === 'anything') return undefined;
  if (shown.kind !== came.kind) return `${where} is ${brief(came)} instead of ${brief(shown)}`;
  if (shown.kind === 'object' || shown.kind === 'array') return differenceOfItems(shown.items, came.items, where);
  if (shown.kind === 'field') {
    return shown.name === came.name
      ? difference(shown.value, came.value, `${where}.${shown.name}`)
      : `${where} has ${came.name} in the place of ${shown.name}`;
  }
  const equal =
    typeof shown.value === 'string' && typeof came.value === 'string'
      ? like(shown.value, came.value)
      : shown.text === came.text;
  return equal ? undefined : `${where} is ${came.text} instead of ${shown.text}`;
}

function differenceOfItems(shown, came, where) {
  const [first, ...rest] = shown;
  if (first === undefined) return came.length ? `${where} has more: ${brief(came[0])}` : undefined;
  if (first.kind !== 'anything') {
    if (!came.length) return `${where} lacks ${brief(first)}`;
    return difference(first, came[0], where) ?? differenceOfItems(rest, came.slice(1), where);
  }
  let last;
  for (let skipped = 0; skipped <= came.length; skipped++) {
    last = differenceOfItems(rest, came.slice(skipped), where);
    if (last === undefined) return undefined;
  }
  return last;
}

function like(shown, came) {
  const parts = shown.split(ELLIPSIS).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(came);
}

function brief(node) {
  if (node.kind === 'field') return `"${node.name}"`;
  return node.kind === 'plain' ? node.text : { object: 'an object', array: 'a list', anything: ELLIPSIS }[node.kind];
}
