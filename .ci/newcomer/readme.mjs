// The code blocks of the README and of the pages in docs/: what a reader pastes, and what should come of it.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const KINDS = { './mvnw': 'maven', java: 'java', curl: 'curl' };

/** The commands of the README, and then of each page in docs/. */
export function commandsIn(repository) {
  const docs = readdirSync(join(repository, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.sort().map((name) => `docs/${name}`)].flatMap((page) =>
    commandsOf(readFileSync(join(repository, page), 'utf8'), page),
  );
}

/**
 * The commands in the order of the text, each with its kind, its page and line, the answer that is shown for it,
 * and the reason if a comment before the block says that it is not run.
 */
export function commandsOf(text, page = 'README.md') {
  const blocks = blocksOf(text, page);
  const commands = [];
  for (const block of blocks) {
    if (block.language === 'json') {
      // An answer follows its command.
      const asked = commands[commands.length - 1];
      if (asked?.kind === 'curl' && !asked.answer && block.section === asked.section) asked.answer = block.text;
    } else if (['', 'sh', 'bash', 'shell', 'console'].includes(block.language)) {
      commands.push(...commandsOfBlock(block));
    }
  }
  return commands;
}

function commandsOfBlock({ text, line, page, section, notRun }) {
  const commands = [];
  for (let [index, rest] = [line + 1, text]; rest; ) {
    const [whole] = /^(?:[^\n]*\\\n)*[^\n]*(?:\n|$)/.exec(rest);
    const command = whole.trim().replace(/\s+#\s[^\n]*$/, '');
    if (command && !command.startsWith('#')) {
      const kind = KINDS[command.split(/\s/, 1)[0]];
      if (!notRun && !kind) throw new Error(`${page}, line ${index}: nobody knows how to run "${command}"`);
      commands.push({ command, kind, page, line: index, section, notRun });
    }
    index += whole.split('\n').length - 1;
    rest = rest.slice(whole.length);
  }
  return commands;
}

function blocksOf(whole, page) {
  const blocks = [];
  let section = '';
  let comment;
  let open;
  whole.split('\n').forEach((text, index) => {
    const fence = /^```(\S*)\s*$/.exec(text);
    if (open) {
      if (fence) {
        blocks.push({ ...open, text: open.lines.join('\n') });
        open = undefined;
      } else {
        open.lines.push(text);
      }
    } else if (fence) {
      open = { language: fence[1], line: index + 1, page, section, notRun: comment, lines: [] };
      comment = undefined;
    } else if (text.startsWith('## ')) {
      section = text.slice(3).trim();
    } else if (text.trim()) {
      comment = /^<!--\s*not run:\s*(.*?)\s*-->$/.exec(text.trim())?.[1];
    }
  });
  if (open) throw new Error(`${page}, line ${open.line}: a block without an end`);
  return blocks;
}
