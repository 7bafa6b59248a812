import { type ESTree, parseSync, Visitor } from "vite";

/** A function with a body: function, method, accessor or arrow. Offsets count from the start of its file. */
export interface FunctionPlace {
  /** What it is called, or is the value of; empty where nothing names it. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly parameters: number;
  readonly body: { readonly start: number; readonly end: number; readonly isExpression: boolean };
}

/** What a TypeScript file says, as far as the structure of a program goes. */
export interface Syntax {
  readonly functions: readonly FunctionPlace[];
  /** What it imports or exports again, as written: static, dynamic, in types, and workers by `new URL`. */
  readonly imports: readonly string[];
  /** Where the import statements stand: pairs of offsets. */
  readonly importSpans: readonly (readonly [start: number, end: number])[];
  /** The names that it exports and declares itself, each once, with their offsets. */
  readonly exports: ReadonlyMap<string, number>;
}

type Functional = ESTree.Function | ESTree.ArrowFunctionExpression;

/** Parses one file; throws where it is no TypeScript. */
export function parseFile(path: string, text: string): Syntax {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  return {
    functions: functionsOf(program),
    imports: importsOf(program),
    importSpans: program.body.flatMap(({ type, start, end }) =>
      type === "ImportDeclaration" ? [[start, end] as const] : [],
    ),
    exports: exportsOf(program),
  };
}

/** The line on which an offset stands, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function functionsOf(program: ESTree.Program): FunctionPlace[] {
  const found: FunctionPlace[] = [];
  /** A name by the offset at which its value begins. */
  const names = new Map<number, string>();
  const named = (key: ESTree.Node, value: ESTree.Node | null) => {
    if (value && "name" in key && typeof key.name === "string") names.set(value.start, key.name);
  };
  const add = (node: Functional) => {
    if (node.body) found.push(placeOf(node, node.body, node.id?.name ?? names.get(node.start) ?? ""));
  };
  new Visitor({
    VariableDeclarator: ({ id, init }) => named(id, init),
    MethodDefinition: ({ key, value }) => named(key, value),
    PropertyDefinition: ({ key, value }) => named(key, value),
    Property: ({ key, value }) => named(key, value),
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(program);
  return found;
}

function placeOf({ start, end, params }: Functional, body: ESTree.Node, name: string): FunctionPlace {
  const isExpression = body.type !== "BlockStatement";
  return { name, start, end, parameters: params.length, body: { start: body.start, end: body.end, isExpression } };
}

function importsOf(program: ESTree.Program): string[] {
  const found: string[] = [];
  const add = (source: ESTree.Node | null | undefined) => {
    if (source?.type === "Literal" && typeof source.value === "string") found.push(source.value);
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    NewExpression({ callee, arguments: given }) {
      if (callee.type === "Identifier" && callee.name === "URL") add(given[0]);
    },
  }).visit(program);
  return found;
}

function exportsOf(program: ESTree.Program): Map<string, number> {
  const imported = new Set(
    program.body.flatMap((node) =>
      node.type === "ImportDeclaration" ? node.specifiers.map(({ local }) => local.name) : [],
    ),
  );
  const found = new Map<string, number>();
  for (const node of program.body) {
    if (node.type !== "ExportNamedDeclaration" || node.source) continue;
    for (const name of node.declaration ? declaredBy(node.declaration) : []) found.set(name, node.start);
    for (const { local, exported } of node.specifiers)
      if ("name" in local && "name" in exported && !imported.has(local.name)) found.set(exported.name, node.start);
  }
  return found;
}

/** The names of a declaration; patterns that take things apart are left out. */
function declaredBy(declaration: ESTree.Declaration): string[] {
  const ids =
    declaration.type === "VariableDeclaration"
      ? declaration.declarations.map(({ id }) => id)
      : "id" in declaration
        ? [declaration.id]
        : [];
  return ids.flatMap((id) => (id && "name" in id ? [id.name] : []));
}
