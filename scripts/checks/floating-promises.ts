import ts from 'typescript';

export interface FloatingPromise {
  file: string;
  /** 1 is the first line. */
  line: number;
  text: string;
}

/**
 * Statements whose value is a promise that nobody awaits, returns, catches or marks with `void`.
 * The linter's own rule needs a type checker in Go that is one more package; the compiler is loaded here anyway.
 */
export function floatingPromises(program: ts.Program): FloatingPromise[] {
  const checker = program.getTypeChecker();
  const found: FloatingPromise[] = [];
  const visit = (node: ts.Node, file: ts.SourceFile): void => {
    if (ts.isExpressionStatement(node) && isUnhandled(node.expression, checker)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      const text = 'A promise nobody waits for: await it, return it, or write `void` and catch its error.';
      found.push({ file: file.fileName, line: line + 1, text });
    }
    ts.forEachChild(node, (child) => visit(child, file));
  };
  for (const file of program.getSourceFiles()) {
    if (!file.isDeclarationFile && !file.fileName.includes('/node_modules/')) visit(file, file);
  }
  return found;
}

function isUnhandled(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isAwaitExpression(expression) || ts.isVoidExpression(expression)) return false;
  if (isAssignment(expression)) return false;
  if (handlesRejection(expression)) return false;
  const type = checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => isPromise(part, checker));
}

function isAssignment(expression: ts.Expression): boolean {
  if (!ts.isBinaryExpression(expression)) return false;
  const { kind } = expression.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isPromise(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) return false;
  if (type.getSymbol()?.getName() === 'Promise') return true;
  // A thenable that is no Promise (a query builder) floats as well when it also offers catch.
  return (
    checker.getPropertyOfType(type, 'then') !== undefined && checker.getPropertyOfType(type, 'catch') !== undefined
  );
}

function handlesRejection(expression: ts.Expression): boolean {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false;
  const { name, expression: promise } = expression.expression;
  if (name.text === 'catch') return expression.arguments.length > 0;
  if (name.text === 'then') return expression.arguments.length > 1;
  return name.text === 'finally' && handlesRejection(promise);
}
