import { parseSync } from "@swc/core";

/** One import or re-export. `names` are the names on the other side; `*` stands for all of them. */
export type Import = { path: string; names: string[]; isTypeOnly: boolean; isExport: boolean };
/** What a file says about itself, read from its syntax tree: words in comments and strings do not count. */
export type Read = { imports: Import[]; impure: string[]; readsEnvironment: boolean };

type Node = { type: string; [key: string]: unknown };
type Name = { value: string };
type Specifier = { type: string; isTypeOnly?: boolean; imported?: Name | null; local?: Name; orig?: Name };

/** @throws Error with the place where the source is not TypeScript */
export function readSource(source: string): Read {
  const read: Read = { imports: [], impure: [], readsEnvironment: false };
  walk(parseSync(source, { syntax: "typescript", target: "es2024" }), (node) => look(node, read));
  return read;
}

function look(node: Node, read: Read): void {
  const from = (node["source"] as Name | null | undefined)?.value;
  if (from !== undefined && /^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) {
    read.imports.push(importOf(node, from));
  }
  const dynamic = dynamicImport(node);
  if (dynamic !== null)
    read.imports.push({ path: dynamic, names: ["*"], isTypeOnly: node.type === "TsImportType", isExport: false });
  const dotted = dottedName(node);
  if (dotted === "process.env") read.readsEnvironment = true;
  if (dotted !== null && IMPURE.has(dotted)) read.impure.push(dotted);
  if (node.type === "NewExpression" && calleeOf(node) === "Date" && argumentsOf(node).length === 0)
    read.impure.push("new Date()");
  if (node.type === "CallExpression" && IMPURE_CALLS.has(calleeOf(node) ?? "")) read.impure.push(`${calleeOf(node)}()`);
}

/** The clock, chance and the world outside, by the names that need no import. */
const IMPURE = new Set(["Date.now", "Math.random", "performance.now", "crypto.randomUUID", "DateTime.now"]);
const IMPURE_CALLS = new Set(["fetch", "setTimeout", "setInterval"]);

function importOf(node: Node, path: string): Import {
  const specifiers = (node["specifiers"] ?? []) as Specifier[];
  const isTypeOnly = node["typeOnly"] === true || (specifiers.length > 0 && specifiers.every((s) => s.isTypeOnly));
  const named = specifiers.filter((specifier) => isTypeOnly || !specifier.isTypeOnly);
  const names = node.type === "ExportAllDeclaration" ? ["*"] : named.map(nameOf);
  return { path, names, isTypeOnly, isExport: node.type !== "ImportDeclaration" };
}

function nameOf({ type, imported, local, orig }: Specifier): string {
  if (type === "ImportNamespaceSpecifier" || type === "ExportNamespaceSpecifier") return "*";
  return (imported ?? orig ?? local)?.value ?? "default";
}

/** `import("x")`, `require("x")` and the type `import("x").Y`. One whose path is computed cannot be checked. */
function dynamicImport(node: Node): string | null {
  if (node.type === "TsImportType") return String((node["argument"] as Name).value);
  if (node.type !== "CallExpression") return null;
  const isImport = (node["callee"] as Node).type === "Import";
  if (!isImport && calleeOf(node) !== "require") return null;
  const first = (argumentsOf(node)[0] as { expression?: Node & { value?: unknown } } | undefined)?.expression;
  return first?.type === "StringLiteral" ? String(first.value) : "a path computed at run time";
}

/** `a.b` and `a["b"]`. */
function dottedName(node: Node): string | null {
  if (node.type !== "MemberExpression") return null;
  const object = node["object"] as Node & Partial<Name>;
  const property = node["property"] as Node & Partial<Name> & { expression?: Node & Partial<Name> };
  const key = property.type === "Computed" ? property.expression?.value : property.value;
  return object.type === "Identifier" && typeof key === "string" ? `${object.value}.${key}` : null;
}

const calleeOf = (node: Node): string | null => {
  const callee = node["callee"] as Node & Partial<Name>;
  return callee.type === "Identifier" ? (callee.value ?? null) : null;
};

const argumentsOf = (node: Node): unknown[] => (node["arguments"] as unknown[] | null) ?? [];

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) walk(each, visit);
  else if (typeof value === "object" && value !== null) {
    if (typeof (value as Node).type === "string") visit(value as Node);
    for (const each of Object.values(value)) walk(each, visit);
  }
}
