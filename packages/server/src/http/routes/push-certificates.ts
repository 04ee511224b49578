import type { PushCertificate } from '../../push-sending/index.ts';
import { Type } from '../../type.ts';
import { readAppId } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger } from '../read-integer.ts';
import { integerInput, listOutput } from '../wire-schemas.ts';
import { AppParams } from './apps.ts';
import { PROVIDER_MAX, PROVIDERS, readEnvironment } from './push.ts';
import type { AddRoutes } from './route-context.ts';

/** Keys of vendors are shorter by far; an account file of FCM has 2.4 KB. */
const KEY_MAX = 1000;
const FILE_MAX = 65_536;

const PushCertificateDto = Type.Object({
  name: Type.String(),
  provider: Type.Integer({ description: PROVIDERS }),
  environment: Type.Integer({ description: '0 development, 1 production' }),
  app_id: Type.String({ description: 'Id at the vendor' }),
  app_key: Type.String(),
  client_secret: Type.String({ description: 'Told to clients, as app_secret' }),
  has_secret: Type.Boolean(),
  has_certificate: Type.Boolean(),
  created_at: Type.Integer(),
  updated_at: Type.Integer(),
});

const key = (description: string) => Type.Optional(Type.String({ maxLength: KEY_MAX, description }));

/** What apps got from vendors to send pushes with, for the console. Secrets go in and never come out. */
export const addPushCertificateRoutes: AddRoutes = (http, { useCases }) => {
  const { apps, pushSending } = useCases;
  const base = {
    url: '/admin/apps/:app/push/certificates',
    auth: 'console',
    tag: Tag.console,
    params: AppParams,
  } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    summary: 'The push certificates of an app, without their secrets',
    data: listOutput(PushCertificateDto),
    handle: async ({ params }) => {
      const { appId } = await apps.find(readAppId(params.app));
      return { data: (await pushSending.certificates(appId)).map(certificateOut) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    summary: 'Stores a push certificate, or changes the one with its name',
    description: 'What is absent stays as it is. Secret and certificate are stored and never shown again.',
    body: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 100, description: 'What devices bind their pushes to' }),
      provider: integerInput(PROVIDERS),
      environment: Type.Optional(integerInput('0 development, 1 production, which is the default')),
      app_id: key('Id at the vendor; for APNs the bundle id'),
      app_key: key('Key at the vendor'),
      client_secret: key('A key that the vendor wants from clients, such as the AppSecret of OPPO; they are told it'),
      secret: key('What the server signs with, such as the MasterSecret of OPPO'),
      certificate: Type.Optional(Type.String({ maxLength: FILE_MAX, description: 'A private key or account file' })),
    }),
    data: PushCertificateDto,
    handle: async ({ params, body }) => {
      const { appId } = await apps.find(readAppId(params.app));
      const saved = await pushSending.saveCertificate(appId, {
        name: body.name,
        provider: readInteger(body.provider, { name: 'provider', min: 1, max: PROVIDER_MAX }),
        environment: readEnvironment(body.environment),
        vendorAppId: body.app_id,
        appKey: body.app_key,
        clientSecret: body.client_secret,
        secret: body.secret,
        certificate: body.certificate,
      });
      return { data: certificateOut(saved) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'DELETE',
    url: '/admin/apps/:app/push/certificates/:name',
    summary: 'Forget a push certificate',
    params: Type.Object({ ...AppParams.properties, name: Type.String() }),
    data: doneSchema,
    handle: async ({ params }) => {
      const { appId } = await apps.find(readAppId(params.app));
      await pushSending.removeCertificate(appId, params.name);
      return done;
    },
  });
};

function certificateOut(certificate: PushCertificate) {
  return {
    name: certificate.name,
    provider: certificate.provider,
    environment: certificate.environment as number,
    app_id: certificate.vendorAppId,
    app_key: certificate.appKey,
    client_secret: certificate.clientSecret,
    has_secret: certificate.hasSecret,
    has_certificate: certificate.hasCertificate,
    created_at: certificate.createdAtMs,
    updated_at: certificate.updatedAtMs,
  };
}
