// Processes and ports of this machine.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The processes that have to do with a directory: it is in their command line, or they run in it. */
export function processesOf(directory) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const place = readlinkSync(`/proc/${pid}/cwd`);
        const inside = place === directory || place.startsWith(`${directory}/`);
        return command.includes(directory) || inside ? [{ pid: Number(pid), command }] : [];
      } catch (e) {
        // It has ended, or is somebody else's.
        if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(e.code)) return [];
        throw e;
      }
    });
}

/** Those of the ports that something listens on. */
export async function takenOf(ports) {
  const taken = [];
  for (const port of ports) {
    const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => listens(host, port)));
    if (answers.includes(true)) taken.push(port);
  }
  return taken;
}

function listens(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Waits until a question has a true answer, and answers it; fails after so many seconds. */
export async function until(what, seconds, question) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`after ${seconds} s still not: ${what}`);
    await pause(100);
  }
}
