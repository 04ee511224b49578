export type { CodeMessage, CodeSender } from './code-sender.ts';
export { type Contact, emailContact, mobileContact } from './contact.ts';
export { createHttpCodeSender } from './http-code-sender.ts';
export { createLogCodeSender } from './log-code-sender.ts';
export type { Refusal } from './refusal.ts';
export { type CodeProof, createVerification, type Verification } from './verification.ts';
