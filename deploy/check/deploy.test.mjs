// Everything in deploy/ is what its schema says; and a mistake in it would be found, which is tried with mistakes.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import dockerfiles from 'dockerfile-utils';
import { mistakesInObject, parseObjects } from './cluster.mjs';
import { mistakesInTemplate, parseTemplate } from './template.mjs';

const deploy = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => readFileSync(deploy + file, 'utf8');

const clusterFiles = ['knative', 'knative/examples', 'kubernetes'].flatMap((directory) =>
  readdirSync(deploy + directory)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .map((name) => `${directory}/${name}`),
);

for (const file of clusterFiles) {
  test(`${file} is what Kubernetes and Knative publish`, async () => {
    const objects = parseObjects(read(file));
    assert.notEqual(objects.length, 0);
    for (const object of objects) assert.deepEqual(await mistakesInObject(object), [], object.kind);
  });
}

for (const [file, right, wrong, found] of [
  ['knative/service.yaml', 'containerConcurrency:', 'containerConcurency:', 'containerConcurency: unknown field'],
  ['knative/service.yaml', 'containerConcurrency: 100', 'containerConcurrency: many', 'integer'],
  ['knative/service.yaml', 'readOnlyRootFilesystem', 'readOnlyRootFileSystem', 'readOnlyRootFileSystem: unknown field'],
  ['knative/service.yaml', 'mountPath: /etc/imagepeek/ca', 'subPath: /etc/imagepeek/ca', 'mountPath'],
  // Kubernetes has it; Knative does not, unless told to
  ['knative/service.yaml', 'enableServiceLinks: false', 'securityContext: {runAsNonRoot: true}', 'runAsNonRoot: unknown field'],
  ['knative/service.yaml', 'serving.knative.dev/v1', 'serving.knative.dev/v2', 'no schema'],
  ['knative/eventing.yaml', 'broker: imagepeek', 'brocker: imagepeek', 'brocker: unknown field'],
  ['knative/eventing.yaml', 'retry: 5', 'retry: often', 'integer'],
  ['knative/eventing.yaml', '  sink:', '  zink:', 'zink: unknown field'],
  ['kubernetes/deployment.yaml', 'replicas:', 'replica:', 'replica: unknown field'],
  ['kubernetes/deployment.yaml', 'port: http', 'ports: http', 'ports: unknown field'],
  ['kubernetes/service.yaml', 'targetPort:', 'target:', 'target: unknown field'],
  ['knative/settings.yaml', 'data:', 'datum:', 'datum: unknown field'],
  ['knative/settings.yaml', '"docker.io,ghcr.io,quay.io,registry.example.com"', '1', 'string'],
  ['knative/examples/registry-credentials.yaml', 'stringData', 'stringdata', 'stringdata: unknown field'],
]) {
  test(`${file} with "${wrong}" is a mistake`, async () => {
    const mistakes = (await Promise.all(parseObjects(changed(file, right, wrong)).map(mistakesInObject))).flat();
    assert.match(mistakes.join('\n'), new RegExp(found));
  });
}

const template = 'lambda/template.yaml';

test(`${template} is what CloudFormation and SAM publish`, () => {
  assert.deepEqual(mistakesInTemplate(parseTemplate(read(template))), []);
});

for (const [right, wrong, found] of [
  ['VisibilityTimeout', 'VisibilityTimeOut', 'unknown property VisibilityTimeOut'],
  ['MemorySize: !Ref MemorySize', 'Memory: !Ref MemorySize', 'unknown property Memory'],
  ['maxReceiveCount: 5', 'maxReceiveCount: 5\n      KmsMasterKey: a', 'unknown property KmsMasterKey'],
  ['VisibilityTimeout: 360', 'VisibilityTimeout: long', 'is no integer'],
  ['BatchSize: 5', 'BatchSize: [5]', 'is no integer'],
  ['[ReportBatchItemFailures]', 'ReportBatchItemFailures', 'is no array'],
  ['MaximumConcurrency: 10', 'MaxConcurrency: 10', 'unknown property MaxConcurrency'],
  ['AuthType: AWS_IAM', 'AuthType: ALL', 'is no string of'],
  ['      TargetFunctionArn: !Ref Inspect\n', '', 'TargetFunctionArn is required'],
  ['AWS::SQS::QueuePolicy', 'AWS::SQS::QueuePolice', 'unknown type AWS::SQS::QueuePolice'],
  ['!GetAtt Pushes.Arn', '!GetAtt Pushes.Url', 'has no attribute Url'],
  ['!Ref Inspect', '!Ref Inspection', 'there is no Inspection'],
  ['${EcrRepository}', '${Repository}', 'there is no Repository'],
  ['Condition: HasUrl', 'Condition: HasAddress', 'no condition HasAddress'],
  ['Outputs:', 'Output:', 'unknown key Output'],
  ['AllowedPattern', 'Pattern', 'unknown key Pattern'],
]) {
  test(`${template} with "${wrong}" is a mistake`, () => {
    assert.match(mistakesInTemplate(parseTemplate(changed(template, right, wrong))).join('\n'), new RegExp(found));
  });
}

test(`${template} with an unknown function cannot be read`, () => {
  assert.throws(() => parseTemplate(changed(template, '!GetAtt', '!GetAttribute')));
});

for (const name of readdirSync(`${deploy}docker`).filter((name) => /^Dockerfile\.[a-z]+$/.test(name))) {
  const file = `docker/${name}`;
  test(`${file} is a Dockerfile`, () => {
    assert.deepEqual(lint(read(file)), []);
  });

  for (const [right, wrong, found] of [
    ['\nCOPY ', '\nCOPI ', 'Unknown instruction'],
    ['EXPOSE 8080', 'EXPOSE http', 'Invalid containerPort'],
    ['WORKDIR /app', 'WORKDIR app', 'WORKDIR'],
    ['USER 65532:65532', 'USER', 'no arguments'],
    ['ENTRYPOINT [', 'CMD ["a"]\nCMD [', 'only be one CMD'],
    ['COPY --', 'COPY --mode=0555 --', 'mode'],
    ['EXPOSE', 'expose', 'uppercase'],
    ['EXPOSE', 'MAINTAINER nobody\nEXPOSE', 'deprecated'],
  ]) {
    test(`${file} with "${wrong}" is a mistake`, () => {
      assert.match(lint(changed(file, right, wrong)).join('\n'), new RegExp(found));
    });
  }
}

function lint(text) {
  const error = dockerfiles.ValidationSeverity.ERROR;
  return dockerfiles
    .validate(text, {
      deprecatedMaintainer: error,
      directiveCasing: error,
      emptyContinuationLine: error,
      instructionCasing: error,
      instructionCmdMultiple: error,
      instructionEntrypointMultiple: error,
      instructionHealthcheckMultiple: error,
      instructionJSONInSingleQuotes: error,
      instructionWorkdirRelative: error,
    })
    .map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
}

function changed(file, right, wrong) {
  const text = read(file);
  assert.ok(text.includes(right), `${file} has no "${right}"`);
  return text.replace(right, () => wrong);
}
