// Which way imports may point (docs: CONTRIBUTING.md, Arrows).

/** What each package may import of ours. */
const arrows = {
  'packages/protocol': [],
  'packages/server': ['packages/protocol'],
  'packages/sdk': ['packages/protocol'],
  'packages/test-kit': ['packages/protocol', 'packages/server', 'packages/sdk'],
  'packages/cli': ['packages/protocol', 'packages/server'],
  'apps/web': ['packages/protocol', 'packages/sdk'],
};

/** Tests of a package may use the test-kit, which stands above it. */
const testFiles = '\\.test\\.ts$|/test/';

/** Folders of packages/server/src that are edges or plumbing rather than capabilities. */
const server = '^packages/server/src';

const packageArrows = Object.entries(arrows).map(([from, allowed]) => ({
  name: `arrows-of-${from.replace('/', '-')}`,
  comment: `${from} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')} (ARCHITECTURE: arrows point one way).`,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: testFiles },
  to: { path: '^(packages|apps)/[^/]+/', pathNot: `^(${[from, ...allowed].join('|')})/` },
}));

export default {
  forbidden: [
    ...packageArrows,
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one file, or lack a third. Types alone may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'capability-doors',
      comment: 'A capability of the server is imported through its index.ts only (its sql.ts on the storage thread).',
      severity: 'error',
      from: { path: `${server}/([^/]+)/`, pathNot: [`${server}/storage/(tables\\.ts|migrations/)`, testFiles] },
      to: { path: `${server}/[^/]+/`, pathNot: [`${server}/$1/`, `${server}/[^/]+/(index|sql|tables)\\.ts$`] },
    },
    {
      name: 'sql-stays-on-the-storage-thread',
      comment: 'sql.ts is the door between capabilities on the storage thread; the rest of the server uses index.ts.',
      severity: 'error',
      from: {
        path: `${server}/([^/]+)/`,
        pathNot: [`${server}/[^/]+/sql/`, `${server}/[^/]+/procedures\\.ts$`, testFiles],
      },
      to: { path: `${server}/[^/]+/sql\\.ts$`, pathNot: `${server}/$1/` },
    },
    {
      name: 'root-uses-doors',
      comment: 'The composition root imports capabilities through their index.ts only.',
      severity: 'error',
      from: {
        path: `${server}/[^/]+\\.ts$`,
        pathNot: [`${server}/(procedures|procedure-access|storage-thread-entry)\\.ts$`, testFiles],
      },
      to: { path: `${server}/[^/]+/`, pathNot: `${server}/[^/]+/index\\.ts$` },
    },
    {
      name: 'storage-thread-uses-doors',
      comment: 'The storage thread is put together from the procedures.ts of each capability and the loop of storage.',
      severity: 'error',
      from: { path: `${server}/(procedures|storage-thread-entry)\\.ts$` },
      to: {
        path: `${server}/[^/]+/`,
        pathNot: `${server}/([^/]+/procedures|storage/(sql-procedures|serve-storage))\\.ts$`,
      },
    },
    {
      name: 'tables-belong-to-storage',
      comment: 'tables.ts of another capability is for storage/tables.ts and migrations.',
      severity: 'error',
      from: { path: `${server}/([^/]+)/`, pathNot: [`${server}/storage/`, testFiles] },
      to: { path: `${server}/[^/]+/tables\\.ts$`, pathNot: `${server}/$1/` },
    },
    {
      name: 'edges-stay-thin',
      comment: 'gateway/ and http/ decode, authorise, call one use case and encode: they never touch storage.',
      severity: 'error',
      from: { path: `${server}/(gateway|http)/`, pathNot: testFiles },
      to: { path: `${server}/storage/`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'capabilities-below-edges',
      comment: 'A capability knows nothing of the sockets and routes that call it.',
      severity: 'error',
      from: { path: `${server}/[^/]+/`, pathNot: [`${server}/(gateway|http)/`, testFiles] },
      to: { path: `${server}/(gateway|http)/` },
    },
    {
      name: 'no-tests-in-sources',
      comment: 'Source code does not import tests.',
      severity: 'error',
      from: { path: '/src/', pathNot: testFiles },
      to: { path: testFiles },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import leads nowhere: a wrong path or a missing dependency.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(worker|url|raw|inline)$' },
    },
    {
      name: 'no-undeclared-dependencies',
      comment: 'A package that is imported stands in the package.json of the package that imports it.',
      severity: 'error',
      from: { pathNot: testFiles },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
};
