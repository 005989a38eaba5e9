import renderBash from '../../../templates/completion/bash.hbs';
import renderFish from '../../../templates/completion/fish.hbs';
import renderPowershell from '../../../templates/completion/powershell.hbs';
import renderZsh from '../../../templates/completion/zsh.hbs';
import { text, type Command } from '../command.js';

const SCRIPTS = { bash: renderBash, zsh: renderZsh, fish: renderFish, powershell: renderPowershell } as const;

/** `eca completion` */
export const completion: Command = {
  name: 'completion',
  summary: 'Print a script by which a shell completes commands, flags, environments, apps and orgs',
  isOwn: true,
  shared: [],
  positionals: {
    shell: {
      type: 'string',
      choices: Object.keys(SCRIPTS),
      describe: 'The shell that is to run it',
      demandOption: true,
    },
  },
  examples: [
    ['eca completion bash >> ~/.bashrc', 'For bash; no other package is needed'],
    ['eca completion zsh >> ~/.zshrc', 'For zsh'],
    ['eca completion fish > ~/.config/fish/completions/eca.fish', 'For fish'],
    ['eca completion powershell >> $PROFILE', 'For PowerShell, in PowerShell'],
  ],
  run({ flags }) {
    const shell = text(flags, 'shell');
    const [name, render] = Object.entries(SCRIPTS).find(([each]) => each === shell) ?? ['bash', renderBash];
    const script = render({});
    return Promise.resolve({ result: { shell: name, script }, lines: script.trimEnd().split('\n') });
  },
};
