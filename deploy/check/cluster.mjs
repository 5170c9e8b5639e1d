// Kubernetes and Knative objects against the schemas that these projects publish: the Kubernetes API's, and those of
// Knative's custom resource definitions. The packages have them compiled to functions, which do not mind a field that
// the schema lacks; but they read each field that it has, so a field that is never read is an unknown one.
import { parseAllDocuments } from 'yaml';

// What a schema leaves free (x-kubernetes-preserve-unknown-fields), and so does not read.
const FREE = new Set(['Trigger /spec/filter/attributes']);

export function parseObjects(text) {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length) throw document.errors[0];
    return document.toJS();
  });
}

export async function mistakesInObject(object) {
  const { apiVersion, kind } = object;
  const module = `${apiVersion.includes('.knative.dev/') ? '@kubernetes-models/knative' : 'kubernetes-models'}/${apiVersion}/${kind}`;
  let model;
  try {
    model = (await import(module))[kind];
  } catch {
    return [`no schema for ${apiVersion} ${kind}`];
  }
  const mistakes = [];
  const read = new Set();
  try {
    model.prototype.validate.call(recording(object, '', read));
  } catch (error) {
    if (!error.errors) throw error;
    mistakes.push(error.message);
  }
  return mistakes.concat(unread(object, '', read, kind));
}

function recording(value, path, read) {
  if (value === null || typeof value !== 'object') return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return target[key];
      read.add(`${path}/${key}`);
      return recording(target[key], `${path}/${key}`, read);
    },
  });
}

function unread(value, path, read, kind) {
  if (value === null || typeof value !== 'object' || FREE.has(`${kind} ${path}`)) return [];
  return Object.entries(value).flatMap(([key, of]) =>
    read.has(`${path}/${key}`) ? unread(of, `${path}/${key}`, read, kind) : [`${path}/${key}: unknown field`],
  );
}
