import { describeConfiguration } from '@libs/config';
import type { Page } from './page';

/** Every variable, its bounds and its sentence. It lies beside the files it explains. */
export function environmentPages(): Page[] {
  const text = describeConfiguration();
  return [
    { path: 'config/environments/README.md', text },
    { path: 'docs/generated/environment.md', text },
  ];
}
