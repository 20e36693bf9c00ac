/** What a template is filled with: an empty text counts as absent. */
export type TemplateValues = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{\{([#^/]?)([^{}]*)\}\}/g;
const NAME = /^[a-z][a-z0-9_]*$/;
const SECTION = /\{\{([#^])([a-z][a-z0-9_]*)\}\}\n?([\s\S]*?)\{\{\/\2\}\}\n?/g;

/**
 * A mail as an operator writes it: the subject in the first line, the text below. `{{amount}}` is filled in;
 * `{{#next_retry_date}} … {{/next_retry_date}}` stays only where there is one, `{{^next_retry_date}} …` only where not.
 */
export class MailTemplate {
  private constructor(
    private readonly subject: string,
    private readonly body: string,
  ) {}

  /** Also the first mistake in words, for whoever wrote it. */
  static read(content: string, placeholders: readonly string[]): { template: MailTemplate } | { mistake: string } {
    const [subject = '', ...rest] = content.replaceAll('\r\n', '\n').split('\n');
    const body = rest.join('\n').trim();
    const mistake = mistakeIn(subject, body, placeholders);
    return mistake ? { mistake } : { template: new MailTemplate(subject.trim(), body) };
  }

  render(values: TemplateValues): { subject: string; text: string } {
    const text = fill(this.body, values)
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim();
    // A name with a line break in it must not write headers.
    return { subject: fill(this.subject, values).replaceAll(/\s+/g, ' ').trim(), text };
  }
}

function fill(text: string, values: TemplateValues): string {
  const chosen = text.replaceAll(SECTION, (_all, sign: string, name: string, inner: string) =>
    (valueOf(values, name) !== '') === (sign === '#') ? inner : '',
  );
  return chosen.replaceAll(PLACEHOLDER, (_all, _sign, name: string) => valueOf(values, name));
}

function valueOf(values: TemplateValues, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] as string) : '';
}

function mistakeIn(subject: string, body: string, placeholders: readonly string[]): string | undefined {
  if (subject.trim() === '') return 'has no subject in its first line';
  if (body === '') return 'has no text below its subject';
  return mistakeInText(subject, placeholders) ?? mistakeInText(body, placeholders);
}

function mistakeInText(text: string, placeholders: readonly string[]): string | undefined {
  if (/\{\{|\}\}/.test(text.replaceAll(PLACEHOLDER, ''))) return 'has {{ or }} that belong to no placeholder';
  const open: string[] = [];
  for (const [, sign, name = ''] of text.matchAll(PLACEHOLDER)) {
    if (!NAME.test(name) || !placeholders.includes(name)) {
      return `uses {{${name}}}, which is none of ${placeholders.join(', ')}`;
    }
    if (sign === '#' || sign === '^') {
      if (open.length > 0) return `opens {{${sign}${name}}} inside another section`;
      open.push(name);
    }
    if (sign === '/' && open.pop() !== name) return `closes {{/${name}}}, which is not open`;
  }
  return open.length > 0 ? `never closes {{/${open[0]}}}` : undefined;
}
