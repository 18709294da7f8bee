// rules.mjs FOLDER: writes tests/data/expressions/rules.json.gz: for the XForm of every built-in instrument, generated answers and what ODK's engine says of
// them: which questions are not relevant, which required ones are blank, which answers break their constraint.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { load } from './engine.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const setsPerInstrument = 210;

/** mulberry32: small, seeded, the same everywhere. */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const localName = (name) => name.split(':').pop();
const elements = (node) => [...node.children];

/** The form's questions: path -> what can be answered. */
function read(xml) {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const model = document.getElementsByTagName('model')[0];
  const instances = elements(model).filter((child) => child.nodeName === 'instance');
  const root = elements(instances[0])[0];
  const binds = new Map();
  for (const bind of elements(model).filter((child) => child.nodeName === 'bind'))
    binds.set(bind.getAttribute('nodeset').split('/').map(localName).join('/'), bind);
  const lists = new Map();
  for (const instance of instances.slice(1))
    lists.set(instance.getAttribute('id'), [...instance.getElementsByTagName('name')].map((name) => name.textContent));
  const controls = new Map();
  const repeats = new Set();
  for (const element of document.getElementsByTagName('*')) {
    const kind = localName(element.nodeName);
    const reference = element.getAttribute('ref') ?? element.getAttribute('nodeset');
    if (kind === 'repeat') repeats.add(reference);
    if (!['input', 'select', 'select1', 'upload', 'trigger', 'range', 'rank'].includes(kind) || !reference) continue;
    const itemset = [...element.children].find((child) => child.nodeName === 'itemset');
    const list = itemset && /instance\('([^']+)'\)/.exec(itemset.getAttribute('nodeset'));
    const items = [...element.children].filter((child) => child.nodeName === 'item').map((item) => item.getElementsByTagName('value')[0].textContent);
    controls.set(reference, { kind, choices: list ? (lists.get(list[1]) ?? []) : items });
  }
  return { root, binds, controls, repeats };
}

function values(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const texts = ['a', 'PV07', 'PV7', 'pv07', 'AB12', 'AB12345', 'FG1-P02', 'x*9', 'x*10', 'x*60', 'x*61', 'x*500', 'x*501', 'x*1000', 'x*1001', 'x*2000', 'x*2001', 'x*3000', 'x*3001', 'Žluťoučký kůň'];
  const dates = ['2018-06-18', '2026-11-21', '2026-11-22', '2026-11-23', '2999-01-01'];
  let files = 0;
  return (type, control) => {
    if (random() < 0.2) return '';
    if (control?.kind === 'select1') return control.choices.length ? pick(control.choices) : '';
    if (control?.kind === 'select' || control?.kind === 'rank') {
      const chosen = control.choices.filter(() => random() < 1.6 / Math.max(2, control.choices.length));
      if (control.choices.includes('none') && random() < 0.2) return 'none';
      return chosen.join(' ');
    }
    if (control?.kind === 'upload') return `photo-${(files += 1)}.jpg`;
    if (control?.kind === 'trigger') return 'OK';
    switch (localName(type)) {
      case 'int': return pick(['-1', '0', '1', '2', '5', '10', '11', '30', '31', '3000', '3001']);
      case 'decimal': return pick(['-0.5', '0.0', '0.5', '3.25', '100.0']);
      case 'date': return pick(dates);
      case 'dateTime': return pick(dates) + pick(['T08:00:00.000Z', 'T09:15:30.000Z', 'T09:15:31.000Z', 'T23:30:00.000+01:00']);
      case 'time': return pick(['08:00:00.000', '23:59:00.000']);
      case 'geopoint': return `50.1 14.4 200.0 ${pick(['5.0', '50.0', '50.5', '80.0'])}`;
      default: return pick(texts);
    }
  };
}

/** One filled form: every question is there, asked or not, and repeats have up to fourteen repetitions. */
function fill(form, random, id) {
  const value = values(random);
  const files = [];
  const write = (element, parentPath) => {
    const name = localName(element.nodeName);
    const at = `${parentPath}/${name}`;
    const children = elements(element);
    if (name === 'instanceID') return `<orx:instanceID>uuid:${id}</orx:instanceID>`;
    if (children.length > 0) {
      const times = form.repeats.has(at) ? 1 + Math.floor(random() * random() * random() * 14) : 1;
      const tag = name === 'meta' ? 'orx:meta' : name;
      let out = '';
      for (let i = 0; i < times; i += 1) out += `<${tag}>${within(children, at)}</${tag}>`;
      return out;
    }
    const bind = form.binds.get(at);
    const preloaded = bind?.hasAttribute('jr:preload') || bind?.hasAttribute('calculate');
    if (at.includes('/meta/')) return `<${element.nodeName}/>`;
    const text = preloaded ? '' : value(bind?.getAttribute('type') ?? 'string', form.controls.get(at));
    if (/^photo-\d+\.jpg$/.test(text)) files.push(text);
    return `<${name}>${text}</${name}>`;
  };
  const within = (children, at) => {
    const seen = new Set();  // a repeat stands there as template and as first repetition
    return children.filter((child) => !seen.has(child.nodeName) && seen.add(child.nodeName)).map((child) => write(child, at)).join('');
  };
  const rootName = localName(form.root.nodeName);
  const attributes = ['id', 'version'].filter((name) => form.root.hasAttribute(name)).map((name) => ` ${name}="${form.root.getAttribute(name)}"`).join('');
  const xml = `<${rootName}${attributes} xmlns:orx="http://openrosa.org/xforms">${within(elements(form.root), `/${rootName}`)}</${rootName}>`;
  return { xml, files };
}

const expanded = (xml) => xml.replace(/>x\*(\d+)</g, (_, count) => `>${'x'.repeat(Number(count))}<`);

async function judged(form, filled) {
  const data = new FormData();
  data.append('xml_submission_file', new File([expanded(filled.xml)], 'xml_submission_file', { type: 'text/xml' }));
  for (const name of filled.files) data.append(name, new File(['x'], name, { type: 'image/jpeg' }));
  const { root } = await form.restoreInstance({ data: [data] }, { instanceConfig: {} });
  const verdict = { irrelevant: [], required: [], constraint: [], blankUploads: [] };
  const visit = (node) => {
    const children = node.currentState.children ?? [];
    for (const child of children) visit(child);
    if (children.length > 0 || node.nodeType.startsWith('repeat-range')) return;
    const reference = node.currentState.reference;
    if (!node.currentState.relevant) verdict.irrelevant.push(reference);
    if (!node.currentState.relevant && node.nodeType === 'upload' && node.currentState.instanceValue) verdict.blankUploads.push(node.currentState.instanceValue);
    const violation = node.validationState?.violation;
    if (violation) verdict[violation.condition].push(reference);
  };
  visit(root);
  return verdict;
}

/**
 * What is not relevant is blank to other questions (ODK XForms specification, "relevant"), but the engine goes on seeing the name
 * of a picture that is not relevant any more. Such pictures are taken out, as they are from what is sent.
 */
async function settled(form, filled) {
  for (;;) {
    const { blankUploads, ...verdict } = await judged(form, filled);
    if (blankUploads.length === 0) return { xml: filled.xml, ...verdict };
    for (const name of blankUploads) filled.xml = filled.xml.replace(`>${name}<`, '><');
    filled.files = filled.files.filter((name) => !blankUploads.includes(name));
  }
}

async function instrument(name) {
  const xml = fs.readFileSync(path.join(folder, `${name}.xml`), 'utf8');
  const form = await load(xml);
  const questions = read(xml);
  const random = generator(20181110);
  const sets = [];
  for (let i = 0; i < setsPerInstrument; i += 1) {
    const filled = fill(questions, random, `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`);
    sets.push(await settled(form, filled));
  }
  return { instrument: name, sets };
}

const [, self, folder, only] = process.argv;
if (only) {
  process.stdout.write(JSON.stringify(await instrument(only)));
} else {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.xml')).map((name) => name.replace('.xml', '')).sort();
  const run = promisify(execFile);
  const out = await Promise.all(names.map(async (name) => JSON.parse((await run(process.execPath, [self, folder, name], { maxBuffer: 1 << 28 })).stdout)));
  for (const { instrument: name, sets } of out) {
    const count = (kind) => sets.reduce((sum, set) => sum + set[kind].length, 0);
    console.log(`${name}: ${sets.length} sets, ${count('irrelevant')} not relevant, ${count('required')} required, ${count('constraint')} constraint`);
  }
  fs.writeFileSync(path.resolve(here, '../data/expressions/rules.json.gz'), zlib.gzipSync(JSON.stringify(out), { level: 9 }));
}
