import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConfiguration } from './describe-configuration';
import { fillPlaceholders, findEnvironmentsDirectory, parseEnvFile } from './env-file';
import { SETTINGS_BY_NAME } from './settings';

describe('parseEnvFile', () => {
  it('reads names, values with = and #, and quotes', () => {
    const file = parseEnvFile('x.env', '# note\n\nENVIRONMENT=x\r\nURL=http://h?a=b#c\nEMPTY=\nQUOTED="a b"\n');
    expect(file.marker).toBe('x');
    expect(Object.fromEntries(file.entries)).toEqual({ URL: 'http://h?a=b#c', EMPTY: '', QUOTED: 'a b' });
    expect(file.mistakes).toEqual([]);
  });

  it('tells lines it cannot read by number, and names set twice', () => {
    const { mistakes } = parseEnvFile('x.env', 'PASSWORD hunter2\nA=1\nA=2\n');
    expect(mistakes).toHaveLength(2);
    expect(mistakes.join()).toMatch(/line 1:.*line 3: A is there twice/);
    expect(mistakes.join()).not.toContain('hunter2');
  });
});

describe('fillPlaceholders', () => {
  it('fills from the variables and names the missing', () => {
    expect(fillPlaceholders('${A}-${B}', { A: '1' })).toEqual({ value: '1-', missing: ['B'] });
  });
});

describe('describeConfiguration', () => {
  it('has one row for every variable', () => {
    const reference = describeConfiguration();
    for (const name of SETTINGS_BY_NAME.keys()) expect(reference).toContain(`| \`${name}\` |`);
  });

  it('is what the README beside the files says', () => {
    const readme = readFileSync(join(findEnvironmentsDirectory(), 'README.md'), 'utf8');
    expect(readme).toBe(describeConfiguration());
  });
});
