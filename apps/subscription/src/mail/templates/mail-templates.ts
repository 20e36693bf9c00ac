import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvariantBroken } from '@libs/errors';
import { MailTemplate, type TemplateValues } from './mail-template';

/** The language of every template that has no other. */
const ENGLISH = 'en';

/**
 * The templates of mails, read at start from files `<name>.<language>.txt`. A file in an earlier folder goes before one of
 * the same name in a later one, so that operators change one mail and keep the rest.
 */
export class MailTemplates {
  private readonly templates = new Map<string, ReadonlyMap<string, MailTemplate>>();

  constructor(private readonly directories: readonly string[]) {}

  /**
   * Called by each feature at start for its own templates, with all that it can fill in.
   * @throws Error that names the file and what is wrong with it, so that a mistake is seen at start and by nobody's customer
   */
  declare(name: string, placeholders: readonly string[]): void {
    const byLanguage = new Map<string, MailTemplate>();
    for (const [language, path] of this.filesOf(name)) {
      const read = MailTemplate.read(readFileSync(path, 'utf8'), placeholders);
      if ('mistake' in read) throw new Error(`The mail template ${path} ${read.mistake}.`);
      byLanguage.set(language, read.template);
    }
    if (!byLanguage.has(ENGLISH)) throw new Error(`The mail template ${name}.${ENGLISH}.txt is missing.`);
    this.templates.set(name, byLanguage);
  }

  /** `de-AT` takes the template in `de`; where there is none, the English one. */
  render(name: string, localeTag: string, values: TemplateValues): { subject: string; text: string } {
    const byLanguage = this.templates.get(name);
    const [language = ENGLISH] = localeTag.split('-');
    const template = byLanguage?.get(language) ?? byLanguage?.get(ENGLISH);
    if (!template) throw new InvariantBroken(`the mail template ${name} was never declared`);
    return template.render(values);
  }

  /** Files that are no mail's, once all are declared: misspelled ones, whose words nobody would ever read. */
  strayFiles(): string[] {
    const isStray = (file: string) =>
      file.endsWith('.txt') && !this.templates.has(file.replace(/\.[a-z]{2,3}\.txt$/, ''));
    return this.directories.flatMap((directory) =>
      readdirSync(directory)
        .filter(isStray)
        .map((file) => join(directory, file)),
    );
  }

  /** By language: the first file of its name. */
  private filesOf(name: string): Map<string, string> {
    const files = new Map<string, string>();
    for (const directory of this.directories) {
      if (!existsSync(directory)) throw new Error(`The folder of mail templates ${directory} is not there.`);
      for (const file of readdirSync(directory)) {
        const [, language] = new RegExp(`^${name}\\.([a-z]{2,3})\\.txt$`).exec(file) ?? [];
        if (language && !files.has(language)) files.set(language, join(directory, file));
      }
    }
    return files;
  }
}
