// Who may import whom, by path. The table in words: docs/import-rules.md. Every rule has a tiny breaking
// fixture in test/boundaries/fixtures/<rule name>/, where the tree below is mirrored.

// An empty alternative instead of `?`: dependency-cruiser refuses nested repetition as unsafe.
const ROOT = '^(?:|test/boundaries/fixtures/[^/]+/)';
const SPEC = '\\.spec\\.ts$|\\.contract\\.ts$|/testing(?:\\.ts$|/)|(?:^|/)libs/testing/';
const npm = (...names) => `node_modules/(?:${names.map((name) => name.replace('.', '\\.')).join('|')})/`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** Kernel area → the areas it may know. Read against the flow of money: an invoice knows plans, a plan knows no invoice. */
const KERNEL_ARROWS = {
  catalog: [],
  metering: ['catalog'],
  subscription: ['catalog'],
  invoicing: ['catalog', 'metering', 'subscription'],
  payment: [],
  collection: ['catalog', 'metering', 'subscription', 'invoicing', 'payment'],
  entitlement: ['catalog', 'metering', 'subscription'],
  ledger: [],
};
const kernelArea = (area, known) =>
  rule(
    `kernel-arrow-${area}`,
    `The area ${area} may know ${known.join(', ') || 'no other area'}. Pass the fact it needs as an argument, or move the decision to the area further along.`,
    { path: `${ROOT}libs/billing/src/${area}/`, pathNot: SPEC },
    { path: `${ROOT}libs/billing/src/[^/]+/`, pathNot: `${ROOT}libs/billing/src/(?:${[area, ...known].join('|')})/` },
  );

/** Platform lib → the platform libs it may know, beside dto, errors, money, calendar, config and observability. */
// libs/platform wires all of them into one Nest module for both services, so none of them may know it.
const PLATFORM_ARROWS = {
  config: [],
  observability: [],
  persistence: [],
  webhooks: [],
  queue: ['persistence'], // the outbox and the inbox
  http: ['persistence', 'webhooks'], // idempotency keys, and the guard of signed endpoints
};
const platformLib = (lib, known) =>
  rule(
    `platform-arrow-${lib}`,
    `Of the platform libs ${lib} may know ${known.join(', ') || 'none'}. Take the interface as an argument and let the app wire them together.`,
    { path: `${ROOT}libs/${lib}/`, pathNot: SPEC },
    {
      path: `${ROOT}libs/(?:persistence|webhooks|queue|http|platform|testing)/`,
      pathNot: `${ROOT}libs/(?:${[lib, ...known].join('|')})/`,
    },
  );

const foundation = [
  rule(
    'foundation-stands-alone',
    'money, calendar and errors know only each other. Move what needs more into the lib that has it, and pass values in.',
    { path: `${ROOT}libs/(?:money|calendar|errors)/`, pathNot: SPEC },
    { pathNot: [`${ROOT}libs/(?:money|calendar|errors)/`, npm('decimal.js', 'currency-codes', 'temporal-polyfill')] },
  ),
  rule(
    'only-money-counts-decimals',
    'One place rounds. Use Money, Rate and allocate of libs/money instead of the decimal or currency library.',
    { path: `${ROOT}(?:apps|libs)/`, pathNot: [`${ROOT}libs/money/`, SPEC] },
    { path: npm('decimal.js', 'currency-codes', 'dinero.js') },
  ),
  rule(
    'only-calendar-tells-time',
    'One place knows zones and leap days. Use Instant, TimeZone and Period of libs/calendar instead of the time library.',
    { path: `${ROOT}(?:apps|libs)/`, pathNot: [`${ROOT}libs/calendar/`, SPEC] },
    { path: npm('temporal-polyfill') },
  ),
  rule(
    'kernel-is-pure',
    'billing decides and touches nothing: take facts as arguments, return the decision, and do the deed in a use case.',
    { path: `${ROOT}libs/billing/src/`, pathNot: SPEC },
    { pathNot: `${ROOT}libs/(?:billing|money|calendar|errors)/` },
  ),
  ...Object.entries(KERNEL_ARROWS).map(([area, known]) => kernelArea(area, known)),
];

const libs = [
  rule(
    'dto-carries-shapes-only',
    'A DTO is what leaves a process. Map rows to it where they are read, in the app; dto takes types and lists from money, billing, errors and calendar.',
    { path: `${ROOT}libs/dto/` },
    { path: [`${ROOT}apps/`, `${ROOT}libs/(?!(?:dto|money|billing|errors|calendar)/)`, npm('typeorm', 'pg')] },
  ),
  rule(
    'libs-know-no-apps',
    'A lib serves every app. Hand it a value or an interface from the app instead.',
    { path: `${ROOT}libs/` },
    { path: `${ROOT}apps/` },
  ),
  rule(
    'libs-leave-decisions-to-billing',
    'The platform libs carry, store and show; they decide nothing. Do the deciding in a use case and pass the outcome in.',
    { path: `${ROOT}libs/(?!(?:billing|dto|testing)/)` },
    { path: `${ROOT}libs/billing/` },
  ),
  ...Object.entries(PLATFORM_ARROWS).map(([lib, known]) => platformLib(lib, known)),
  rule(
    'libs-are-entered-by-their-index',
    'Export what others need from the index (of the lib, or of the kernel area), and import it from there.',
    { path: `${ROOT}(?:apps|libs|scripts|test(?!/boundaries))/([^/]+)` },
    {
      path: `${ROOT}libs/[^/]+/src/`,
      pathNot: [
        `${ROOT}libs/$1/`,
        `${ROOT}libs/[^/]+/src/(?:index\\.ts$|testing(?:\\.ts$|/))`,
        `${ROOT}libs/billing/src/[^/]+/index\\.ts$`,
      ],
    },
  ),
  rule(
    'inside-a-lib-import-the-file',
    'Inside a lib import the file itself: the way round by the index makes cycles.',
    { path: `${ROOT}libs/([^/]+)/src/.+`, pathNot: SPEC },
    { path: `${ROOT}libs/$1/src/index\\.ts$` },
  ),
];

/** A room with two real implementations: siblings see the port and what it throws. */
const PORTS = `${ROOT}apps/payment/src/gateways/gateway(?:-errors)?\\.ts$`;

const apps = [
  rule(
    'services-share-no-source',
    'Services meet by a queue message or a signed webhook. Put the shape into libs/dto and send it.',
    { path: `${ROOT}apps/([^/]+)/`, pathNot: SPEC },
    { path: `${ROOT}apps/`, pathNot: `${ROOT}apps/$1/` },
  ),
  rule(
    'payment-knows-payment-only',
    'The payment service is told what is due. Of the kernel it uses libs/billing/payment; ask the subscription service for the rest.',
    { path: `${ROOT}apps/payment/` },
    { path: `${ROOT}libs/billing/src/`, pathNot: `${ROOT}libs/billing/src/(?:payment/|state-machine\\.ts$)` },
  ),
  rule(
    'admin-knows-only-the-wire',
    'The admin UI speaks HTTP. Take the type from libs/dto and call the endpoint.',
    { path: `${ROOT}apps/admin/` },
    { path: `${ROOT}(?:apps|libs)/`, pathNot: [`${ROOT}apps/admin/`, `${ROOT}libs/dto/`] },
  ),
  rule(
    'admin-takes-types-only',
    'Write `import type`: no server code belongs in the browser bundle.',
    { path: `${ROOT}apps/admin/` },
    { path: `${ROOT}libs/dto/`, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'features-meet-at-their-front-door',
    'Ask a sibling through its <feature>.api.ts (a port such as gateways/gateway.ts counts); only module files import module files.',
    {
      path: `${ROOT}apps/(subscription|payment)/src/([^/]+)/`,
      pathNot: [`${ROOT}apps/[^/]+/src/[^/]+/[^/]+\\.module\\.ts$`, SPEC],
    },
    {
      path: `${ROOT}apps/$1/src/[^/]+/`,
      pathNot: [`${ROOT}apps/$1/src/$2/`, `${ROOT}apps/$1/src/[^/]+/[^/]+\\.api\\.ts$`, PORTS],
    },
  ),
  rule(
    'modules-wire-modules-and-front-doors',
    'A module imports the sibling’s module and its *.api.ts. Let the sibling export what is missing from its front door.',
    { path: `${ROOT}apps/(subscription|payment)/src/([^/]+)/[^/]+\\.module\\.ts$` },
    {
      path: `${ROOT}apps/$1/src/[^/]+/`,
      pathNot: [`${ROOT}apps/$1/src/$2/`, `${ROOT}apps/$1/src/[^/]+/[^/]+\\.(?:api|module)\\.ts$`, PORTS],
    },
  ),
];

const USE_CASES = `${ROOT}apps/[^/]+/src/[^/]+/use-cases/`;
const rooms = [
  rule(
    'use-cases-know-no-callers',
    'A use case is called by http and jobs and knows neither. Take plain arguments; map in the controller or the consumer.',
    { path: USE_CASES },
    { path: [`${ROOT}apps/[^/]+/src/[^/]+/(?:http|jobs)/`, `${ROOT}libs/(?:queue|platform)/`] },
  ),
  rule(
    'use-cases-take-types-of-http-only',
    'Who called (Caller, Role) may be written as `import type`; what libs/http does belongs in the controller.',
    { path: USE_CASES, pathNot: SPEC },
    { path: `${ROOT}libs/http/`, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'use-cases-know-no-drivers',
    'A use case loads, decides, commits. Put the query into persistence/, the call into an adapter, and let Nest hand it in (only @Injectable is taken from npm).',
    { path: USE_CASES, pathNot: SPEC },
    { path: 'node_modules/', pathNot: [npm('@nestjs/common'), 'node_modules/@types/'] },
  ),
  rule(
    'use-cases-take-values-not-settings',
    'Take the number or list as an argument or from an injected policy; adapters and main files read libs/config and sign with libs/webhooks.',
    { path: USE_CASES, pathNot: SPEC },
    { path: `${ROOT}libs/(?:config|webhooks)/` },
  ),
  rule(
    'doors-do-not-touch-persistence',
    'Controllers and consumers call a use case. Let the use case, or a read model beside it, ask the repository.',
    { path: `${ROOT}apps/[^/]+/src/[^/]+/(?:http|jobs)/`, pathNot: SPEC },
    {
      path: [
        `${ROOT}apps/[^/]+/src/[^/]+/persistence/`,
        `${ROOT}libs/persistence/`,
        npm('typeorm', 'pg', 'stripe', 'bullmq', 'ioredis'),
      ],
    },
  ),
  rule(
    'doors-decide-nothing',
    'A controller maps and calls. Take types from billing if you must; move the decision into the use case.',
    { path: `${ROOT}apps/[^/]+/src/[^/]+/(?:http|jobs)/`, pathNot: SPEC },
    { path: `${ROOT}libs/billing/`, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'adapters-do-not-call-back',
    'Persistence and gateways answer, they do not steer. Return the fact and let the use case go on.',
    { path: `${ROOT}apps/[^/]+/src/(?:[^/]+/persistence|gateways)/` },
    { path: `${ROOT}apps/[^/]+/src/[^/]+/(?:use-cases|http|jobs)/` },
  ),
  rule(
    'adapters-decide-nothing',
    'Persistence and gateways take types from billing (`import type`). Call the decision in the use case.',
    { path: `${ROOT}apps/[^/]+/src/(?:[^/]+/persistence|gateways)/`, pathNot: SPEC },
    { path: `${ROOT}libs/billing/`, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'only-one-room-knows-stripe',
    'Speak to the gateway through apps/payment/src/gateways/gateway.ts; add what is missing to that port.',
    { path: `${ROOT}(?:apps|libs)/`, pathNot: [`${ROOT}apps/payment/src/gateways/stripe/`, SPEC] },
    { path: npm('stripe') },
  ),
];

const hygiene = [
  rule(
    'no-cycles',
    'Two files that need each other hide a third: move what both use into a file of its own, or pass it in.',
    { path: `${ROOT}(?:apps|libs|scripts)/` },
    { circular: true },
  ),
  rule(
    'no-orphans',
    'Nothing imports this file: delete it, or export it from the index of its lib.',
    { path: `${ROOT}libs/`, pathNot: [SPEC, '(?:^|/)index\\.ts$', '\\.d\\.ts$'], orphan: true },
    {},
  ),
  rule(
    'production-imports-no-tests',
    'What runs in production must not need a fake. Move the shared part into the code, and let the test import it.',
    { path: `${ROOT}(?:apps|libs)/`, pathNot: SPEC },
    { path: [SPEC, `${ROOT}test/(?!boundaries/)`] },
  ),
  rule(
    'production-needs-no-development-packages',
    'An image has no development packages. Move the package to dependencies, or the code to scripts/ or test/.',
    { path: `${ROOT}(?:apps|libs)/`, pathNot: SPEC },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
  ),
  rule(
    'everything-resolves',
    'This import leads nowhere: correct the path, or add the package to package.json.',
    { path: `${ROOT}(?:apps|libs|scripts)/` },
    { couldNotResolve: true },
  ),
];

export default {
  forbidden: [...foundation, ...libs, ...apps, ...rooms, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['require', 'node', 'default', 'types'], exportsFields: ['exports'] },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
