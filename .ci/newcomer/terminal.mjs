// A command as a newcomer types it: in a terminal, with its keys, or from another program.
import { spawn } from 'node:child_process';
import { until } from './machine.mjs';
import { plain } from './output.mjs';

export class Running {
  #child;
  #printed = '';
  /** Settles with the exit code, or the signal's name. */
  ended;
  result;

  constructor(child) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.#printed += text));
    }
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve((this.result = code ?? signal)));
    });
  }

  get pid() {
    return this.#child.pid;
  }

  get printed() {
    return this.#printed;
  }

  type(keys) {
    this.#child.stdin.write(keys);
  }

  signal(name) {
    this.#child.kill(name);
  }

  /** Waits for what is printed after a place in the text, and answers the match. */
  async says(pattern, seconds, from = 0) {
    const found = await until(`${pattern} in what it prints`, seconds, () => {
      const match = pattern.exec(plain(this.#printed.slice(from)));
      return match ?? (this.result === undefined ? undefined : { failed: this.result });
    }).catch((e) => {
      throw new Error(`${e.message}\n${this.#tail()}`);
    });
    if (found.failed !== undefined) throw new Error(`it ended with ${found.failed}:\n${this.#tail()}`);
    return found;
  }

  async ends(seconds) {
    await until('ended', seconds, () => this.result !== undefined).catch((e) => {
      throw new Error(`${e.message}\n${this.#tail()}`);
    });
    return this.result;
  }

  #tail() {
    return plain(this.#printed).split('\n').filter((line) => line.trim()).slice(-60).join('\n');
  }
}

/** In a terminal of 40 lines of 200 characters. */
export function inTerminal(command, { cwd, env }) {
  const typed = `stty rows 40 cols 200; exec ${command}`;
  const child = spawn('script', ['-qefc', typed, '/dev/null'], { cwd, env: { ...env, SHELL: '/bin/sh' } });
  return new Running(child);
}

/** Without a terminal; signals reach the command itself. */
export function inBackground(command, { cwd, env }) {
  return new Running(spawn('sh', ['-c', `exec ${command}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}
