// A small runner of GitHub's: the steps of a composite action, or of a workflow's job, without a server.
//     node runner.cjs action FOLDER given.json result.json
//     node runner.cjs job WORKFLOW JOB given.json result.json
// given.json may hold `inputs` (of the action), `github` and `secrets` (contexts), `uses`: {"owner/name": folder of an action to
// be run}. Other `uses` are taken for done and only noted. Scripts run really, with the files and variables that a runner
// gives them, and what they print is read for workflow commands as a runner reads it. result.json tells everything:
//     success, outputs, steps[] {id, uses, with, outcome, summary}, commands[] {name, properties, text}
import {data, Evaluator, Lexer, Parser} from '@actions/expressions';
import {spawnSync} from 'child_process';
import fs from 'fs';
import os from 'os';
import path from 'path';
import YAML from 'yaml';

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'runner-'));
const workspace = process.cwd();
const result = {success: true, outputs: {}, steps: [], commands: []};
let scripts = 0;

function toData(value) {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'string') return new data.StringData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, item]) => ({key, value: toData(item)})));
}

function evaluate(expression, contexts) {
  const state = {success: !contexts.failed, failure: contexts.failed, always: true, cancelled: false};
  const functions = Object.entries(state).map(([name, value]) => ({
    name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value),
  }));
  const known = contexts.known;
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(known), functions).parse();
  return new Evaluator(tree, toData(known), new Map(functions.map((each) => [each.name, each]))).evaluate();
}

const fill = (text, contexts) =>
  String(text).replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => evaluate(expression.trim(), contexts).coerceString());

const fillAll = (items, contexts) =>
  Object.fromEntries(Object.entries(items ?? {}).map(([key, value]) => [key, fill(value ?? '', contexts)]));

function holds(condition, contexts) {
  let expression = String(condition ?? 'success()').replace(/^\$\{\{([^]*)\}\}$/, '$1').trim();
  if (!/\b(success|failure|always|cancelled)\(/.test(expression)) expression = `success() && (${expression})`;
  return !['', 'false', '0'].includes(evaluate(expression, contexts).coerceString());
}

// name=value, or name<<END, lines, END.
function readVariables(file) {
  const variables = {};
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const block = /^([^=<]+)<<(.+)$/.exec(lines[i]);
    const plain = /^([^=]+)=(.*)$/.exec(lines[i]);
    if (block) {
      const value = [];
      while (lines[++i] !== block[2]) {
        if (i >= lines.length) throw new Error(`${block[1]} does not end`);
        value.push(lines[i]);
      }
      variables[block[1]] = value.join('\n');
    } else if (plain) {
      variables[plain[1]] = plain[2];
    } else if (lines[i] !== '') {
      throw new Error(`no output: '${lines[i]}'`);
    }
  }
  return variables;
}

const unescape = (text) =>
  text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');

// As the runner does: `::name key=value,...::text` behind blanks, `##[name ...]text` anywhere in a line.
function readCommands(printed) {
  let stopped = null;
  for (const line of printed.split('\n')) {
    const command = /^\s*::([a-z-]+)(?: ([^:]*))?::(.*)$/i.exec(line) ?? /##\[([a-z-]+)([^\]]*)\](.*)$/i.exec(line);
    const ending = stopped !== null && line.trim().toLowerCase() === `::${stopped}::`;
    if (ending) {
      stopped = null;
    } else if (command !== null && stopped === null) {
      const [, name, properties, text] = command;
      if (name === 'stop-commands') {
        stopped = text.trim().toLowerCase();
      } else {
        const pairs = (properties ?? '').split(',').filter((pair) => pair.includes('='));
        result.commands.push({
          name,
          properties: Object.fromEntries(pairs.map((pair) => {
            const at = pair.indexOf('=');
            return [pair.slice(0, at).trim(), unescape(pair.slice(at + 1))];
          })),
          text: unescape(text),
        });
      }
    }
  }
}

function runScript(step, contexts, extra) {
  const number = scripts++;
  const file = (name) => {
    const made = path.join(temporary, `${name}-${number}`);
    fs.writeFileSync(made, '');
    return made;
  };
  const files = {GITHUB_OUTPUT: file('output'), GITHUB_STEP_SUMMARY: file('summary'), GITHUB_ENV: file('env'),
    GITHUB_PATH: file('path')};
  const script = file('script');
  fs.writeFileSync(script, fill(step.run, contexts));
  const env = {...process.env, ...contexts.known.env, ...extra, ...files, CI: 'true', GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace, RUNNER_TEMP: contexts.known.runner.temp, RUNNER_OS: 'Linux', RUNNER_ARCH: 'X64'};
  for (const [key, value] of Object.entries(contexts.known.github)) {
    if (typeof value === 'string') env[`GITHUB_${key.toUpperCase()}`] ??= value;
  }
  Object.assign(env, fillAll(step.env, contexts));
  const shell = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail', script] : ['-e', script];
  // Both streams into one file, in their order.
  const printed = file('printed');
  const stream = fs.openSync(printed, 'a');
  const ended = spawnSync('bash', shell, {env, stdio: ['ignore', stream, stream], cwd: workspace});
  fs.closeSync(stream);
  const text = fs.readFileSync(printed, 'utf8');
  process.stdout.write(text);
  readCommands(text);
  Object.assign(contexts.known.env, readVariables(files.GITHUB_ENV));
  return {success: ended.status === 0, outputs: readVariables(files.GITHUB_OUTPUT),
    summary: fs.readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'), status: ended.status};
}

function runAction(folder, given, contexts) {
  const action = YAML.parse(fs.readFileSync(path.join(folder, 'action.yml'), 'utf8'));
  const inputs = {};
  for (const [name, input] of Object.entries(action.inputs ?? {})) {
    inputs[name] = given[name] ?? String(input.default ?? '');
  }
  for (const name of Object.keys(given)) {
    if (!(name in inputs)) throw new Error(`the action has no input '${name}'`);
  }
  const inner = {failed: false, known: {...contexts.known, inputs, steps: {},
    github: {...contexts.known.github, action_path: folder}}};
  runSteps(action.runs.steps, inner, {GITHUB_ACTION_PATH: folder});
  const values = Object.entries(action.outputs ?? {}).map(([name, output]) => [name, fill(output.value, inner)]);
  return {success: !inner.failed, outputs: Object.fromEntries(values)};
}

function runStep(step, contexts, extra) {
  if (step.run !== undefined) return runScript(step, contexts, extra);
  const given = fillAll(step.with, contexts);
  const own = contexts.uses[step.uses.split('@')[0]];
  return own ? runAction(own, given, contexts) : {success: true, outputs: {}, given};
}

function runSteps(steps, contexts, extra) {
  contexts.uses ??= uses;
  for (const step of steps) {
    const told = {id: step.id, uses: step.uses, outcome: 'skipped'};
    result.steps.push(told);
    let ended = {success: true, outputs: {}};
    if (holds(step.if, contexts)) {
      ended = runStep(step, contexts, extra);
      told.outcome = ended.success ? 'success' : 'failure';
      Object.assign(told, {with: ended.given, summary: ended.summary, status: ended.status});
      contexts.failed ||= !ended.success && step['continue-on-error'] !== true;
    }
    if (step.id) {
      const conclusion = step['continue-on-error'] === true ? 'success' : told.outcome;
      contexts.known.steps[step.id] = {outputs: ended.outputs, outcome: told.outcome, conclusion};
    }
  }
}

const [kind, ...words] = process.argv.slice(2);
const [givenFile, resultFile] = words.slice(-2);
const given = JSON.parse(fs.readFileSync(givenFile, 'utf8'));
const uses = given.uses ?? {};
const known = {env: {}, steps: {}, inputs: given.inputs ?? {}, github: {workspace, ...given.github}, secrets: given.secrets ?? {},
  runner: {os: 'Linux', arch: 'X64', temp: given.temp ?? temporary}};
const contexts = {failed: false, known, uses};
if (kind === 'action') {
  const ended = runAction(path.resolve(words[0]), given.inputs ?? {}, contexts);
  result.success = ended.success;
  result.outputs = ended.outputs;
} else {
  const job = YAML.parse(fs.readFileSync(words[0], 'utf8')).jobs[words[1]];
  known.env = fillAll(job.env, contexts);
  result.skipped = !holds(job.if, contexts);
  if (!result.skipped) runSteps(job.steps, contexts, {});
  result.success = !contexts.failed;
  result.outputs = known.steps;
}
fs.writeFileSync(resultFile, JSON.stringify(result, null, 1));
fs.rmSync(temporary, {recursive: true});
process.exit(result.success ? 0 : 1);
