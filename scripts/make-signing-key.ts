import { makeSigningKeyIfNone } from './native/signing-key';

/** `node dist/scripts/make-signing-key.js <folder>`: what the containers of development use instead of the launcher. */
const [, , directory] = process.argv;
if (directory) makeSigningKeyIfNone(directory);
else {
  console.error('Name the folder of the keys.');
  process.exitCode = 2;
}
