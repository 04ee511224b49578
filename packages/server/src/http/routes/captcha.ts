import type { Static } from 'typebox';
import { MOBILE_MAX, MOBILE_PATTERN } from '../../accounts/index.ts';
import { requireServing } from '../../apps/index.ts';
import { Type } from '../../type.ts';
import { emailContact, mobileContact } from '../../verification/index.ts';
import { readAppId } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import type { AddRoutes } from './route-context.ts';

/** Longer than any id that the server makes, and than any text that a picture shows. */
const IMAGE_ID_MAX = 200;
const CAPTCHA_MAX = 32;

const imageId = Type.String({ maxLength: IMAGE_ID_MAX, description: 'Which picture' });
const captcha = Type.String({ maxLength: CAPTCHA_MAX, description: 'What the picture shows, in any case' });
const mobile = Type.String({
  pattern: MOBILE_PATTERN,
  maxLength: MOBILE_MAX,
  description: '+ and digits, or 11 digits',
});

const Picture = { content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } };

const PictureQuery = Type.Object({ image_id: imageId, app_id: Type.String({ description: 'The app' }) });

/** Pictures that people read, and codes by SMS and e-mail. */
export const addCaptchaRoutes: AddRoutes = (http, { useCases }) => {
  const { apps, verification } = useCases;
  const base = { auth: 'app', tag: Tag.codes } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/app/captcha/image',
    summary: 'A new picture to read',
    data: Type.String({ description: 'Its id' }),
    handle: async ({ caller: { app } }) => ({ data: verification.makeCaptcha(app) }),
  });

  // An <img> sends no headers, so the app is in the query; and it wants bytes instead of an envelope.
  http.get<{ Querystring: Static<typeof PictureQuery> }>(
    '/app/captcha/image',
    {
      schema: {
        tags: [Tag.codes],
        summary: 'The picture, as PNG',
        querystring: PictureQuery,
        response: { 200: Picture },
        security: [],
      },
    },
    async ({ query }, reply) => {
      const app = await apps.find(readAppId(query.app_id));
      requireServing(app);
      const picture = verification.drawCaptcha(app, query.image_id);
      return reply.type('image/png').header('cache-control', 'no-store').send(picture);
    },
  );

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/app/captcha/sms',
    summary: 'Sends a code by SMS',
    query: Type.Object({ mobile }),
    data: doneSchema,
    handle: async ({ caller: { app }, query, request }) => {
      await verification.sendCode(app, { contact: mobileContact(query.mobile), address: request.ip });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/app/captcha/sms_web',
    summary: 'Sends a code by SMS to whoever reads the picture',
    query: Type.Object({ mobile, image_id: imageId, captcha }),
    data: doneSchema,
    handle: async ({ caller: { app }, query, request }) => {
      await verification.sendCode(app, {
        contact: mobileContact(query.mobile),
        address: request.ip,
        captcha: { imageId: query.image_id, text: query.captcha },
      });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/app/captcha/email',
    summary: 'Sends a code by e-mail to whoever reads the picture',
    query: Type.Object({ email: Type.String(), image_id: imageId, captcha }),
    data: doneSchema,
    handle: async ({ caller: { app }, query, request }) => {
      await verification.sendCode(app, {
        contact: emailContact(query.email),
        address: request.ip,
        captcha: { imageId: query.image_id, text: query.captcha },
      });
      return done;
    },
  });
};
