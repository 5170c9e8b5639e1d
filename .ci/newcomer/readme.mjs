// The README's code blocks: what a newcomer pastes, and what should come of it.

const KINDS = { './mvnw': 'maven', java: 'java', curl: 'curl' };

/**
 * The commands in the order of the text, each with its kind, its line in the README, the answer that is shown
 * for it, and the reason if a comment before the block says that it is not run.
 */
export function commandsOf(readme) {
  const blocks = blocksOf(readme);
  const commands = [];
  for (const block of blocks) {
    if (block.language === 'json') {
      // An answer follows its command; that of the first one has a section of its own.
      const asked =
        block.section === 'Answer' ? commands.find(({ kind }) => kind === 'curl') : commands[commands.length - 1];
      if (asked?.kind === 'curl' && !asked.answer && (block.section === 'Answer' || block.section === asked.section)) {
        asked.answer = block.text;
      }
    } else if (['', 'sh', 'bash', 'shell', 'console'].includes(block.language)) {
      commands.push(...commandsIn(block));
    }
  }
  return commands;
}

function commandsIn({ text, line, section, notRun }) {
  const commands = [];
  for (let [index, rest] = [line + 1, text]; rest; ) {
    const [whole] = /^(?:[^\n]*\\\n)*[^\n]*(?:\n|$)/.exec(rest);
    const command = whole.trim().replace(/\s+#\s[^\n]*$/, '');
    if (command && !command.startsWith('#')) {
      const kind = KINDS[command.split(/\s/, 1)[0]];
      if (!kind) throw new Error(`README, line ${index}: nobody knows how to run "${command}"`);
      commands.push({ command, kind, line: index, section, notRun });
    }
    index += whole.split('\n').length - 1;
    rest = rest.slice(whole.length);
  }
  return commands;
}

function blocksOf(readme) {
  const blocks = [];
  let section = '';
  let comment;
  let open;
  readme.split('\n').forEach((text, index) => {
    const fence = /^```(\S*)\s*$/.exec(text);
    if (open) {
      if (fence) {
        blocks.push({ ...open, text: open.lines.join('\n') });
        open = undefined;
      } else {
        open.lines.push(text);
      }
    } else if (fence) {
      open = { language: fence[1], line: index + 1, section, notRun: comment, lines: [] };
      comment = undefined;
    } else if (text.startsWith('## ')) {
      section = text.slice(3).trim();
    } else if (text.trim()) {
      comment = /^<!--\s*not run:\s*(.*?)\s*-->$/.exec(text.trim())?.[1];
    }
  });
  if (open) throw new Error(`README, line ${open.line}: a block without an end`);
  return blocks;
}
