// Does what the README and the pages in docs/ tell a newcomer, from a clean clone: their commands, in their words,
// with their answers.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { swaggerUi } from './browser.mjs';
import { difference, parse } from './elided.mjs';
import { processesOf, takenOf, until } from './machine.mjs';
import { alarmsIn, plain } from './output.mjs';
import { commandsIn } from './readme.mjs';
import { inBackground, inTerminal } from './terminal.mjs';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const place = realpathSync(mkdtempSync(join(tmpdir(), 'newcomer-')));
const clone = join(place, 'imagepeek');
const home = join(place, 'home');

// Long enough for an empty Maven repository
const SECONDS_TO_BUILD = 1200;
const SECONDS_TO_START = 120;
// A changed class is compiled, and the application started anew, before the answer.
const SECONDS_TO_ANSWER = 120;
// Quarkus looks for changed classes at a request, if its last look was 2 s ago.
const MILLISECONDS_BETWEEN_LOOKS = 2500;
const SECONDS_TO_END = 60;

const began = Date.now();
const say = (text) => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${text}`);

execFileSync('git', ['clone', '--quiet', repository, clone], { stdio: 'inherit' });
const commands = commandsIn(clone);

// A home without answers and credentials of earlier days; what Maven has downloaded is the machine's.
mkdirSync(home);
mkdirSync(join(homedir(), '.m2'), { recursive: true });
symlinkSync(join(homedir(), '.m2'), join(home, '.m2'));
writeFileSync(join(home, '.curlrc'), 'write-out = "%{stderr}%{http_code}"\n');
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
env.HOME = home;
env.MAVEN_OPTS = `${env.MAVEN_OPTS ?? ''} -Duser.home=${home}`.trim();
const here = { cwd: clone, env };

const ran = new Set();
const took = ({ command }) => {
  ran.add(command);
  return command;
};

/** The one command of all pages that is like this. */
function theCommand(what, pattern) {
  const found = commands.filter(({ command, notRun }) => !notRun && pattern.test(command));
  assert.equal(found.length, 1, `there are ${found.length} commands: ${what}`);
  return found[0];
}

const curls = commands.filter(({ kind, notRun }) => kind === 'curl' && !notRun);
const firstCommand = commands[0];
const movedCommand = theCommand('dev mode with other ports', /quarkus:dev .*-Dimagepeek\.sample\.port=/);
const oneClassCommand = theCommand('dev mode for the tests of one class', /quarkus:dev .*-Dquarkus\.test\.include-pattern=/);
const besideCommand = theCommand('dev mode beside the packaged application', /quarkus:dev .*-Ddebug=false$/);
const packageCommand = theCommand('packaging', /^\.\/mvnw package/);
const jarCommand = theCommand('the packaged application', /^java -jar /);
const jarWithSamplesCommand = theCommand('the packaged application with the samples', /^java -D.* -jar /);

const usual = { http: 8080, debug: 5005, sample: 5050 };
const moved = {
  http: portIn(movedCommand, 'quarkus.http.port'),
  debug: portIn(movedCommand, 'debug'),
  sample: portIn(movedCommand, 'imagepeek.sample.port'),
};
const beside = { http: portIn(besideCommand, 'quarkus.http.port'), sample: usual.sample };

function portIn({ command }, setting) {
  return Number(new RegExp(`-D${setting.replaceAll('.', '\\.')}=(\\d+)`).exec(command)[1]);
}

const all = [];
const start = (how, command) => {
  say(`$ ${command.command}`);
  const running = how(took(command), here);
  all.push(running);
  return running;
};

after(async () => {
  for (const running of all) if (running.result === undefined) running.signal('SIGKILL');
  for (const { pid } of processesOf(clone)) kill(pid);
  await until('killed', 10, () => processesOf(clone).length === 0);
  rmSync(place, { recursive: true, force: true });
  say('the end');
});

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (e) {
    // It has ended meanwhile.
    if (e.code !== 'ESRCH') throw e;
  }
}

let dev;
let jar;
let firstStarted = false;

async function startDev(command, ports) {
  dev = undefined;
  assert.deepEqual(await takenOf(Object.values(ports)), [], 'ports that something else listens on');
  const starting = start(inTerminal, command);
  const [, curl] = await starting.says(/^.*Try: (curl .*)$/m, SECONDS_TO_BUILD);
  say('is up');
  dev = starting;
  assert.equal(curl, onPorts(curls[0].command, ports), 'the line to paste is the one in the README');
  assert.deepEqual(await takenOf(Object.values(ports)), Object.values(ports), 'ports that are listened on');
  await assertAnswer({ ...curls[0], command: curl });
}

function oneLine(command) {
  return command.replace(/\\\n\s*/g, '');
}

const onPorts = (text, { http, sample }) =>
  text.replaceAll(`localhost:${usual.http}`, `localhost:${http}`).replaceAll(`localhost:${usual.sample}`, `localhost:${sample}`);

async function assertAnswer({ command, page, line, answer }, changed = (shown) => shown) {
  const { stdout, stderr } = await run('sh', ['-c', command], { ...here, timeout: SECONDS_TO_ANSWER * 1000 });
  say(`$ ${oneLine(command)}\n        ${stderr} ${stdout.length > 150 ? `${stdout.slice(0, 150)}…` : stdout}`);
  assert.equal(stderr, '200', `${page}, line ${line}: ${stdout}`);
  const came = parse(stdout);
  if (answer) assert.equal(difference(parse(changed(answer), { elided: true }), came), undefined, `${page}, line ${line}`);
}

/** Nothing is left of what has ended, and it has said nothing that alarms. */
async function assertNothingLeft(running, ports) {
  assert.deepEqual(alarmsIn(running.printed), []);
  await until('no process left', 10, () => processesOf(clone).length === 0).catch(() => {
    assert.deepEqual(processesOf(clone), [], 'processes left');
  });
  assert.deepEqual(await takenOf(Object.values(ports)), [], 'ports that are still listened on');
  // Quarkus' question about telemetry would hold up a first start.
  assert.doesNotMatch(plain(running.printed), /contribute|telemetry|\[y\/n\]/i);
}

// What has no chance after a failure is not tried.
function step(name, action, runs = () => true) {
  test(name, async (t) => {
    if (!runs()) return t.skip('what it needs did not start');
    await action();
  });
}
step.inDev = (name, action) => step(name, action, () => dev?.result === undefined && dev);
step.ofJar = (name, action) => step(name, action, () => jar?.result === undefined && jar);
step.afterFirst = (name, action) => step(name, action, () => firstStarted);

step('the first command starts dev mode, and what it prints can be pasted', async () => {
  assert.match(firstCommand.command, /^\.\/mvnw quarkus:dev$/);
  await startDev(firstCommand, usual);
  firstStarted = true;
});

for (const curl of curls) {
  step.inDev(`${curl.page}, line ${curl.line}, in dev mode: ${oneLine(curl.command)}`, async () => {
    took(curl);
    await assertAnswer(curl);
  });
}

test('the README has an answer for its first curl', () => assert.ok(curls[0].answer));

step.inDev('Swagger UI lists the operations, and its examples work', async () => {
  await assertSwagger(usual);
});

step.inDev('"q" ends dev mode', async () => {
  dev.type('q');
  assert.equal(await dev.ends(SECONDS_TO_END), 0);
  await assertNothingLeft(dev, usual);
});

step.afterFirst('with other ports the line to paste and Swagger UI follow them', async () => {
  await startDev(movedCommand, moved);
  await assertSwagger(moved);
});

step.inDev('Ctrl-C ends dev mode', async () => {
  dev.type('\x03');
  assert.equal(await dev.ends(SECONDS_TO_END), 0);
  await assertNothingLeft(dev, moved);
});

step.afterFirst('continuous testing runs the tests of one class', async () => {
  await startDev(oneClassCommand, usual);
  const name = /include-pattern=['"]?\.\*(\w+)['"]?/.exec(oneClassCommand.command)[1];
  const from = dev.printed.length;
  say('r');
  dev.type('r');
  const [line, count] = await dev.says(/All (\d+)\s+tests? (?:is|are) passing.*/, 300, from);
  say(line);
  const classes = new Set([...plain(dev.printed.slice(from)).matchAll(/Running: ([\w.$]+)#/g)].map(([, found]) => found));
  assert.deepEqual([...classes].map((found) => found.split('.').at(-1)), [name]);
  assert.ok(Number(count) > 0);
});

step.inDev('SIGINT to Maven ends dev mode', async () => {
  const maven = processesOf(clone).filter(({ command }) => command.includes('plexus.classworlds.launcher.Launcher'));
  assert.equal(maven.length, 1, 'one Maven runs');
  process.kill(maven[0].pid, 'SIGINT');
  assert.equal(await dev.ends(SECONDS_TO_END), 130);
  await assertNothingLeft(dev, usual);
});

step.afterFirst('the application is packaged', async () => {
  const packaging = start(inTerminal, packageCommand);
  assert.equal(await packaging.ends(SECONDS_TO_BUILD), 0, plain(packaging.printed).slice(-4000));
  await assertNothingLeft(packaging, usual);
});

step.afterFirst('the packaged application asks no registry on loopback unless it is told so', async () => {
  jar = await startJar(jarCommand);
  const { stdout, stderr } = await run('sh', ['-c', curls[0].command], { ...here, timeout: SECONDS_TO_ANSWER * 1000 });
  say(`${stderr} ${stdout}`);
  assert.equal(stderr, '500', stdout);
  assert.match(stdout, /"name":"RegistryConnectionFailure"/);
});

step.ofJar('SIGINT ends the packaged application', () => endJar('SIGINT', 130));

step.afterFirst('the packaged application starts beside a dev mode whose samples it may ask for', async () => {
  await startDev(besideCommand, beside);
  assert.deepEqual(await takenOf([usual.debug]), [], 'the port of a debugger that is not wanted');
  jar = await startJar(jarWithSamplesCommand);
});

for (const curl of curls) {
  step.ofJar(`${curl.page}, line ${curl.line}, packaged: ${oneLine(curl.command)}`, () => assertAnswer(curl));
}

step.ofJar('SIGTERM ends the packaged application', () => endJar('SIGTERM', 143, { devRuns: true }));

// Last, as what starts after a change compiles everything anew.
step.inDev('a changed line is in the next answer', async () => {
  const [batch, shown] = failingBatch();
  const asked = { ...batch, command: onPorts(batch.command, beside) };
  const { file, text } = sourceWith(shown);
  const other = 'No such image.';
  say(`${file.slice(clone.length + 1)}: "${shown}" becomes "${other}"`);
  try {
    await pause(MILLISECONDS_BETWEEN_LOOKS);
    writeFileSync(file, text.replace(`"${shown}"`, `"${other}"`));
    await assertMessage(asked, other);
  } finally {
    writeFileSync(file, text);
  }
  await pause(MILLISECONDS_BETWEEN_LOOKS);
  await assertMessage(asked, shown);
});

step.inDev('"q" ends the dev mode beside it', async () => {
  dev.type('q');
  assert.equal(await dev.ends(SECONDS_TO_END), 0);
  await assertNothingLeft(dev, beside);
});

step.afterFirst('no command is left out', () => {
  const verify = './mvnw verify';
  assert.ok(commands.some(({ command }) => command === verify));
  assert.match(readFileSync(join(clone, '.ci/run'), 'utf8'), /^\.\/mvnw -B verify$/m, 'what runs this runs the tests, too');
  const left = commands.filter(({ command }) => command !== verify && !ran.has(command));
  for (const { command, page, line, notRun } of left) if (notRun) say(`not run (${notRun}), ${page}, line ${line}: ${command}`);
  assert.deepEqual(left.filter(({ notRun }) => !notRun).map(({ command }) => command), []);
});

async function startJar(command) {
  jar = undefined;
  assert.deepEqual(await takenOf([usual.http]), [], 'ports that something else listens on');
  const starting = start(inBackground, command);
  await starting.says(/Installed features: /, SECONDS_TO_START);
  say('is up');
  return starting;
}

async function endJar(signal, status, { devRuns = false } = {}) {
  say(signal);
  jar.signal(signal);
  assert.equal(await jar.ends(SECONDS_TO_END), status);
  assert.deepEqual(alarmsIn(jar.printed), []);
  assert.deepEqual(await takenOf([usual.http]), [], 'ports that are still listened on');
  if (!devRuns) await assertNothingLeft(jar, usual);
}

/** The first command that has an answer with a failure in it, and that failure's message. */
function failingBatch() {
  for (const curl of curls) {
    const message = /"failure": \{[^}]*"message": "([^"…]+)"/.exec(curl.answer ?? '')?.[1];
    if (message) return [curl, message];
  }
  throw new Error('no answer has the message of a failure');
}

/** The one class that has a text. */
function sourceWith(text) {
  const source = join(clone, 'src/main/java');
  const files = readdirSync(source, { recursive: true })
    .filter((name) => name.endsWith('.java'))
    .map((name) => ({ file: join(source, name), text: readFileSync(join(source, name), 'utf8') }))
    .filter((candidate) => candidate.text.includes(`"${text}"`));
  assert.equal(files.length, 1, `classes with "${text}"`);
  return files[0];
}

async function assertMessage(curl, message) {
  await assertAnswer(curl, (shown) => shown.replace(/("failure": \{[^}]*"message": )"[^"]*"/, `$1"${message}"`));
}

async function assertSwagger(ports) {
  const base = `http://localhost:${ports.http}`;
  const description = await (await fetch(`${base}/q/openapi?format=json`)).text();
  const samples = [...new Set([...description.matchAll(/localhost:(\d+)/g)].map(([, port]) => Number(port)))];
  assert.deepEqual(samples, [ports.sample], 'the ports that the examples name');
  const model = JSON.parse(description);
  const operations = Object.values(model.paths).flatMap((methods) =>
    Object.values(methods).filter(({ operationId }) => operationId),
  );
  // What is said once for several operations counts for each.
  const shared = /^#\/components\/(examples|parameters|requestBodies)\/(.*)$/;
  const whole = (part) =>
    JSON.stringify(part, (_, value) => {
      const [, kind, name] = shared.exec(value?.$ref) ?? [];
      return kind ? model.components[kind][name] : value;
    });
  const idOf = ({ tags, operationId }) => `operations-${tags[0]}-${operationId}`;
  const usingSamples = new Map(
    operations
      .filter(({ parameters, requestBody }) => whole([parameters, requestBody]).includes(`localhost:${ports.sample}`))
      .map((operation) => [idOf(operation), Object.keys(operation.responses).filter((status) => status.startsWith('2'))]),
  );
  assert.notEqual(usingSamples.size, 0, 'operations with an example of the samples');

  const ui = await swaggerUi(`${base}/q/swagger-ui`, () => [...usingSamples.keys()]);
  for (const { id, request, status } of ui.answers) say(`Swagger UI, ${id}: ${status} ${request}`);
  assert.deepEqual(ui.errors, []);
  assert.deepEqual(ui.operations.sort(), operations.map(idOf).sort());
  for (const { id, request, status, body } of ui.answers) {
    assert.ok(usingSamples.get(id).includes(status), `${id}: ${status} ${body}`);
    assert.ok(request.startsWith(`${base}/`), request);
    if (status !== '204') assert.ok(body.includes('bcbea306'), `${id}: ${body}`);
  }
}
