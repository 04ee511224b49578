import type { TextKey } from '../i18n/en.ts';

/** What the form holds. */
export interface CredentialsForm {
  readonly appId: string;
  readonly name: string;
  readonly password: string;
}

/** What is wrong with each field; a field that is fine is absent. */
export type CredentialsProblems = { readonly [Field in keyof CredentialsForm]?: TextKey };

// rest-api.md section 3, USERNAME.
const userNamePattern = /^(?!mta|maxim)[a-zA-Z0-9_\u4e00-\u9fa5]*[a-zA-Z_\u4e00-\u9fa5]+[a-zA-Z0-9_\u4e00-\u9fa5]*$/;

/** What an app id can be (`parseAppId`): anything else is surely unknown. */
const appIdPattern = /^[\w.-]{1,64}$/;

/** The server has no rule; this is what the web clients of this cloud ask for. */
const passwordMinLength = 8;

/** Checks what can be known without the server. A log-in only needs all fields: old accounts may break new rules. */
export function checkCredentials(form: CredentialsForm, mode: 'logIn' | 'register'): CredentialsProblems {
  const problems: { -readonly [Field in keyof CredentialsForm]?: TextKey } = {};
  if (!form.appId) problems.appId = 'problem.appIdMissing';
  else if (!appIdPattern.test(form.appId)) problems.appId = 'problem.appUnknown';
  if (!form.name) problems.name = 'problem.userNameMissing';
  else if (mode === 'register' && !userNamePattern.test(form.name)) problems.name = 'problem.userNameInvalid';
  if (!form.password) problems.password = 'problem.passwordMissing';
  else if (mode === 'register' && form.password.length < passwordMinLength)
    problems.password = 'problem.passwordTooShort';
  return problems;
}
