import ts from 'typescript';

/**
 * A module without some members of its object literals, and with a mark on what only defines sentences: what
 * nobody refers to any more is then left out of a bundle.
 *
 * @param names - of the members, methods included
 */
export function withoutMembers(source: string, names: ReadonlySet<string>): string {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, true);
  const { transformed } = ts.transform(file, [(context) => (root) => transform(root, context)]);
  return ts.createPrinter().printFile(transformed[0] as ts.SourceFile);

  function transform(root: ts.SourceFile, context: ts.TransformationContext): ts.SourceFile {
    const visit = (node: ts.Node): ts.Node => {
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isObjectLiteralExpression(visited)) {
        const kept = visited.properties.filter((member) => !isNamed(member));
        return context.factory.updateObjectLiteralExpression(visited, kept);
      }
      return isSentences(visited) ? pure(visited) : visited;
    };
    return ts.visitNode(root, visit) as ts.SourceFile;
  }

  function isNamed({ name }: ts.ObjectLiteralElementLike): boolean {
    return name !== undefined && ts.isIdentifier(name) && names.has(name.text);
  }
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
