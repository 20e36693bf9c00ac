// Three kinds of tests: beside the code (unit, integration), and test/ (over HTTP, on real processes).
const major = Number(process.versions.node.split('.')[0]);
const esmPackages =
  '@nestjs|dinero\\.js|content-disposition|cookie|fast-check|pure-rand|file-type|strtok3|token-types|uint8array-extras|@borewit|@tokenizer|uuid|temporal-polyfill|temporal-utils|jose';
const swc = [
  '@swc/jest',
  {
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];
const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.[cm]?[jt]s$': swc },
  // Before Node 24 Jest cannot require() an ES module; those packages are transformed like our own code.
  transformIgnorePatterns: major < 24 ? [`/node_modules/(?!(${esmPackages})/)`] : ['/node_modules/'],
  moduleNameMapper: {
    '^@libs/billing/(.*)$': '<rootDir>/libs/billing/src/$1',
    '^@libs/([^/]+)$': '<rootDir>/libs/$1/src',
  },
  setupFilesAfterEnv: ['<rootDir>/test/support/test-settings.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.run/'],
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps,scripts}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.int\\.spec\\.ts$'],
    },
    { ...shared, displayName: 'integration', testMatch: ['<rootDir>/{libs,apps,scripts}/**/*.int.spec.ts'] },
    { ...shared, displayName: 'system', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
  ],
};
