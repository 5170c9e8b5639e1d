// What a newcomer sees in a terminal.

/** The text without colours, cursor movements and the dialogue at its foot. */
export function plain(printed) {
  return printed
    .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, '')
    .replace(/\x1b\[[0-9;?]*[A-Za-ln-z]/g, '\n')
    .replace(/\x1b\[[0-9;?]*m|\x1b[=>78()][0B]?/g, '')
    .replace(/\r/g, '');
}

const ALARMS = [
  /\bWARN(ING)?\b/,
  /\b(ERROR|FATAL|SEVERE)\b/,
  /\b[\w.$]*(Exception|Throwable)\b/,
  /\b\w+Error\b(?=[:\s]|$)/,
  /^\s*at [\w.$/@]+\(.*\)\s*$/,
  /BUILD FAILURE|COMPILATION ERROR/,
];

/** The lines that would make a newcomer think that something is wrong. */
export function alarmsIn(printed) {
  return plain(printed)
    .split('\n')
    .filter((line) => ALARMS.some((alarm) => alarm.test(line)));
}
