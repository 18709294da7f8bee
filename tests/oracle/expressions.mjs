// Writes tests/data/expressions/expected.json: what ODK's engine makes of every expression of table.txt and of systematic
// combinations, in two time zones.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const data = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../data/expressions');
const zones = { 'UTC': 0, 'Etc/GMT-2': 120 };

function table() {
  const rows = [];
  for (const line of fs.readFileSync(path.join(data, 'table.txt'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('# ')) continue;
    const tab = line.indexOf('\t');
    rows.push(tab < 0 ? ['/data', line] : [line.slice(0, tab), line.slice(tab + 1)]);
  }
  return rows;
}

function combinations() {
  const rows = [];
  const add = (expression) => rows.push(['/data', expression]);
  const operands = ['/data/num', '/data/empty', '/data/d', '/data/nothing', '/data/r/qty', "'b'", "''", "'2026-11-20'", '42', 'true()', 'today()', '0 div 0'];
  for (const operator of ['=', '!=', '<', '<=', '>', '>='])
    for (const left of operands) for (const right of operands) add(`${left} ${operator} ${right}`);
  const numbers = ['/data/dec', '/data/empty', "'7'", '-2', 'true()', '/data/d', '0'];
  for (const operator of ['+', '-', '*', 'div', 'mod'])
    for (const left of numbers) for (const right of numbers) add(`${left} ${operator} ${right}`);
  const values = [...operands, '/data/s', '/data/multi', '/data/dt', '/data/t', '/data/neg', '/data/words', "'0'", "'false'", 'false()', '0', '-1.5', '/data/hidden', 'now()'];
  for (const called of ['number', 'string', 'boolean', 'not', 'string-length', 'count-selected', 'int', 'round', 'abs', 'floor', 'normalize-space', 'decimal-date-time', 'date'])
    for (const value of values) add(`${called}(${value})`);
  for (const value of values) add(`if(${value}, 1, 0)`);
  return rows;
}

async function answers() {
  const { load } = await import('./engine.mjs');
  const read = (name) => fs.readFileSync(path.join(data, name), 'utf8');
  const form = await load(read('form.xml'), { 'stops.csv': read('stops.csv'), 'areas.geojson': read('areas.geojson') });
  const { root } = form.createInstance({ instanceConfig: {} });
  const { evaluator } = root;
  const ask = (method, expression, contextNode) => {
    try {
      return evaluator[method](expression, { contextNode });
    } catch {
      return null;
    }
  };
  const contexts = new Map();
  const out = [];
  for (const [context, expression] of [...table(), ...combinations()]) {
    if (!contexts.has(context)) contexts.set(context, evaluator.evaluateNodes(context, { contextNode: root })[0]);
    const node = contexts.get(context);
    const text = ask('evaluateString', expression, node);
    const number = ask('evaluateNumber', expression, node);
    out.push([context, expression, text, number === null ? null : String(number), ask('evaluateBoolean', expression, node)]);
  }
  return out;
}

if (process.argv[2] === 'answers') {
  fs.writeFileSync(process.argv[3], JSON.stringify(await answers()));
} else {
  const groups = [];
  for (const [zone, offset] of Object.entries(zones)) {
    const file = path.join(data, `.answers-${offset}.json`);
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'answers', file], { env: { ...process.env, TZ: zone }, stdio: 'inherit' });
    groups.push({ offset, rows: JSON.parse(fs.readFileSync(file, 'utf8')) });
    fs.unlinkSync(file);
  }
  // In the second zone only what differs from the first.
  const first = new Map(groups[0].rows.map((row) => [row[0] + '\t' + row[1], JSON.stringify(row)]));
  groups[1].rows = groups[1].rows.filter((row) => first.get(row[0] + '\t' + row[1]) !== JSON.stringify(row));
  const lines = groups.map((group) => `{"offset": ${group.offset}, "rows": [\n${group.rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}`);
  fs.writeFileSync(path.join(data, 'expected.json'), `[\n${lines.join(',\n')}\n]\n`);
  for (const group of groups) console.log(`UTC${group.offset ? '+2' : ''}: ${group.rows.length} expressions, ${group.rows.filter((row) => row[2] === null).length} that the engine cannot work out`);
}
