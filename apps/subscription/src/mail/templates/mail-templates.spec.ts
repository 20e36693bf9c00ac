import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMailTemplatesDirectory } from '@libs/config';
import { MailTemplates } from './mail-templates';

let root: string;
const write = (folder: string, file: string, content: string) => {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, file), content);
};
const declared = (...folders: string[]) => {
  const templates = new MailTemplates(folders.map((folder) => join(root, folder)));
  templates.declare('hello', ['name', 'date']);
  return templates;
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'templates-'));
  write('ours', 'hello.en.txt', 'Hello {{name}}\n\nIt is {{date}}.\n');
  write('ours', 'hello.de.txt', 'Hallo {{name}}\n\nEs ist {{date}}.\n');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('our own mails', () => {
  const directory = findMailTemplatesDirectory();
  const files = readdirSync(directory).filter((file) => file.endsWith('.txt'));
  const placeholdersOf = (file: string) => {
    const found = readFileSync(join(directory, file), 'utf8').matchAll(/\{\{[#^/]?([a-z_]+)\}\}/g);
    return [...new Set([...found].map(([, name]) => name))].sort();
  };

  const toCustomers = files.filter((file) => file.endsWith('.en.txt') && !file.startsWith('staff_'));

  it.each(toCustomers)('%s says the same in German and French', (english) => {
    for (const language of ['de', 'fr']) {
      expect(placeholdersOf(english.replace('.en.', `.${language}.`))).toEqual(placeholdersOf(english));
    }
  });
});

describe('mail templates', () => {
  it('fill in what they are given, in the language of the account', () => {
    const values = { name: 'Ada', date: 'May' };
    expect(declared('ours').render('hello', 'en-US', values)).toEqual({ subject: 'Hello Ada', text: 'It is May.' });
    expect(declared('ours').render('hello', 'de-AT', values).text).toBe('Es ist May.');
    expect(declared('ours').render('hello', 'fr-FR', values).text).toBe('It is May.');
  });

  it('of the operator go before ours, file by file', () => {
    write('own', 'hello.en.txt', 'Hi\n\nOwn words.');
    expect(declared('own', 'ours').render('hello', 'en-US', {}).text).toBe('Own words.');
    expect(declared('own', 'ours').render('hello', 'de-DE', { date: 'Mai' }).text).toBe('Es ist Mai.');
  });

  it('keep a section only where its value is there', () => {
    write('own', 'hello.en.txt', 'Hi\n\na\n{{#date}}\non {{date}}\n{{/date}}\n{{^date}}\nnever\n{{/date}}\nb');
    const text = (date: string) => declared('own').render('hello', 'en', { date }).text;
    expect(text('May')).toBe('a\non May\nb');
    expect(text('')).toBe('a\nnever\nb');
  });

  it('never write what a value says as a template or a header', () => {
    const { subject, text } = declared('ours').render('hello', 'en', { name: 'A\r\nBcc: x@y.z', date: '{{name}}' });
    expect(subject).toBe('Hello A Bcc: x@y.z');
    expect(text).toBe('It is {{name}}.');
  });

  it.each([
    ['Hi {{#date}}\n\nx {{/date}}', 'never closes {{/date}}'],
    ['Hi\n\nx {{name}', 'has {{ or }} that belong to no placeholder'],
    ['Hi {{nmae}}\n\nx', 'uses {{nmae}}, which is none of name, date'],
    ['Hi\n\n{{__proto__}}', 'uses {{__proto__}}'],
    ['Hi\n\n{{ name }}', 'uses {{ name }}'],
    ['Hi\n\n{{#date}} x', 'never closes {{/date}}'],
    ['Hi\n\n{{#date}} {{#name}} {{/name}} {{/date}}', 'inside another section'],
    ['Hi\n\nx {{/date}}', 'closes {{/date}}, which is not open'],
    ['\n\nx', 'has no subject'],
    ['Hi\n\n', 'has no text'],
  ])('%j is a mistake at start', (content, words) => {
    write('own', 'hello.en.txt', content);
    expect(() => declared('own', 'ours')).toThrow(words);
  });

  it('whose name is misspelled are noticed', () => {
    for (const file of ['helo.en.txt', 'hello.english.txt', 'README.md']) write('own', file, 'Hi\n\nOwn words.');
    const strays = ['hello.english.txt', 'helo.en.txt'].map((file) => join(root, 'own', file));
    expect(declared('own', 'ours').strayFiles().sort()).toEqual(strays);
  });

  it('that are missing are a mistake at start, and so is a folder', () => {
    expect(() => new MailTemplates([join(root, 'ours')]).declare('bye', [])).toThrow('bye.en.txt is missing');
    expect(() => declared('nowhere', 'ours')).toThrow('is not there');
  });
});
