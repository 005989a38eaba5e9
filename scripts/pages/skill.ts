import { readFileSync } from 'node:fs';

const FRONT = `---
name: eca
description: >-
  Deploys, proves, rotates and repairs Salesforce External Client Apps (OAuth 2.0 client credentials flow) from a typed config with
  the command line tool eca (package eca-as-code). Use it when a project has an eca.config file, or when somebody asks for an
  External Client App, a Connected App to be replaced, a consumer key or secret to be rotated, or an integration to work again after a
  sandbox refresh.
---

<!-- Made from docs/agents.md by "npm run generate". Change that page, not this file. -->
`;

/** Writes skills/eca/SKILL.md out of docs/agents.md: the same text, with its links from where the skill lies. */
export function skill(): string {
  const page = readFileSync('docs/agents.md', 'utf8');
  const body = page
    .replace(/^# .*$/m, '# eca: External Client Apps as code')
    .replace(/ The same text is the skill file\s+\[[^\]]*\]\([^)]*\)\. People are welcome to read it too\./, '')
    .replace(/\]\(([\w-]+\.md)/g, '](../../docs/$1');
  return `${FRONT}\n${body}`;
}
