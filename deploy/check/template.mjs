// A SAM template against the specification of CloudFormation's resources, and of SAM's, that AWS publishes for its CDK:
// resource types, properties and their types, those required, and whether what is referred to exists.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { parseDocument } from 'yaml';

const SECTIONS = ['AWSTemplateFormatVersion', 'Transform', 'Description', 'Parameters', 'Conditions', 'Resources', 'Outputs'];
const OF_RESOURCE = ['Type', 'Properties', 'Condition', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'];
const OF_PARAMETER = ['Type', 'Default', 'AllowedValues', 'AllowedPattern', 'ConstraintDescription', 'Description', 'MinValue',
  'MaxValue', 'MinLength', 'MaxLength', 'NoEcho'];
const FUNCTIONS = ['Ref', 'Condition', 'Base64', 'Cidr', 'FindInMap', 'GetAtt', 'GetAZs', 'ImportValue', 'Join', 'Select',
  'Split', 'Sub', 'And', 'Equals', 'If', 'Not', 'Or'];
const PSEUDO = ['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'];

// !Name is short for Fn::Name, but for Ref and Condition, which have no prefix.
const key = (name) => (['Ref', 'Condition'].includes(name) ? name : `Fn::${name}`);
const intrinsics = FUNCTIONS.flatMap((name) => [
  { tag: `!${name}`, resolve: (text) => ({ [key(name)]: name === 'GetAtt' ? text.split(/\.(.*)/s, 2) : text }) },
  ...['seq', 'map'].map((collection) => ({
    tag: `!${name}`,
    collection,
    resolve: (node) => ({ toJSON: (_, context) => ({ [key(name)]: node.toJSON(_, context) }) }),
  })),
]);

export function parseTemplate(text) {
  const document = parseDocument(text, { customTags: intrinsics });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length) throw problems[0];
  return document.toJS();
}

export function mistakesInTemplate(template) {
  const checker = new Checker(template);
  checker.check();
  return checker.mistakes;
}

class Checker {
  mistakes = [];
  db = loadAwsServiceSpecSync();

  constructor(template) {
    this.template = template;
    this.resources = template.Resources ?? {};
  }

  check() {
    this.known(this.template, SECTIONS, '');
    for (const [name, parameter] of Object.entries(this.template.Parameters ?? {})) {
      this.known(parameter, OF_PARAMETER, `Parameters.${name}`);
    }
    for (const [name, resource] of Object.entries(this.resources)) {
      const at = `Resources.${name}`;
      this.known(resource, OF_RESOURCE, at);
      this.conditionExists(resource.Condition, at);
      const spec = this.spec(resource.Type);
      if (spec) this.properties(resource.Properties ?? {}, spec.properties, `${at}.Properties`);
      else this.mistake(at, `unknown type ${resource.Type}`);
    }
    for (const [name, output] of Object.entries(this.template.Outputs ?? {})) {
      this.known(output, ['Value', 'Description', 'Condition', 'Export'], `Outputs.${name}`);
      this.conditionExists(output.Condition, `Outputs.${name}`);
    }
    this.references(this.template, '');
  }

  spec(type) {
    return this.db.lookup('resource', 'cloudFormationType', 'equals', type)[0];
  }

  properties(values, specs, at) {
    for (const [name, value] of Object.entries(values)) {
      const spec = Object.hasOwn(specs, name) && specs[name];
      if (spec) this.value(value, spec, `${at}.${name}`);
      else this.mistake(at, `unknown property ${name}`);
    }
    for (const [name, spec] of Object.entries(specs)) {
      if (spec.required && !Object.hasOwn(values, name)) this.mistake(at, `${name} is required`);
    }
  }

  value(value, spec, at) {
    // The types of former versions of the specification still hold; the newest is a part of them.
    const attempts = [spec.type, ...(spec.previousTypes ?? [])].map((type) => this.attempt(value, type, at));
    if (!attempts.some((found) => found.length === 0)) this.mistakes.push(...attempts[0]);
  }

  attempt(value, type, at) {
    const before = this.mistakes;
    this.mistakes = [];
    this.typed(value, type, at);
    const found = this.mistakes;
    this.mistakes = before;
    return found;
  }

  typed(value, type, at) {
    if (intrinsic(value)) {
      if (value['Fn::If']) value['Fn::If'].slice(1).forEach((branch, i) => this.typed(branch, type, `${at}.If[${i + 1}]`));
      return;
    }
    const scalar = value === null || typeof value !== 'object';
    const allowed = (values) => !type.allowedValues || values.some((one) => type.allowedValues.includes(one));
    let fits = true;
    switch (type.type) {
      case 'string':
        fits = scalar && value !== null && allowed([String(value)]);
        break;
      case 'integer':
        fits = Number.isInteger(value) && allowed([value]);
        break;
      case 'number':
        fits = typeof value === 'number';
        break;
      case 'boolean':
        fits = typeof value === 'boolean' || ['true', 'false'].includes(value);
        break;
      case 'json':
        fits = !scalar;
        break;
      case 'array':
        fits = Array.isArray(value);
        if (fits) value.forEach((one, i) => this.typed(one, type.element, `${at}[${i}]`));
        break;
      case 'map':
        fits = !scalar && !Array.isArray(value);
        if (fits) for (const [name, one] of Object.entries(value)) this.typed(one, type.element, `${at}.${name}`);
        break;
      case 'ref':
        fits = !scalar && !Array.isArray(value);
        if (fits) this.properties(value, this.db.get('typeDefinition', type.reference).properties, at);
        break;
      case 'union': {
        const attempts = type.types.map((one) => this.attempt(value, one, at));
        if (!attempts.some((found) => found.length === 0)) this.mistakes.push(...attempts.at(-1));
        break;
      }
      case 'null':
        fits = value === null;
        break;
      default: // tag, date-time: not used here
        this.mistake(at, `cannot judge a ${type.type}`);
    }
    if (!fits) this.mistake(at, `${JSON.stringify(value)} is no ${type.type}${type.allowedValues ? ` of ${type.allowedValues}` : ''}`);
  }

  references(value, at) {
    if (value === null || typeof value !== 'object') return;
    if (intrinsic(value)) this.reference(value, at);
    for (const [name, of] of Object.entries(value)) this.references(of, `${at}.${name}`);
  }

  reference(value, at) {
    if (value.Ref) this.exists(value.Ref, at);
    if (value['Fn::GetAtt']) this.attributeExists(...value['Fn::GetAtt'], at);
    if (value['Fn::If']) this.conditionExists(value['Fn::If'][0], at);
    if (value['Fn::Sub']) {
      for (const [, name] of String(value['Fn::Sub']).matchAll(/\$\{([^!}]+)\}/g)) {
        if (name.includes('.')) this.attributeExists(...name.split(/\.(.*)/s, 2), at);
        else this.exists(name, at);
      }
    }
  }

  exists(name, at) {
    const pseudo = name.startsWith('AWS::') && PSEUDO.includes(name.slice(5));
    if (!pseudo && !Object.hasOwn(this.resources, name) && !Object.hasOwn(this.template.Parameters ?? {}, name)) {
      this.mistake(at, `there is no ${name}`);
    }
  }

  attributeExists(name, attribute, at) {
    const spec = Object.hasOwn(this.resources, name) && this.spec(this.resources[name].Type);
    if (!spec) this.mistake(at, `there is no ${name}`);
    else if (!Object.hasOwn(spec.attributes, attribute)) this.mistake(at, `${name} has no attribute ${attribute}`);
  }

  conditionExists(name, at) {
    if (name !== undefined && !Object.hasOwn(this.template.Conditions ?? {}, name)) this.mistake(at, `no condition ${name}`);
  }

  known(value, names, at) {
    for (const name of Object.keys(value)) if (!names.includes(name)) this.mistake(at, `unknown key ${name}`);
  }

  mistake(at, what) {
    this.mistakes.push(`${at}: ${what}`);
  }
}

function intrinsic(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && (names[0] === 'Ref' || names[0].startsWith('Fn::'));
}
