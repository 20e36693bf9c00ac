export { AccountLetters, type Letter, type LetterWriter } from './account-letters';
