import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeMistakes } from './validate';

const checkout = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

function mistakesOf(change: (text: string) => string): string[] {
  const text = readFileSync(join(checkout, 'docker-compose.development.yml'), 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  const path = join(folder, 'docker-compose.yml');
  writeFileSync(path, changed);
  return composeMistakes(path, checkout);
}

describe('composeMistakes', () => {
  it.each(['development', 'production'])('finds none in %s', (environment) => {
    expect(composeMistakes(join(checkout, `docker-compose.${environment}.yml`), checkout)).toEqual([]);
  });

  it.each([
    ['a misspelled key', (text: string) => text.replace('stop_grace_period', 'stop_period'), 'additional properties'],
    ['an impossible port', (text: string) => text.replace('127.0.0.1:8001:8001', 'http'), 'pattern'],
    ['a missing Dockerfile', (text: string) => text.replace('docker/payment', 'docker/payments'), 'is missing'],
    [
      'an unknown dependency',
      (text: string) => text.replace('      redis: {', '      rediss: {'),
      'which is no service',
    ],
    ['an undeclared volume', (text: string) => text.replace(/\n {2}simulator:\n$/, '\n'), 'not declared'],
  ])('tells %s', (_, change, sentence) => {
    expect(mistakesOf(change).join()).toContain(sentence);
  });
});
