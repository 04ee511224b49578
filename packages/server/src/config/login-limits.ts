import { limit } from './limit.ts';

const MEBIBYTE = 1_048_576;
const DAY_MS = 86_400_000;

/** Bounds of the ways into an account beside its password: codes, pictures, QR codes, secrets, visitors and links. */
export const loginLimitSettings = {
  codeMs: limit('ms', 300_000, 10_000, DAY_MS, 'How long a verification code by SMS or e-mail counts.'),
  codeTries: limit('count', 5, 1, 100, 'Wrong tries after which a verification code counts no more.'),
  codeResendMs: limit('ms', 60_000, 0, DAY_MS, 'Time before another code is sent to the same number or address.'),
  codesPerContact: limit('count', 10, 1, 100_000, 'Codes sent to one number or e-mail address in a day.'),
  codesPerAddress: limit('count', 100, 1, 10_000_000, 'Codes that one network address may ask for in an hour.'),
  codesPerApp: limit('count', 10_000, 1, 100_000_000, 'Codes sent for one app in a day: what an app can cost at most.'),
  codeFailuresPerAddress: limit(
    'count',
    50,
    1,
    1_000_000,
    'Wrong codes and pictures from one network address in 10 minutes before more are refused.',
  ),
  captchaMs: limit(
    'ms',
    300_000,
    10_000,
    DAY_MS,
    'How long a picture counts. Deployed clients take a new one every 3 minutes.',
  ),
  captchaTries: limit('count', 3, 1, 100, 'Wrong readings after which a picture counts no more.'),
  mobileProofMs: limit(
    'ms',
    600_000,
    10_000,
    DAY_MS,
    'How long the proof of a mobile number waits for the binding or the change that it was asked for.',
  ),
  verifiedUsersPerMobile: limit('count', 5, 1, 100_000, 'Users of an app that one mobile number may verify.'),
  oneTimePasswordMs: limit(
    'ms',
    60_000,
    5000,
    3_600_000,
    'How long the password of a login by code or QR code counts.',
  ),
  qrLoginMs: limit('ms', 180_000, 10_000, DAY_MS, 'How long a QR code for logging in counts.'),
  secretMs: limit('ms', 300_000, 1000, DAY_MS, 'Longest time that a secret handed over may wait to be taken.'),
  secretBytes: limit('bytes', 4096, 1, MEBIBYTE, 'Longest secret that may be handed over, as UTF-8.'),
  secretsPerUser: limit('count', 20, 1, 10_000, 'Secrets of one user that may wait at once.'),
  openIdProofMs: limit(
    'ms',
    3_600_000,
    10_000,
    DAY_MS,
    'How long the open id from a WeChat login may be bound to a user.',
  ),
  wechatCallsPerAddress: limit(
    'count',
    600,
    1,
    10_000_000,
    'Calls to WeChat that one network address may cause in 10 minutes.',
  ),
  outsideCallMs: limit('ms', 10_000, 100, 60_000, 'Time that a gateway for codes or WeChat has to answer.'),
  anonymousPerAddress: limit(
    'count',
    100,
    1,
    10_000_000,
    'Anonymous users that one network address may register in an hour.',
  ),
  supportStaff: limit('count', 100, 1, 10_000, 'Support staff of an app.'),
  linksPerUser: limit('count', 100, 1, 100_000, 'Short links of one user.'),
} as const;
