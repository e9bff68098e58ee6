import ts from 'typescript';

/**
 * Whether an object literal goes without a member.
 *
 * @param literal - its members' values as they stand in the source, by name; a method's is empty
 */
export type IsLeftOut = (name: string, literal: ReadonlyMap<string, string>) => boolean;

/**
 * A module without some members of its object literals, methods included, and with a mark on what only
 * defines sentences: what nobody refers to any more is then left out of a bundle.
 */
export function withoutMembers(source: string, isLeftOut: IsLeftOut): string {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, true);
  const { transformed } = ts.transform(file, [(context) => (root) => transform(root, context)]);
  return ts.createPrinter().printFile(transformed[0] as ts.SourceFile);

  function transform(root: ts.SourceFile, context: ts.TransformationContext): ts.SourceFile {
    const visit = (node: ts.Node): ts.Node => {
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isObjectLiteralExpression(visited)) {
        const literal = membersOf(node as ts.ObjectLiteralExpression);
        const kept = visited.properties.filter((member) => !isLeftOut(nameOf(member), literal));
        return context.factory.updateObjectLiteralExpression(visited, kept);
      }
      return isSentences(visited) ? pure(visited) : visited;
    };
    return ts.visitNode(root, visit) as ts.SourceFile;
  }

  function membersOf({ properties }: ts.ObjectLiteralExpression): ReadonlyMap<string, string> {
    const text = (member: ts.ObjectLiteralElementLike) =>
      ts.isPropertyAssignment(member) ? member.initializer.getText(file) : '';
    return new Map(properties.map((member) => [nameOf(member), text(member)]));
  }
}

/** Empty for what has no name, or one that is only known when the code runs. */
function nameOf({ name }: ts.ObjectLiteralElementLike): string {
  return name !== undefined && ts.isIdentifier(name) ? name.text : '';
}

function isSentences(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'sentences'
  );
}

function pure(node: ts.Node): ts.Node {
  const kind = ts.SyntaxKind.MultiLineCommentTrivia;
  return ts.addSyntheticLeadingComment(node, kind, '@__PURE__', false);
}
