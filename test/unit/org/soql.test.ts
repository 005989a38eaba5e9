import { describe, expect, it } from 'vitest';
import { quote, quoteLike, quoteList } from '../../../src/org/soql.js';

describe('quote', () => {
  it.each([
    ['Billing_API', "'Billing_API'"],
    ["o'hara@acme.example", "'o\\'hara@acme.example'"],
    ["' OR Name != '", "'\\' OR Name != \\''"],
    ['back\\slash', "'back\\\\slash'"],
    ["\\' OR Id != null", "'\\\\\\' OR Id != null'"],
    ['', "''"],
  ])('keeps the text %j inside its quotes', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });
});

describe('quoteList', () => {
  it('makes the list of an IN clause', () => {
    expect(quoteList(['Billing_API', "o'hara"])).toBe("('Billing_API', 'o\\'hara')");
  });
});

describe('quoteLike', () => {
  it('keeps what stands for others in the texts as it is, and anything between them', () => {
    expect(quoteLike(['', "o'hara_b%@acme.example", '.uat'])).toBe(String.raw`'%o\'hara\_b\%@acme.example%.uat'`);
  });
});
