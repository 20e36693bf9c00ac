// The few rules of this house that no linter ships. oxlint loads them as a plugin named "house".
// Plain JavaScript, because Node 20 cannot load a TypeScript plugin.

const ARGUMENTS_MAX = 4;
const CONSTRUCTOR_PARAMETERS_MAX = 5;
const EMPTY_NAMES = /(^|[-./])(utils?|helpers?|common|manager|misc)([-./]|$)/;

const maxParams = {
  create(context) {
    const check = (node) => {
      const isConstructor = node.parent?.type === 'MethodDefinition' && node.parent.kind === 'constructor';
      const max = isConstructor ? CONSTRUCTOR_PARAMETERS_MAX : ARGUMENTS_MAX;
      if (node.params.length <= max) return;
      const advice = isConstructor ? 'look for the missing collaborator' : 'pass one named object';
      context.report({ node, message: `${node.params.length} parameters, at most ${max}: ${advice}.` });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

/** Billing time can be moved, so whoever reads the machine's clock by itself is wrong by months in a test. */
const noMachineTime = {
  create(context) {
    const report = (node) =>
      context.report({ node, message: 'Take `now` as an argument, or ask a clock of libs/calendar.' });
    return {
      NewExpression(node) {
        if (node.callee.name === 'Date' && node.arguments.length === 0) report(node);
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.name === 'Date') report(node);
        if (callee.type === 'MemberExpression' && callee.object.name === 'Date' && callee.property.name === 'now') {
          report(node);
        }
      },
    };
  },
};

const OUTSIDE_WORLD = new Set(
  'fetch setTimeout setInterval setImmediate queueMicrotask process crypto performance Buffer require'.split(' '),
);

/** The kernel gets time, ids and facts as arguments; these names would bring them in by the back door. */
const noOutsideWorld = {
  create(context) {
    return {
      CallExpression(node) {
        if (OUTSIDE_WORLD.has(node.callee.name)) report(context, node, node.callee.name);
      },
      MemberExpression(node) {
        const { object, property } = node;
        if (object.name === 'Math' && property.name === 'random') report(context, node, 'Math.random');
        if (object.type === 'Identifier' && OUTSIDE_WORLD.has(object.name)) report(context, node, object.name);
      },
    };
  },
};

function report(context, node, name) {
  context.report({ node, message: `The kernel does not use ${name}; pass in what it would have given.` });
}

/** A file called after no idea collects everything that has no home. */
const namedForItsIdea = {
  create(context) {
    return {
      Program(node) {
        const path =
          context.filename
            .replaceAll('\\', '/')
            .split(/\/(?=(?:apps|libs|scripts|test)\/)/)
            .pop() ?? '';
        if (EMPTY_NAMES.test(path)) {
          context.report({
            node,
            message: 'Name the file and its folder after the idea inside (no utils, helpers, common, manager).',
          });
        }
      },
    };
  },
};

export default {
  meta: { name: 'house' },
  rules: {
    'max-params': maxParams,
    'no-machine-time': noMachineTime,
    'no-outside-world': noOutsideWorld,
    'named-for-its-idea': namedForItsIdea,
  },
};
