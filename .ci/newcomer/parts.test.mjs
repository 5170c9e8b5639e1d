// What newcomer.test.mjs judges by would find what is wrong; tried with mistakes.
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { difference, parse } from './elided.mjs';
import { processesOf, takenOf } from './machine.mjs';
import { alarmsIn, plain } from './output.mjs';
import { commandsIn, commandsOf } from './readme.mjs';
import { inBackground, inTerminal } from './terminal.mjs';

const compare = (shown, came) => difference(parse(shown, { elided: true }), parse(came));

for (const [shown, came] of [
  ['{"a": "sha256:12…", "b": [], "c": null}', '{"a":"sha256:1234","b":[],"c":null}'],
  ['{"a": 1, …}', '{"a":1,"b":2,"c":3}'],
  ['{"a": 1, …}', '{"a":1}'],
  ['{…, "b": {"x": …}, …}', '{"a":1,"b":{"x":[1]},"c":3}'],
  ['["x", …]', '["x","y"]'],
]) {
  test(`${shown} shows ${came}`, () => assert.equal(compare(shown, came), undefined));
}

for (const [shown, came, found] of [
  ['{"a": 1}', '{"a":2}', 'the answer.a is 2 instead of 1'],
  ['{"a": 1, "b": 2}', '{"b":2,"a":1}', 'has b in the place of a'],
  ['{"a": 1}', '{"a":1,"b":2}', 'has more: "b"'],
  ['{"a": 1, "b": 2}', '{"a":1}', 'lacks "b"'],
  ['{"a": []}', '{"a":null}', 'null instead of a list'],
  ['{"a": ""}', '{"a":null}', 'null instead of ""'],
  ['{"a": 1.0}', '{"a":1}', '1 instead of 1.0'],
  ['{"a": "sha256:12…"}', '{"a":"sha256:1334"}', 'instead of "sha256:12…"'],
  ['{"a": "x"}', '{"a":"x…"}', 'instead of "x"'],
  ['{…, "b": 1, …}', '{"a":1,"c":1}', 'lacks "b"'],
  ['{"a": [{"x": 1, …}]}', '{"a":[{"y":2,"x":1}]}', 'has y in the place of x'],
]) {
  test(`${shown} does not show ${came}`, () => assert.match(compare(shown, came) ?? 'nothing', new RegExp(escaped(found))));
}

test('what is no JSON is said to be none', () => {
  assert.throws(() => parse('{"a": …}'), /a value is missing/);
  assert.throws(() => parse('{"a": 1'), SyntaxError);
  assert.throws(() => parse('{"a": 1} x'), SyntaxError);
});

const block = (...lines) => ['```', ...lines, '```'].join('\n');

test('commands are read with their continuations, and without their comments', () => {
  const [first, second] = commandsOf(`${block('./mvnw quarkus:dev   # run it', "curl -s localhost \\", "  -d '#1'")}`);
  assert.deepEqual([first.command, first.kind, first.line], ['./mvnw quarkus:dev', 'maven', 2]);
  assert.deepEqual([second.command, second.kind, second.line], ["curl -s localhost \\\n  -d '#1'", 'curl', 3]);
});

test('a command that nobody knows how to run is a mistake', () => {
  assert.throws(() => commandsOf(`text\n${block('docker run imagepeek')}`), /line 3: .*docker run/);
});

test('a comment says why a block is not run, and that block alone', () => {
  const readme = `<!-- not run: needs AWS -->\n\n${block('curl a')}\n\n<!-- other -->\n${block('curl b')}\n${block('curl c')}`;
  assert.deepEqual(commandsOf(readme).map(({ notRun }) => notRun), ['needs AWS', undefined, undefined]);
});

test('an answer belongs to the curl before it in its section', () => {
  const json = (text) => ['```json', text, '```'].join('\n');
  const readme = [block('curl a'), json('1'), '## Request', json('0'), '## B', block('curl b'), json('2'), json('3')];
  assert.deepEqual(commandsOf(readme.join('\n')).map(({ answer }) => answer), ['1', '2']);
});

test('the pages have commands of each kind, and answers', () => {
  const commands = commandsIn(fileURLToPath(new URL('../..', import.meta.url)));
  assert.deepEqual(new Set(commands.filter(({ notRun }) => !notRun).map(({ kind }) => kind)), new Set(['maven', 'java', 'curl']));
  assert.ok(commands.filter(({ answer }) => answer).length >= 2);
});

for (const line of [
  '2026-01-01 12:00:00,000 WARN  [io.quarkus] (main) something',
  '\x1b[31mERROR\x1b[39m [io.quarkus] (main) something',
  '[ERROR] COMPILATION ERROR : ',
  '[\x1b[1;33mWARNING\x1b[m] something',
  'java.lang.IllegalStateException: something',
  'Caused by: io.netty.channel.unix.Errors$NativeIoException',
  'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
  '\tat io.imagepeek.Some.thing(Some.java:12)',
  '    at java.base/java.lang.Thread.run(Thread.java:840)',
]) {
  test(`alarming: ${plain(line)}`, () => assert.equal(alarmsIn(`fine\n${line}\nfine\n`).length, 1));
}

for (const line of [
  '[INFO] Invoking protoc. Enable debug logs (--debug --errors) for more details',
  'INFO  [io.imagepeek.inspection] (main) image=a outcome=ImageNotFoundInRegistry error="name unknown: not known"',
  'Running: io.imagepeek.image.DigestTest#[3] algorithm = SHA512',
]) {
  test(`not alarming: ${line}`, () => assert.deepEqual(alarmsIn(line), []));
}

test('keys, the exit code, and what is printed go through a terminal', async () => {
  const running = inTerminal('sh -c \'test -t 0 && echo in a terminal; read line; echo "got $line"; exit 7\'', { env: process.env });
  await running.says(/^in a terminal$/m, 10);
  running.type('something\n');
  await running.says(/^got something$/m, 10);
  assert.equal(await running.ends(10), 7);
});

test('who does not say what is awaited has what he said in the failure', async () => {
  const running = inBackground('sh -c "echo something else; exit 3"', { env: process.env });
  await assert.rejects(running.says(/what is awaited/, 10), /it ended with 3:\nsomething else/);
});

test('a process of a directory, and a port that is listened on, are seen', async () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'newcomer-parts-')));
  const running = inBackground('sleep 60', { cwd: directory, env: process.env });
  const seen = processesOf(directory).map(({ pid }) => pid);
  running.signal('SIGTERM');
  assert.equal(await running.ends(10), 'SIGTERM');
  rmdirSync(directory);
  assert.deepEqual(seen, [running.pid]);
  assert.deepEqual(processesOf(directory), []);

  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  assert.deepEqual(await takenOf([port]), [port]);
  await new Promise((resolve) => server.close(resolve));
  assert.deepEqual(await takenOf([port]), []);
});

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
