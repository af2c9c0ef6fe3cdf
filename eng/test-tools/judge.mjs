// Judges documents by a JSON Schema with ajv. Reads {"schema": path, "documents": [text, …], "wrap"?: bool} from standard input,
// writes [{"valid": bool, "errors": [text, …]}, …]. A document is YAML (or JSON, which is YAML).
// With "wrap", a template is judged as the pipeline it would be part of, for there is no schema of templates.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import yaml from 'js-yaml';

const request = JSON.parse(readFileSync(0, 'utf8'));
const ajv = new Ajv.default({ unicodeRegExp: false, strict: false, validateFormats: false });
const validate = ajv.compile(JSON.parse(readFileSync(request.schema, 'utf8')));

function wrapped(document) {
  const template = document?.template;
  if (!request.wrap || !template) return document;
  const { stageType, ...spec } = template.spec;
  const named = { name: template.name, identifier: template.identifier, ...spec };
  const pipeline = stage => ({ pipeline: { name: 'p', identifier: 'p', stages: [{ stage }] } });
  const around = step => pipeline({ name: 's', identifier: 's', type: 'Custom', spec: { execution: { steps: [step] } } });
  switch (template.type) {
    case 'Pipeline': return { pipeline: named };
    case 'Stage': return pipeline(named);
    case 'StepGroup': return around({ stepGroup: named });
    default: return around({ step: named });
  }
}

function judge(text) {
  try {
    const valid = validate(wrapped(yaml.load(text)));
    return { valid, errors: valid ? [] : validate.errors.slice(-5).map(error => `${error.instancePath} ${error.message}`) };
  } catch (fault) {
    return { valid: false, errors: [String(fault.message)] };
  }
}

process.stdout.write(JSON.stringify(request.documents.map(judge)));
