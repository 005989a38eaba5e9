import { expect, it } from 'vitest';
import { defineConfig } from '../../../src/config/define-config.js';

const OWNER = { label: 'Hub', contactEmail: 'hub@acme.example', runAsUser: 'hub@acme.example' } as const;

it('takes what each role needs, and a config that extends another without the rest', () => {
  const owner = { apps: { Hub: OWNER } };
  const subscriber = { apps: { acme__Hub: { role: 'subscriber', runAsUser: 'hub@acme.example' } } } as const;
  const extending = { extends: '../shared.yaml', environments: { uat: { targetOrg: 'acme-uat' } } };
  expect(defineConfig(owner)).toBe(owner);
  expect(defineConfig(subscriber)).toBe(subscriber);
  expect(defineConfig(extending)).toBe(extending);
});

it('lets the compiler refuse an owner without label and contact, and a config without apps', () => {
  // @ts-expect-error An owner writes label and contact.
  const without = defineConfig({ apps: { Hub: { runAsUser: 'hub@acme.example' } } });
  // @ts-expect-error A config by itself has apps.
  const empty = defineConfig({ environments: {} });
  expect([without, empty]).toEqual([{ apps: { Hub: { runAsUser: 'hub@acme.example' } } }, { environments: {} }]);
});
