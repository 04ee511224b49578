import { createRequire } from 'node:module';
import type { FastifySchemaCompiler, FastifySerializerCompiler, FastifyServerOptions } from 'fastify';

type Validate = ReturnType<FastifySchemaCompiler<unknown>>;

/** What makes the compilers of a server's schemas. */
interface CompilersFactory {
  buildValidator(externalSchemas: unknown, options: unknown): FastifySchemaCompiler<unknown>;
  buildSerializer(externalSchemas: unknown, options: unknown): FastifySerializerCompiler<unknown>;
}

/**
 * Compiles the schemas of a call when it is made for the first time, by Fastify's own compilers. Compiled at once, those of
 * all calls take a sixth of the start, most of them for calls that are never made.
 */
export function lazyCompilers(): NonNullable<FastifyServerOptions['schemaController']> {
  let loaded: CompilersFactory | undefined;
  const fastifys = () => {
    loaded ??= loadCompilers();
    return loaded;
  };
  const compilersFactory: CompilersFactory = {
    buildValidator: (externalSchemas, options) => (route) => {
      let validate: Validate | undefined;
      const check: Validate = (input: unknown) => {
        validate ??= fastifys().buildValidator(externalSchemas, options)(route);
        const verdict = validate(input);
        // Where Fastify looks for what is wrong.
        check.errors = validate.errors ?? null;
        return verdict;
      };
      return check;
    },
    buildSerializer: (externalSchemas, options) => (route) => {
      let serialize: ReturnType<FastifySerializerCompiler<unknown>> | undefined;
      return (data) => {
        serialize ??= fastifys().buildSerializer(externalSchemas, options)(route);
        return serialize(data);
      };
    },
  };
  // Fastify's types know these by the libraries behind them.
  return { compilersFactory: compilersFactory as never };
}

const load = createRequire(import.meta.url);

function loadCompilers(): CompilersFactory {
  const validators: typeof import('@fastify/ajv-compiler') = load('@fastify/ajv-compiler');
  const serializers: typeof import('@fastify/fast-json-stringify-compiler') = load(
    '@fastify/fast-json-stringify-compiler',
  );
  return { buildValidator: validators() as never, buildSerializer: serializers() as never };
}
